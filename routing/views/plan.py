"""The routing plan: read, changed in a draft, put in force, brought back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import page, typed
from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads.conditions.builder import ConditionBuilder
from leads.matching import Terms
from leads.views.conditions import address, made, outcome
from routing.actions import plans as verbs
from routing.differences import differences
from routing.forms import PublishForm, RuleForm, told
from routing.models import PlanState, RoutingPlan, RoutingRule
from routing.reading import readings

EDITORS = (Role.MARKETER, Role.MANAGER, Role.ADMIN)


@require_safe
@member()
def plan(request: MemberRequest) -> HttpResponse:
    """The draft where there is one, the version in force, the earlier ones."""
    versions = list(request.workspace.routing_plans.select_related("published_by", "created_by").order_by("-version"))
    draft = next((row for row in versions if row.state == PlanState.DRAFT), None)
    force = next((row for row in versions if row.state == PlanState.PUBLISHED), None)
    terms = Terms(request.workspace)
    context = {
        "draft": draft,
        "draft_rules": readings(draft, terms) if draft else [],
        "force": force,
        "rules": readings(force, terms) if force else [],
        "earlier": [row for row in versions if row.state == PlanState.RETIRED][:20],
        "may_edit": request.membership.has(*EDITORS),
        "publish": PublishForm(),
    }
    return page(request, "routing/plan.html", context)


@require_safe
@member()
def version(request: MemberRequest, pk: int) -> HttpResponse:
    """One version, and what it changed against the one it was made from."""
    row = get_object_or_404(request.workspace.routing_plans, pk=pk)
    before = request.workspace.routing_plans.filter(version=row.based_on or 0).first()
    terms = Terms(request.workspace)
    rules = readings(row, terms)
    changed = differences(readings(before, terms) if before else [], rules) if before else []
    context = {"plan": row, "rules": rules, "before": before, "changed": changed, "crumbs": crumbs(request)}
    return page(request, "routing/version.html", context | {"may_edit": request.membership.has(*EDITORS)})


@require_POST
@member(*EDITORS)
def draft_new(request: MemberRequest, pk: int) -> HttpResponse:
    """Start a draft from a version."""
    row = get_object_or_404(request.workspace.routing_plans, pk=pk)
    words = "A draft is open: change it, try it out, then put it in force. Until then nothing of it runs."
    return told_back(
        request, words, verbs.start_draft, request.workspace, by=request.user, at=timezone.now(), based_on=row
    )


@require_POST
@member(*EDITORS)
def draft_publish(request: MemberRequest) -> HttpResponse:
    """Put the draft in force."""
    row = get_object_or_404(request.workspace.routing_plans, state=PlanState.DRAFT)
    note = request.POST.get("note", "")
    words = f"Version {row.version} is in force: the next lead goes by it."
    return told_back(request, words, verbs.publish, row, by=request.user, at=timezone.now(), note=note)


@require_POST
@member(*EDITORS)
def draft_drop(request: MemberRequest) -> HttpResponse:
    """Throw the draft away."""
    row = get_object_or_404(request.workspace.routing_plans, state=PlanState.DRAFT)
    return told_back(request, "The draft is gone; what is in force stays.", verbs.drop_draft, row)


@require_POST
@member(*EDITORS)
def draft_owner(request: MemberRequest) -> HttpResponse:
    """Whether the owner comes first."""
    row = get_object_or_404(request.workspace.routing_plans, state=PlanState.DRAFT)
    words = "In the draft the owner is " + ("not asked first." if row.owner_first else "asked first.")
    return told_back(request, words, verbs.set_owner_first, row, owner_first=not row.owner_first)


@member(*EDITORS)
def rule_new(request: MemberRequest) -> HttpResponse:
    """Add a rule to the draft."""
    draft = request.workspace.routing_plans.filter(state=PlanState.DRAFT).first()
    if draft is None:
        messages.info(
            request, "Start a draft first: rules are added to a draft, and nothing changes before you publish it."
        )
        return redirect("routing:plan", request.workspace.slug)
    return edited(request, draft, None)


@member(*EDITORS)
def rule_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a rule of the draft."""
    rule = found(request, pk)
    return edited(request, rule.plan, rule)


@require_POST
@member(*EDITORS)
def rule_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Move a rule of the draft up or down."""
    by_places = 1 if request.POST.get("to") == "down" else -1
    row = found(request, pk)
    return told_back(request, f"“{row.name}” is moved in the draft.", verbs.move_rule, row, by_places=by_places)


@require_POST
@member(*EDITORS)
def rule_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a rule out of the draft."""
    row = found(request, pk)
    return told_back(request, f"“{row.name}” is taken out of the draft.", verbs.remove_rule, row)


def edited(request: MemberRequest, draft: RoutingPlan, rule: RoutingRule | None) -> HttpResponse:
    """The form of a rule, and what came of it."""
    terms = Terms(request.workspace)
    builder = made(request, terms, url=address(request), initial=rule.condition if rule else None)
    form = RuleForm(typed(request), initial=told(rule) if rule else None, workspace=request.workspace)
    if form.is_bound and not builder.is_edit and form.is_valid():
        builder.telling = not form.cleaned_data["every"]
        if form.cleaned_data["every"] or builder.tree is not None:
            return kept(request, draft, rule, form, builder)
    if builder.is_edit:
        form = RuleForm(initial=request.POST.dict(), workspace=request.workspace)
    bad = form.is_bound
    context: dict[str, Any] = {"form": form, "rule": rule, "crumbs": crumbs(request)}
    context |= outcome(builder, terms) if request.method == "POST" else {"builder": builder}
    return page(request, "routing/rule.html", context, status=422 if bad else 200)


def kept(
    request: MemberRequest, draft: RoutingPlan, rule: RoutingRule | None, form: RuleForm, builder: ConditionBuilder
) -> HttpResponse:
    """Save the rule."""
    said = form.cleaned_data
    columns = {name: said[name] for name in ("name", "strategy", "skill", "same_language", "at_work_first")}
    condition = None if said["every"] else builder.json
    words = f"“{columns['name']}” is in the draft. It runs once you put the draft in force."
    return told_back(request, words, verbs.write_rule, draft, rule=rule, condition=condition, **columns, **form.target)


def found(request: MemberRequest, pk: int) -> RoutingRule:
    """A rule of one of this workspace's plans."""
    row: RoutingRule = get_object_or_404(request.workspace.routing_rules.select_related("plan"), pk=pk)
    return row


def told_back(request: MemberRequest, done: str, verb: Any, *args: Any, **said: Any) -> HttpResponse:
    """Do it, say what was done or why it was refused, and go back to the plan."""
    try:
        verb(*args, **said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("routing:plan", request.workspace.slug)


def crumbs(request: MemberRequest) -> list[dict[str, str]]:
    """What stands above."""
    return [{"label": "Routing", "url": reverse("routing:plan", args=[request.workspace.slug])}]
