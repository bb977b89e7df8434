"""The addresses for programs: /api/v1/ of every room, its description, and the page that explains it."""

from django.urls import include, path, re_path

from accounts.api import urlpatterns as ground
from accounts.rest import pages
from capture.api import urlpatterns as capture
from leads.api import urlpatterns as hall
from reports.api import urlpatterns as gallery
from routing.api import urlpatterns as routing
from scoring.api import urlpatterns as scoring
from sla.api import urlpatterns as sla

app_name = "api"
urlpatterns = [
    path("v1/", include(ground)),
    path("v1/", include(hall)),
    path("v1/", include(capture)),
    path("v1/", include(scoring)),
    path("v1/", include(routing)),
    path("v1/", include(sla)),
    path("v1/", include(gallery)),
    path("schema/", pages.schema, name="schema"),
    path("docs/", pages.docs, name="docs"),
    re_path(r"^v1/", pages.nothing_here),
]
