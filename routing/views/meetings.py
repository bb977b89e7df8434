"""Handoff meetings: planned beside a lead, kept in one list, and what came of them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import page, refuse, typed
from accounts.members import MemberRequest, member
from accounts.models import User
from routing import actions as routing
from routing.actions.meeting import agenda_of, times_for
from routing.meeting_forms import MeetingForm, OutcomeForm, WhenForm
from routing.models import Handoff, Meeting, MeetingState
from routing.views.answering import handoff_of
from routing.views.queue import number

MOST = 100


@require_safe
@member()
def meetings(request: MemberRequest) -> HttpResponse:
    """My meetings: to come, to be written up, and those that were."""
    mine = Q(organiser=request.user) | Q(colleague=request.user)
    rows = request.workspace.meetings.filter(mine).select_related("lead__company", "organiser", "colleague")
    now = timezone.now()
    planned = list(rows.filter(state=MeetingState.PLANNED).order_by("starts_at", "pk")[:MOST])
    groups = [
        ("How did it go?", [row for row in planned if row.starts_at < now]),
        ("To come", [row for row in planned if row.starts_at >= now]),
        ("Over", list(rows.exclude(state=MeetingState.PLANNED).order_by("-starts_at")[:20])),
    ]
    return page(request, "routing/meetings.html", {"groups": [group for group in groups if group[1]]})


@member()
def meeting_new(request: MemberRequest, pk: int) -> HttpResponse:
    """Plan a meeting about a handoff, at a time that suits both."""
    row, now = handoff_of(request, pk), timezone.now()
    other = colleague_of(request, row)
    times = times_for(request.workspace, people=[request.user, *([other] if other else [])], at=now)
    people = [(one.user_id, one.user.called) for one in others(request)]
    given = {"times": times, "people": people, "agenda": agenda_of(row.lead, at=now)}
    form = MeetingForm(typed(request), colleague=other.pk if other else None, **given)
    if form.is_valid():
        said = form.cleaned_data
        wanted = {name: said[name] for name in ("with_lead", "place", "agenda")}
        colleague = person(request, said["colleague"])
        try:
            made = routing.plan_meeting(row, by=request.user, at=now, colleague=colleague, **form.wanted(), **wanted)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Planned. Everybody gets an invitation by mail.")
            return redirect("routing:meeting", request.workspace.slug, made.pk)
    return page(request, "routing/meeting_new.html", {"form": form, "handoff": row, "lead": row.lead})


@member()
def meeting(request: MemberRequest, pk: int) -> HttpResponse:
    """One meeting; once it began, what came of it is written here."""
    row = meeting_of(request, pk)
    form = OutcomeForm(typed(request), might_come=row.might_come)

    def verb() -> None:
        routing.record_meeting(row, by=request.user, at=timezone.now(), **form.cleaned_data)

    return shown(request, row, form, verb, "Written down.")


@member()
def meeting_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Move a meeting to another time."""
    row, now = meeting_of(request, pk), timezone.now()
    people = [one for one in (row.organiser, row.colleague) if one is not None]
    form = WhenForm(typed(request), times=times_for(request.workspace, people=people, at=now), minutes=row.minutes)

    def verb() -> None:
        routing.move_meeting(row, by=request.user, at=now, **form.wanted())

    return shown(request, row, form, verb, "Moved. Everybody gets the new time.", moving=True)


@require_POST
@member()
def meeting_off(request: MemberRequest, pk: int) -> HttpResponse:
    """Call a meeting off."""
    try:
        routing.call_off(meeting_of(request, pk), by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Called off. Everybody is told.")
    return redirect("routing:meeting", request.workspace.slug, pk)


def shown(
    request: MemberRequest, row: Meeting, form: forms.Form, verb: Any, done: str, *, moving: bool = False
) -> HttpResponse:
    """The page of a meeting with the form it needs now, or the way back when the verb was done."""
    if form.is_valid():
        try:
            verb()
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect("routing:meeting", request.workspace.slug, row.pk)
    began = row.starts_at <= timezone.now()
    context = {"meeting": row, "lead": row.lead, "form": form, "moving": moving, "began": began}
    return page(request, "routing/meeting.html", {**context, "is_planned": row.state == MeetingState.PLANNED})


def meeting_of(request: MemberRequest, pk: int) -> Meeting:
    """A meeting of this workspace, or a 404."""
    rows = request.workspace.meetings.select_related("lead__company", "organiser", "colleague", "workspace")
    found: Meeting = get_object_or_404(rows, pk=pk)
    return found


def others(request: MemberRequest) -> Any:
    """Whom one can meet."""
    return request.workspace.memberships.active().by_name().exclude(user=request.user)


def person(request: MemberRequest, pk: int | None) -> User | None:
    """A colleague by the user's id."""
    found = others(request).filter(user_id=pk).first() if pk else None
    return found.user if found else None


def colleague_of(request: MemberRequest, row: Handoff) -> User | None:
    """Whom one would meet: whom the address names, else whoever passed the lead, or holds it."""
    asked = person(request, number(request.GET.get("with") or request.POST.get("colleague")))
    return asked or person(request, row.passed_by_id) or person(request, row.rep_id)
