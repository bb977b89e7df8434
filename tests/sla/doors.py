"""A row of Acme's for each door of sla that names one; see tests/doors.py."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Workspace
from leads.models import Lead
from sla import actions as sla
from sla.models import Breach, CalendarClosure, Clock, TwoWayAgreement, WorkCalendar
from tests.conftest import who

CANARY = "Canary of Acme"


def made_calendar(workspace: Workspace) -> WorkCalendar:
    return WorkCalendar.objects.get_or_create(workspace=workspace, name=CANARY, time_zone="Europe/Berlin")[0]


def calendar(workspace: Workspace) -> dict[str, Any]:
    return {"pk": made_calendar(workspace).pk}


def closure(workspace: Workspace) -> dict[str, Any]:
    row = made_calendar(workspace)
    made, _ = CalendarClosure.objects.get_or_create(
        workspace=workspace, calendar=row, on=date(2026, 12, 31), defaults={"name": CANARY}
    )
    return {"pk": row.pk, "closure": made.pk}


def made_clock(workspace: Workspace) -> Clock:
    found = Clock.objects.filter(workspace=workspace, lead__first_name=CANARY, stopped_at=None).first()
    if found is not None:
        return found
    at = timezone.now()
    lead = Lead.objects.create(workspace=workspace, first_name=CANARY, return_at=at + timedelta(days=30))
    promise = sla.promise(lead, at=at, rep=who("ravi").pk)
    return sla.start(lead, kind="accept", at=at, promise=promise, rep=who("ravi").pk)


def clock(workspace: Workspace) -> dict[str, Any]:
    return {"pk": made_clock(workspace).pk}


def lead(workspace: Workspace) -> dict[str, Any]:
    return {"pk": made_clock(workspace).lead_id}


def breach(workspace: Workspace) -> dict[str, Any]:
    row = made_clock(workspace)
    made, _ = Breach.objects.get_or_create(
        workspace=workspace, clock=row, defaults={"lead": row.lead, "kind": row.kind, "due_at": row.due_at}
    )
    return {"pk": made.pk}


def version(workspace: Workspace) -> dict[str, Any]:
    defaults = {"state": "past", "in_force_from": timezone.now(), "purpose": CANARY}
    made, _ = TwoWayAgreement.objects.get_or_create(workspace=workspace, version=77, defaults=defaults)
    return {"number": made.version}


ROWS: dict[str, Callable[[Workspace], dict[str, Any]]] = {
    "sla:calendar": calendar,
    "sla:calendar_edit": calendar,
    "sla:calendar_users": calendar,
    "sla:calendar_remove": calendar,
    "sla:closure_new": calendar,
    "sla:closure_remove": closure,
    "sla:agreement_version": version,
    "sla:agreement_sign": version,
    "sla:clock": clock,
    "sla:pause": clock,
    "sla:resume": clock,
    "sla:excuse": breach,
    "sla:rate": lead,
}
