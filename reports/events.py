"""What happened around a period, for the calendar and for charts: the workspace's own events and its campaigns."""

from datetime import date

from django.db.models import Q
from django.urls import reverse

from accounts.models import Workspace
from reports.periods import Period

MOST = 30


def events_in(workspace: Workspace, period: Period) -> list[tuple[date, str, str]]:
    """(day, name, address) of what began in the period, oldest first."""
    calendar = reverse("reports:calendar", args=[workspace.slug])
    within = Q(starts_on__gte=period.first, starts_on__lt=period.end)
    own = workspace.calendar_events.filter(within).order_by("starts_on").values_list("starts_on", "title")
    campaigns = workspace.campaigns.filter(within).order_by("starts_on").values_list("starts_on", "name")
    found = [
        *((day, name, calendar) for day, name in own[:MOST]),
        *((day, name, calendar) for day, name in campaigns[:MOST] if day is not None),
    ]
    return sorted({(day, name): (day, name, url) for day, name, url in found}.values())
