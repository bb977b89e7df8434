"""Every address. A workspace's pages stand under /w/<slug>/."""

from allauth.account.views import signup
from django.db import transaction
from django.urls import include, path

from accounts.admin import operators
from accounts.views.entrance import home
from handoff.health import livez, readyz

urlpatterns = [
    path("", home, name="home"),
    path("livez", livez),
    path("readyz", readyz),
    path("", include("accounts.urls")),
    # A person, their address and their workspace are made together or not at all.
    path("signup/", transaction.atomic(signup), name="account_signup"),
    path("", include("allauth.urls")),
    path("api/", include("handoff.api")),
    path("operators/", operators.urls),
]
handler400 = "handoff.errors.bad_request"
handler403 = "handoff.errors.forbidden"
handler404 = "handoff.errors.not_found"
handler500 = "handoff.errors.failed"
