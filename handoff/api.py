"""The addresses for programs: /api/v1/ of every room, its description, and the page that explains it."""

from django.urls import include, path, re_path

from accounts.api import urlpatterns as ground
from accounts.rest import pages
from leads.api import urlpatterns as hall

app_name = "api"
urlpatterns = [
    path("v1/", include(ground)),
    path("v1/", include(hall)),
    path("schema/", pages.schema, name="schema"),
    path("docs/", pages.docs, name="docs"),
    re_path(r"^v1/", pages.nothing_here),
]
