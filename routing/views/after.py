"""Tasks, questions, and marketing's tracker of what it handed over."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import page, refuse, typed
from accounts.members import MemberRequest, member
from accounts.paging import newest_first
from accounts.roles import Role
from leads.stages import Stage
from routing import actions as routing
from routing.desk_forms import AnswerForm
from routing.models import State

MOST = 200
MARKETING = (Role.MARKETER, Role.MANAGER, Role.ADMIN)


@require_safe
@member()
def tasks(request: MemberRequest) -> HttpResponse:
    """What was agreed and fell to me, soonest first."""
    rows = request.workspace.tasks.filter(to=request.user, dropped_at=None).select_related("lead__company", "play")
    waiting = list(rows.filter(done_at=None).order_by("due_at", "id")[:MOST])
    done = list(rows.exclude(done_at=None).order_by("-done_at")[:10])
    return page(request, "routing/tasks.html", {"rows": waiting, "done": done, "now": timezone.now()})


@require_POST
@member()
def task_done(request: MemberRequest, pk: int) -> HttpResponse:
    """Tick a task off."""
    row = get_object_or_404(request.workspace.tasks, pk=pk)
    if routing.complete(row, by=request.user, at=timezone.now()):
        messages.success(request, f"Done: {row.title}.")
    return redirect("routing:tasks", request.workspace.slug)


@require_safe
@member()
def questions(request: MemberRequest) -> HttpResponse:
    """Questions that wait for an answer, and those one asked."""
    rows = request.workspace.questions.select_related("lead__company", "asked_by", "answered_by", "to")
    for_me = Q(to=request.user) | (Q(to=None) if request.membership.marketer else Q(pk=None))
    waiting = list(rows.filter(for_me, answered_at=None).order_by("id")[:MOST])
    asked = list(rows.filter(asked_by=request.user).order_by("-id")[:30])
    return page(request, "routing/questions.html", {"waiting": waiting, "asked": asked, "form": None})


@member()
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Answer a question about a lead."""
    row = get_object_or_404(request.workspace.questions.select_related("lead", "asked_by"), pk=pk)
    form = AnswerForm(typed(request))
    if form.is_valid():
        try:
            routing.answer(row, by=request.user, text=form.cleaned_data["text"], at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{row.asked_by.called} is told.")
            return redirect("routing:questions", request.workspace.slug)
    return page(request, "routing/question.html", {"row": row, "form": form})


@require_safe
@member(*MARKETING)
def handed(request: MemberRequest) -> HttpResponse:
    """Where each handed lead is, who holds it, and when it was last touched."""
    rows = request.workspace.handoffs.select_related("lead__company", "rep", "pool", "answered_by", "reason")
    rows = rows.defer("receipt", "brief", "decision")
    mine = request.GET.get("whose") == "mine"
    if mine:
        rows = rows.filter(passed_by=request.user)
    state = request.GET.get("state", "")
    rows = rows.filter(state=state) if state in State.values else rows
    found = newest_first(rows, request.GET.get("cursor"))
    steps = request.workspace.next_steps.filter(lead__in=[row.lead_id for row in found.rows])
    touched = {step.lead_id: step for step in steps}
    context: dict[str, Any] = {"page": found, "tabs": tabs(request, state, mine=mine), "mine": mine}
    context["entries"] = [(row, touched.get(row.lead_id), Stage(row.lead.stage)) for row in found.rows]
    return page(request, "routing/handed.html", context)


def tabs(request: MemberRequest, state: str, *, mine: bool) -> list[dict[str, Any]]:
    """All, and each state."""
    whose = "&whose=mine" if mine else ""
    choices = [("", "All"), *State.choices]
    return [{"label": label, "url": f"?state={value}{whose}", "active": value == state} for value, label in choices]
