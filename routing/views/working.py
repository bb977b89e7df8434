"""What a rep works on: next steps with their dates, touches in two clicks, and how it ends."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import page, refuse, typed
from accounts.instants import database_now
from accounts.members import MemberRequest, member
from leads import actions as leads
from leads.models import Lead
from routing import actions as routing
from routing.desk_forms import LostForm, NextStepForm, QualifyForm, TouchForm, WonForm
from routing.models import Handoff, State
from routing.timeleft import left
from routing.touches import CHANNELS, OUTCOMES
from routing.views.answering import answered, handoff_of
from routing.views.queue import SELLERS, offered

MOST = 200


@require_safe
@member(*SELLERS)
def working(request: MemberRequest) -> HttpResponse:
    """Leads I hold, overdue first; none is without a next step."""
    rows = list(
        request.workspace.leads.present()
        .filter(rep=request.user, holder="sales")
        .select_related("company")
        .order_by("next_step_at", "id")[:MOST]
    )
    now = timezone.now()
    entries = entries_of(request, rows, now)
    end = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    groups = [
        ("Overdue", [one for one in entries if one["lead"].next_step_at < now]),
        ("Today", [one for one in entries if now <= one["lead"].next_step_at < end]),
        ("Later", [one for one in entries if one["lead"].next_step_at >= end]),
    ]
    context = {"groups": [group for group in groups if group[1]], "count": len(rows), "channels": CHANNELS}
    return page(request, "routing/working.html", {**context, "outcomes": OUTCOMES})


def entries_of(request: MemberRequest, rows: list[Lead], now: datetime) -> list[dict[str, Any]]:
    """Each lead with its handoff, its next step and the time left."""
    ids = [row.pk for row in rows]
    held = (
        request.workspace.handoffs.worked().filter(lead__in=ids).only("id", "lead_id", "workspace_id", "qualified_at")
    )
    handoffs = {one.lead_id: one for one in held}
    steps = {one.lead_id: one for one in request.workspace.next_steps.filter(lead__in=ids)}
    zone = timezone.get_current_timezone()
    return [
        {
            "lead": row,
            "handoff": handoffs.get(row.pk),
            "step": steps.get(row.pk),
            "left": left(row.next_step_at, now=now, zone=zone),
        }
        for row in rows
        if row.next_step_at is not None
    ]


@require_safe
@member(*SELLERS)
def work(request: MemberRequest, pk: int) -> HttpResponse:
    """One lead that is being worked."""
    row = handoff_of(request, pk)
    if offered(request, pk) is not None:
        return redirect(f"/w/{request.workspace.slug}/queue/?open={pk}")
    return page(request, "routing/work.html", desk_of(request, row))


def desk_of(request: MemberRequest, row: Handoff, form: NextStepForm | None = None) -> dict[str, Any]:
    """Everything one needs to work a lead."""
    lead, now = row.lead, timezone.now()
    step = request.workspace.next_steps.filter(lead=lead).first()
    given = {"next_step": step.text if step else "", "next_step_at": lead.next_step_at}
    is_open = row.state == State.ACCEPTED and row.closed_at is None
    return {
        "handoff": row,
        "lead": lead,
        "step": step,
        "is_open": is_open,
        "is_mine": row.rep_id == request.user.pk,
        "left": left(lead.next_step_at, now=now, zone=timezone.get_current_timezone()) if lead.next_step_at else None,
        "form": form or NextStepForm(initial=given),
        "brief": leads.brief(lead, now),
        "collision": routing.collision(lead, by=request.user),
        "opportunity": request.workspace.opportunities.filter(lead=lead).order_by("-id").first(),
        "tasks": request.workspace.tasks.filter(lead=lead, done_at=None, dropped_at=None).select_related("to"),
        "meetings": request.workspace.meetings.filter(lead=lead).order_by("-starts_at")[:3],
        "questions": request.workspace.questions.filter(lead=lead).select_related("answered_by").order_by("-id")[:3],
        "channels": CHANNELS,
        "outcomes": OUTCOMES,
        "back": f"/w/{request.workspace.slug}/working/{row.pk}/",
    }


@require_POST
@member(*SELLERS)
def touch(request: MemberRequest, pk: int) -> HttpResponse:
    """Log a touch: one click on the way, one on what came of it."""
    row = handoff_of(request, pk)
    channel, _, outcome = request.POST.get("touch", "").partition(":")
    form = TouchForm({"channel": channel, "outcome": outcome, "note": request.POST.get("note", "")})
    try:
        if not form.is_valid():
            raise Refused("Say how you reached them and what came of it.")
        routing.log_touch(row, by=request.user, at=database_now(), **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        step = request.workspace.next_steps.get(lead=row.lead)
        row.lead.refresh_from_db(fields=["next_step_at"])
        due = timezone.localtime(row.lead.next_step_at)
        messages.success(request, f"Logged. Next for {row.lead.called}: {step.text}, {due:%a %-d %b %H:%M}.")
    to_list = request.POST.get("from") == "list"
    return redirect(f"/w/{request.workspace.slug}/working/" + ("" if to_list else f"{pk}/"))


@require_POST
@member(*SELLERS)
def next_step(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what is done next, and by when."""
    row = handoff_of(request, pk)
    form = NextStepForm(typed(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            routing.set_next_step(
                row, by=request.user, at=database_now(), text=said["next_step"], next_step_at=said["next_step_at"]
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "The next step is set.")
            return redirect("routing:work", request.workspace.slug, pk)
    return page(request, "routing/work.html", desk_of(request, row, form))


@member(*SELLERS)
def qualify(request: MemberRequest, pk: int) -> HttpResponse:
    """Go through the checklist; when it is met there is an opportunity."""
    row = handoff_of(request, pk)
    items = list(request.workspace.checklist.filter(retired_at=None).order_by("position"))
    form = QualifyForm(typed(request), items=items)
    asked = {"title": f"Qualify {row.lead.called}", "submit": "It is an SQL"}

    def verb() -> None:
        routing.qualify_sql(row, by=request.user, at=database_now(), **form.wanted())

    return answered(request, row, form, asked, verb, "An SQL, with an opportunity.", stay=True)


@member(*SELLERS)
def won(request: MemberRequest, pk: int) -> HttpResponse:
    """They bought."""
    row, form = handoff_of(request, pk), WonForm(typed(request))
    asked = {"title": f"Won: {row.lead.called}", "submit": "Won"}

    def verb() -> None:
        routing.won(row, by=request.user, at=database_now(), **form.wanted())

    return answered(request, row, form, asked, verb, "Won. Marketing hears of it.")


@member(*SELLERS)
def lost(request: MemberRequest, pk: int) -> HttpResponse:
    """They did not."""
    row, form = handoff_of(request, pk), LostForm(typed(request))
    asked = {"title": f"Lost: {row.lead.called}", "submit": "Lost", "danger": True}

    def verb() -> None:
        routing.lost(row, by=request.user, at=database_now(), **form.wanted())

    return answered(request, row, form, asked, verb, "Closed as lost, with its reason.")
