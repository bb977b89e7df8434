"""Every address. A workspace's pages stand under /w/<slug>/."""

from allauth.account.views import signup
from django.conf import settings
from django.db import transaction
from django.urls import include, path

from accounts.admin import operators
from accounts.views.entrance import home
from handoff.health import livez, readyz
from handoff.help import help_page
from handoff.styleguide import styleguide

urlpatterns = [
    path("", home, name="home"),
    path("livez", livez),
    path("readyz", readyz),
    path("help/", help_page, name="help"),
    path("help/<slug:name>/", help_page, name="help_page"),
    path("", include("accounts.urls")),
    path("w/<slug:workspace>/", include("leads.urls")),
    path("w/<slug:workspace>/", include("scoring.urls")),
    path("w/<slug:workspace>/", include("routing.urls")),
    path("w/<slug:workspace>/", include("sla.urls")),
    path("w/<slug:workspace>/", include("reports.urls")),
    path("w/<slug:workspace>/import/", include("capture.import_urls")),
    path("w/<slug:workspace>/forms/", include("capture.form_urls")),
    path("w/<slug:workspace>/tracking/", include("capture.tracking_urls")),
    path("", include("capture.urls")),
    # A person, their address and their workspace are made together or not at all.
    path("signup/", transaction.atomic(signup), name="account_signup"),
    path("", include("allauth.urls")),
    path("api/", include("handoff.api")),
    path("operators/", operators.urls),
]
if settings.DEBUG or settings.EMBEDDED:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))

handler400 = "handoff.errors.bad_request"
handler403 = "handoff.errors.forbidden"
handler404 = "handoff.errors.not_found"
handler500 = "handoff.errors.failed"
