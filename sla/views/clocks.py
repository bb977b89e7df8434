"""One clock: why it is due then, held and let run on, its breach excused; and any calendar asked about a deadline."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import page, refuse
from accounts.members import MemberRequest, member
from accounts.roles import Role
from sla import actions as sla
from sla.clock import NeverOpen
from sla.forms import DueForm, ReasonForm
from sla.models import Clock
from sla.rows import timetable_of
from sla.tape import tape
from sla.telling import of_lead, told
from sla.timetables import calendar_from

HOLDERS = (Role.REP, Role.MANAGER, Role.ADMIN)


@require_safe
@member()
def clock(request: MemberRequest, pk: int) -> HttpResponse:
    """The clock's tape, its steps and its breach."""
    return shown(request, found(request, pk))


def shown(request: MemberRequest, row: Clock, **forms: ReasonForm) -> HttpResponse:
    """The page; 422 with a form that was refused."""
    breach = row.breaches.select_related("rep", "root").first()
    context: dict[str, Any] = {
        "told": told(row, now=timezone.now()),
        "steps": sla.way_in_words(row),
        "breach": breach,
        "excuse": breach.excuses.select_related("by").first() if breach else None,
        "may_excuse": request.membership.has(Role.MANAGER),
        "may_pause": row.stopped_at is None and may_hold(request, row),
        "pause_form": ReasonForm(auto_id="pause_%s"),
        "excuse_form": ReasonForm(auto_id="excuse_%s"),
        "crumbs": crumbs(request, row),
    }
    return page(request, "sla/clocks/clock.html", {**context, **forms})


@require_POST
@member(*HOLDERS)
def pause(request: MemberRequest, pk: int) -> HttpResponse:
    """Hold the clock."""
    row, form = held(request, pk), ReasonForm(request.POST, auto_id="pause_%s")
    if form.is_valid():
        try:
            made = sla.pause(row, by=request.user, reason=form.cleaned_data["reason"], at=sla.database_now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            until = timezone.localtime(made.most_until)
            messages.success(request, f"The clock is held, at the longest until {until:%d %b, %H:%M}.")
            return redirect("sla:clock", request.workspace.slug, pk)
    return shown(request, row, pause_form=form)


@require_POST
@member(*HOLDERS)
def resume(request: MemberRequest, pk: int) -> HttpResponse:
    """Let it run on."""
    row = held(request, pk)
    try:
        sla.resume(row, by=request.user, at=sla.database_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The clock runs on; its deadline moved by the time it was held.")
    return redirect("sla:clock", request.workspace.slug, pk)


@require_POST
@member(Role.MANAGER)
def excuse(request: MemberRequest, pk: int) -> HttpResponse:
    """Excuse a breach."""
    breach = get_object_or_404(request.workspace.breaches.select_related("workspace"), pk=pk)
    form = ReasonForm(request.POST, auto_id="excuse_%s")
    if form.is_valid():
        try:
            sla.excuse(breach, by=request.user, reason=form.cleaned_data["reason"], at=sla.database_now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "The breach is excused. It stays in the figures, marked.")
            return redirect("sla:clock", request.workspace.slug, breach.clock_id)
    return shown(request, found(request, breach.clock_id), excuse_form=form)


def found(request: MemberRequest, pk: int) -> Clock:
    """A clock of this workspace, or a 404."""
    rows = request.workspace.clocks.select_related("edition", "policy", "lead", "rep").prefetch_related("pauses__by")
    row: Clock = get_object_or_404(rows, pk=pk)
    return row


def held(request: MemberRequest, pk: int) -> Clock:
    """A clock this member may hold: one's own or the pool's, or any for a manager or an admin."""
    row = found(request, pk)
    if not may_hold(request, row):
        raise PermissionDenied("Only the rep whose clock this is, or a manager, can hold it.")
    return row


def may_hold(request: MemberRequest, row: Clock) -> bool:
    """Whether this member may hold the clock."""
    is_theirs = request.membership.has(Role.REP) and row.rep_id in (None, request.user.pk)
    return is_theirs or request.membership.has(Role.MANAGER, Role.ADMIN)


def crumbs(request: MemberRequest, row: Clock) -> list[dict[str, str]]:
    """What stands above a clock."""
    url = reverse("leads:lead", args=[request.workspace.slug, row.lead_id])
    return [{"label": row.lead.called, "url": url}]


@require_safe
@member()
def due_tool(request: MemberRequest) -> HttpResponse:
    """Ask a calendar when something would be due, and see why."""
    rows = request.workspace.work_calendars.order_by("name").prefetch_related("blocks", "closures")
    asked = bool(request.GET)
    now = timezone.localtime().replace(second=0, microsecond=0)
    form = DueForm(request.GET if asked else None, initial={"start": now, "allowed": "4 h"})
    form.choose("calendar", [(str(row.pk), f"{row.name} ({row.time_zone})") for row in rows])
    crumb = [{"label": "Calendars", "url": reverse("sla:calendars", args=[request.workspace.slug])}]
    context: dict[str, Any] = {"form": form, "crumbs": crumb}
    if asked and form.is_valid():
        row = next(row for row in rows if str(row.pk) == form.cleaned_data["calendar"])
        try:
            context |= answered(row, form.cleaned_data)
        except (NeverOpen, ValueError) as refusal:
            form.add_error(None, str(refusal))
    return page(request, "sla/clocks/due.html", context)


def answered(row: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """When it is due by the calendar, and the way there."""
    start: datetime = asked["start"].replace(tzinfo=None).replace(tzinfo=ZoneInfo(row.time_zone))
    reckoned = timetable_of(row).due(start, timedelta(seconds=asked["allowed"]))
    segments = tape(start, reckoned.due_at, calendar_from(reckoned.written))
    return {"due_at": reckoned.due_at, "segments": segments, "zone": row.time_zone}


def lead_clocks(membership: Any, lead: Any) -> dict[str, Any] | None:
    """What the panel on a lead's page shows."""
    clocks = of_lead(membership, lead, now=timezone.now())
    return {"clocks": clocks} if clocks else None
