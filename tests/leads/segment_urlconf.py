"""All addresses, with those of segments in their place."""

from django.urls import include, path

import leads.urls
from handoff.urls import *  # noqa: F403

if not any("segments" in str(pattern.pattern) for pattern in leads.urls.urlpatterns):
    leads.urls.urlpatterns.insert(0, path("leads/segments/", include("leads.conditions_urls")))
