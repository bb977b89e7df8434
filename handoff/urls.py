"""Every address. A workspace's pages stand under /w/<slug>/."""

from django.urls import include, path

from accounts.urls import person_patterns

urlpatterns = [
    path("", include(person_patterns)),
    path("", include("allauth.urls")),
    path("w/<slug:workspace>/", include("accounts.urls")),
]
handler400 = "handoff.errors.bad_request"
handler403 = "handoff.errors.forbidden"
handler404 = "handoff.errors.not_found"
handler500 = "handoff.errors.failed"
