"""Addresses of the tracking pages, under /w/<workspace>/tracking/."""

from django.urls import path

from accounts.context import Link, add_links
from capture.views import keys, rejected

app_name = "tracking"

urlpatterns = [
    path("", keys.keys, name="keys"),
    path("keys/new/", keys.key_new, name="key_new"),
    path("keys/<int:pk>/", keys.key, name="key"),
    path("keys/<int:pk>/news/", keys.key_news, name="key_news"),
    path("keys/<int:pk>/edit/", keys.key_edit, name="key_edit"),
    path("keys/<int:pk>/replace/", keys.key_rotate, name="key_rotate"),
    path("keys/<int:pk>/revoke/", keys.key_revoke, name="key_revoke"),
    path("rejected/", rejected.rejected, name="rejected"),
    path("rejected/replay/", rejected.replay, name="replay"),
    path("rejected/discard/", rejected.discard, name="discard"),
    path("rejected/<int:pk>/", rejected.event, name="event"),
    path("rejected/<int:pk>/discard/", rejected.event_discard, name="event_discard"),
]

add_links(Link("Tracking", "tracking:keys", "broadcast", keys.READERS, group="Marketing"))
