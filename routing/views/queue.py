"""The rep's queue: what waits, the brief beside it, and one key to take it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import page
from accounts.instants import database_now
from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads import actions as leads
from routing import actions as routing
from routing import desk
from routing.models import Handoff, State

SELLERS = (Role.REP, Role.MANAGER)


@require_safe
@member(*SELLERS)
def queue(request: MemberRequest) -> HttpResponse:
    """What waits for me and my pools; the first, or the one asked for, is open beside it."""
    return page(request, "routing/queue.html", contents(request))


@require_safe
@member(*SELLERS)
def queue_rows(request: MemberRequest) -> HttpResponse:
    """The list alone, asked for every few seconds by an open page: no content when nothing changed."""
    now = timezone.now()
    found = desk.queue(request.workspace, request.user, now=now)
    if request.GET.get("v") == found.version:
        return HttpResponse(status=204)
    opened = number(request.GET.get("open"))
    if opened and opened not in {row.handoff.pk for row in found.rows}:
        gone = request.workspace.handoffs.filter(pk=opened).select_related("answered_by").first()
        if gone is not None and gone.state != State.OFFERED and gone.answered_by_id != request.user.pk:
            messages.warning(request, str(routing.TooLate(gone)))
    context = {"queue": found, "opened": opened, "now": now, "polled": True}
    return render(request, "routing/_queue_rows.html", context)


@require_safe
@member(*SELLERS)
def handoff(request: MemberRequest, pk: int) -> HttpResponse:
    """One offer with its brief: the pane beside the list, or the whole page."""
    row = offered(request, pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{address(request)}?open={pk}")
    context = pane(request, row) if row is not None else {"handoff": None, "gone": said_gone(request, pk)}
    return render(request, "routing/_handoff.html", {**context, "chosen": True})


@require_safe
@member()
def passed(request: MemberRequest, pk: int) -> HttpResponse:
    """Brief and receipt as they were at the moment of the pass."""
    row = get_object_or_404(request.workspace.handoffs.select_related("lead"), pk=pk)
    return page(request, "routing/passed.html", {"handoff": row, "lead": row.lead, "brief": row.brief})


@require_POST
@member(*SELLERS)
def accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the lead; whoever loses the race is told who won."""
    row = get_object_or_404(request.workspace.handoffs.select_related("lead"), pk=pk)
    now = database_now()
    try:
        routing.take(row, by=request.user, at=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        row.lead.refresh_from_db(fields=["next_step_at"])
        due = timezone.localtime(row.lead.next_step_at)
        messages.success(request, f"{row.lead.called} is yours. First contact by {due:%a %H:%M}.")
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "routing/_queue.html", {**contents(request), "answered": True})
    return redirect(address(request))


def contents(request: MemberRequest) -> dict[str, Any]:
    """Everything on the page."""
    now, asked = timezone.now(), number(request.GET.get("open"))
    found = desk.queue(request.workspace, request.user, now=now, after=desk.read_cursor(request.GET.get("after", "")))
    opened = asked or (found.rows[0].handoff.pk if found.rows else 0)
    row = offered(request, opened) if opened else None
    context: dict[str, Any] = {
        "queue": found,
        "now": now,
        "figures": desk.figures(request.workspace, request.user, now=now),
    }
    if row is None:
        gone = said_gone(request, opened) if opened else ""
        return {**context, "handoff": None, "opened": 0, "gone": gone, "chosen": bool(asked)}
    return {**context, **pane(request, row), "chosen": bool(asked)}


def offered(request: MemberRequest, pk: int) -> Handoff | None:
    """An offer to me, to one of my pools, or, for managers, to anybody; a 404 where there is none such at all."""
    rows = request.workspace.handoffs.select_related("lead__company", "lead__campaign", "pool", "rep", "passed_by")
    row = get_object_or_404(rows, pk=pk)
    return row if row.state == State.OFFERED else None


def said_gone(request: MemberRequest, pk: int) -> str:
    """Who answered an offer that is not open any more."""
    row = request.workspace.handoffs.select_related("answered_by").filter(pk=pk).first()
    return str(routing.TooLate(row)) if row is not None else ""


def pane(request: MemberRequest, row: Handoff) -> dict[str, Any]:
    """What stands beside the list about one offer."""
    now = timezone.now()
    return {
        "handoff": row,
        "opened": row.pk,
        "lead": row.lead,
        "left": desk.left(row.accept_by, now=now, zone=timezone.get_current_timezone()),
        "over": now - row.accept_by if now > row.accept_by else None,
        "target": row.accept_by - row.offered_at,
        "brief": leads.brief(row.lead, now),
        "collision": routing.collision(row.lead, by=request.user),
        "questions": request.workspace.questions.filter(lead=row.lead)
        .select_related("answered_by")
        .order_by("-id")[:3],
        "back": f"{address(request)}?open={row.pk}",
    }


def address(request: MemberRequest) -> str:
    """The queue's own address."""
    return f"/w/{request.workspace.slug}/queue/"


def number(text: str | None) -> int:
    """An id out of an address; 0 where there is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0
