"""Clocks for programs, under /api/v1/: calendars, the agreement, how it is kept."""

from django.urls import path

from sla.api.agreements import AgreementInForce, Compliance
from sla.api.calendars import Calendars, DuesUnslashed, ElapsedUnslashed

READ = {"get": "retrieve"}
urlpatterns = [
    path("calendars/", Calendars.as_view({"get": "list"}), name="calendars"),
    path("calendars/<int:pk>/", Calendars.as_view(READ), name="calendar"),
    path("calendars/<int:pk>/due/", Calendars.as_view({"get": "due"}), name="calendar-due"),
    path("calendars/<int:pk>/elapsed/", Calendars.as_view({"get": "elapsed"}), name="calendar-elapsed"),
    # Programs write these two without the last slash as often as with it.
    path("calendars/<int:pk>/due", DuesUnslashed.as_view({"get": "due"})),
    path("calendars/<int:pk>/elapsed", ElapsedUnslashed.as_view({"get": "elapsed"})),
    path("agreement/", AgreementInForce.as_view(READ), name="agreement"),
    path("compliance/", Compliance.as_view(READ), name="compliance"),
]
