"""Addresses of clocks, under /w/<workspace>/."""

from django.urls import path

from accounts.context import Link, add_links
from leads.lead_panels import LeadPanel, add_lead_panels
from sla.views import agreement, calendars, clock_rows, clocks, ratings, responses, shopper

app_name = "sla"
add_links(
    Link("Response times", "sla:response_times", "stopwatch", group="Both", order=20),
    Link("Agreement", "sla:agreement", "file-earmark-text", group="Both", order=30),
    Link("Working hours", "sla:calendars", "clock-history", group="Both", order=80),
)
add_lead_panels(
    LeadPanel("sla/clocks/_lead.html", clocks.lead_clocks, order=20, beside=False),
    LeadPanel("sla/ratings/_lead.html", ratings.lead_rating, order=70),
)

calendar_patterns = [
    path("calendars/", calendars.calendars, name="calendars"),
    path("calendars/new/", calendars.calendar_new, name="calendar_new"),
    path("calendars/due/", clocks.due_tool, name="due_tool"),
    path("calendars/<int:pk>/", calendars.calendar, name="calendar"),
    path("calendars/<int:pk>/edit/", calendars.calendar_edit, name="calendar_edit"),
    path("calendars/<int:pk>/users/", calendars.calendar_users, name="calendar_users"),
    path("calendars/<int:pk>/remove/", calendars.calendar_remove, name="calendar_remove"),
    path("calendars/<int:pk>/closures/new/", calendars.closure_new, name="closure_new"),
    path("calendars/<int:pk>/closures/<int:closure>/remove/", calendars.closure_remove, name="closure_remove"),
]
agreement_patterns = [
    path("agreement/", agreement.agreement, name="agreement"),
    path("agreement/edit/", agreement.agreement_edit, name="agreement_edit"),
    path("agreement/discard/", agreement.agreement_discard, name="agreement_discard"),
    path("agreement/rows/", agreement.agreement_rows, name="agreement_rows"),
    path("agreement/history/", agreement.history, name="agreement_history"),
    path("agreement/versions/<int:number>/", agreement.version, name="agreement_version"),
    path("agreement/versions/<int:number>/sign/", agreement.agreement_sign, name="agreement_sign"),
]
clock_patterns = [
    path("response-times/", responses.response_times, name="response_times"),
    path("response-times/clocks/", clock_rows.clocks, name="clocks"),
    path("response-times/clocks.csv", clock_rows.clocks_csv, name="clocks_csv"),
    path("response-times/shopper/", shopper.shopper, name="shopper"),
    path("response-times/shopper/send/", shopper.shopper_send, name="shopper_send"),
    path("clocks/<int:pk>/", clocks.clock, name="clock"),
    path("clocks/<int:pk>/pause/", clocks.pause, name="pause"),
    path("clocks/<int:pk>/resume/", clocks.resume, name="resume"),
    path("leads/<int:pk>/rating/", ratings.rate, name="rate"),
    path("breaches/<int:pk>/excuse/", clocks.excuse, name="excuse"),
]
urlpatterns = [*calendar_patterns, *agreement_patterns, *clock_patterns]
