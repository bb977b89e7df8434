"""Goals: how they stand, looked at with what-ifs, set, changed, dropped; and who answers for which number."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import page, refuse, typed
from accounts.members import MemberRequest, member
from accounts.roles import Role
from reports import actions
from reports.blocks import Report
from reports.forms import GoalForm, people
from reports.goals import NAMES
from reports.models import Goal
from reports.pages import planning
from reports.views.showing import look_of

PLANNERS = (Role.MANAGER, Role.MARKETER, Role.ADMIN)
METRICS = {
    "entered": "Leads",
    "mql": "MQLs",
    "acceptance": "Acceptance",
    "sql": "SQLs",
    "won": "Wins",
    "response": "Response time",
}


@require_safe
@member()
def goals(request: MemberRequest) -> HttpResponse:
    """All goals, the running ones first, each with its progress and its warnings."""
    look = look_of(request)
    own = planning.own_figures(look)
    rows = request.workspace.goals.select_related("owner").order_by("-ends_on")
    owners = {row.metric: row.owner for row in request.workspace.metric_owners.select_related("owner")}
    context = {
        "planned": [planning.planned(look, row, own) for row in rows[:12]],
        "owners": [(key, label, owners.get(key)) for key, label in METRICS.items()],
        "people": people(request.workspace),
        "may_plan": request.membership.has(*PLANNERS),
    }
    return page(request, "reports/goals.html", context)


@require_safe
@member()
def goal(request: MemberRequest, pk: int) -> HttpResponse:
    """One: what it takes, whether it can be, where it stands, and what if."""
    look = look_of(request)
    row = found(request, pk)
    own = planning.own_figures(look)
    tried = planning.what_if(own, request.GET)
    one = planning.planned(look, row, tried)
    report = Report(
        planning.stats(look, one),
        [planning.plan_block(one), planning.progress_block(one), planning.months_block(look, one)],
        [*one.plan.impossible, *one.warnings],
    )
    context = {
        "goal": row,
        "one": one,
        "report": report,
        "look": look,
        "sliders": sliders(own, tried),
        "is_what_if": tried != own,
        "may_plan": request.membership.has(*PLANNERS),
        "crumbs": crumbs(request),
    }
    return page(request, "reports/goal.html", context)


def sliders(own: Any, tried: Any) -> list[dict[str, Any]]:
    """The what-ifs: each number now, and as it is tried."""
    found = [
        slider(stage, f"{NAMES[stage]} (%)", round(chance.value * 100), 100, f"{own.chances[stage].value * 100:.0f}%")
        for stage, chance in tried.chances.items()
    ]
    found.append(slider("deal", "Size of a win", tried.deal // 100, max(1000, own.deal // 25), f"{own.deal // 100:,}"))
    found.append(slider("lag", "Days from MQL to won", tried.lag_days, 365, own.lag_days))
    most = max(100, own.takes * 4)
    found.append(slider("takes", "Leads sales can take a month", tried.takes, most, own.takes or "no limit"))
    return found


def slider(name: str, label: str, value: int, most: int, now: Any) -> dict[str, Any]:
    """One what-if."""
    return {"name": name, "label": label, "value": value, "least": 0, "most": most, "now": now}


@member(*PLANNERS)
def goal_new(request: MemberRequest) -> HttpResponse:
    """Set one."""
    return edit(request, None)


@member(*PLANNERS)
def goal_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change one."""
    return edit(request, found(request, pk))


def edit(request: MemberRequest, row: Goal | None) -> HttpResponse:
    """The form of a goal."""
    form = GoalForm(typed(request), instance=row, workspace=request.workspace)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.set_goal(request.workspace, by=request.user, values=form.cleaned_data, goal=row)
        except Refused as refusal:
            refuse(form, refusal, field="name")
        else:
            messages.success(request, f"“{made.name}” is set.")
            return redirect("reports:goal", request.workspace.slug, made.pk)
    return page(
        request,
        "reports/form.html",
        {
            "form": form,
            "title": "Change the goal" if row else "New goal",
            "crumbs": crumbs(request),
            "submit": "Save the goal",
        },
    )


@member(*PLANNERS)
@require_POST
def goal_drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Take it back."""
    actions.drop_goal(found(request, pk), by=request.user)
    messages.success(request, "The goal is dropped.")
    return redirect("reports:goals", request.workspace.slug)


@member(*PLANNERS)
@require_POST
def metric_owner(request: MemberRequest) -> HttpResponse:
    """Who answers for which number."""
    known = {str(person.pk): person for person in people(request.workspace)}
    for metric in METRICS:
        if metric in request.POST:
            actions.own_metric(request.workspace, metric=metric, owner=known.get(request.POST[metric]))
    messages.success(request, "Kept: it is known who answers for which number.")
    return redirect("reports:goals", request.workspace.slug)


def found(request: MemberRequest, pk: int) -> Goal:
    """A goal of this workspace, or a 404."""
    row: Goal = get_object_or_404(request.workspace.goals.select_related("owner"), pk=pk)
    return row


def crumbs(request: MemberRequest) -> list[dict[str, str]]:
    """What stands above a goal."""
    return [{"label": "Goals", "url": reverse("reports:goals", args=[request.workspace.slug])}]
