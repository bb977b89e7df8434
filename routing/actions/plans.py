"""The routing plan changes in a draft, which is then put in force; what was in force stays readable, and can return."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from accounts.actions import Refused
from accounts.audit import record
from accounts.models import User, Workspace
from routing.models import PlanState, RoutingPlan, RoutingRule

COPIED = ("position", "name", "condition", "pool_id", "rep_id", "strategy", "skill", "same_language", "at_work_first")
MOST_RULES = 100


def draft_of(workspace: Workspace) -> RoutingPlan | None:
    """The draft, if there is one."""
    return RoutingPlan.objects.filter(workspace=workspace, state=PlanState.DRAFT).first()


@transaction.atomic
def start_draft(workspace: Workspace, *, by: User, at: datetime, based_on: RoutingPlan | None) -> RoutingPlan:
    """A draft that begins as a copy of a version; Refused when somebody has one open already."""
    newest = RoutingPlan.objects.filter(workspace=workspace).aggregate(most=Max("version"))["most"] or 0
    plan = RoutingPlan(workspace=workspace, version=newest + 1, created_by=by, created_at=at)
    if based_on is not None:
        plan.based_on, plan.owner_first = based_on.version, based_on.owner_first
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError:
        raise Refused("There is a draft already. Put it in force or drop it first.") from None
    if based_on is not None:
        RoutingRule.objects.bulk_create(
            RoutingRule(workspace=workspace, plan=plan, **{name: getattr(rule, name) for name in COPIED})
            for rule in based_on.rules.order_by("position", "pk")
        )
    return plan


@transaction.atomic
def write_rule(plan: RoutingPlan, *, rule: RoutingRule | None = None, **columns: Any) -> RoutingRule:
    """Add a rule at the end of a draft, or change one of its rules."""
    plan = editable(plan)
    if rule is None:
        last = plan.rules.aggregate(most=Max("position"))["most"] or 0
        if plan.rules.count() >= MOST_RULES:
            raise Refused(f"A plan has at most {MOST_RULES} rules.")
        rule = RoutingRule(workspace_id=plan.workspace_id, plan=plan, position=last + 1)
    for name, value in columns.items():
        setattr(rule, name, value)
    rule.save()
    return rule


@transaction.atomic
def move_rule(rule: RoutingRule, *, by_places: int) -> None:
    """Move a rule of a draft up (-1) or down (1) among the others."""
    plan = editable(rule.plan)
    rows = list(plan.rules.order_by("position", "pk"))
    place = next(number for number, row in enumerate(rows) if row.pk == rule.pk)
    other = place + by_places
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for number, row in enumerate(rows, start=1):
        if row.position != number:
            RoutingRule.objects.filter(pk=row.pk).update(position=number)


@transaction.atomic
def remove_rule(rule: RoutingRule) -> None:
    """Take a rule out of a draft."""
    editable(rule.plan)
    rule.delete()


@transaction.atomic
def set_owner_first(plan: RoutingPlan, *, owner_first: bool) -> None:
    """Whether whoever owns the lead or works with its company is asked before the rules."""
    plan = editable(plan)
    RoutingPlan.objects.filter(pk=plan.pk).update(owner_first=owner_first)


@transaction.atomic
def publish(plan: RoutingPlan, *, by: User, at: datetime, note: str = "") -> None:
    """Put a draft in force; handoffs that are out keep the version they were routed by."""
    plan = editable(plan)
    of_workspace = RoutingPlan.objects.filter(workspace_id=plan.workspace_id)
    of_workspace.filter(state=PlanState.PUBLISHED).update(state=PlanState.RETIRED)
    of_workspace.filter(pk=plan.pk).update(
        state=PlanState.PUBLISHED, published_at=at, published_by=by, note=note.strip()[:300] or F("note")
    )
    details = {"rules": [rule.name for rule in plan.rules.order_by("position")]}
    record(
        workspace=plan.workspace,
        by=by,
        verb="put in force",
        what=f"version {plan.version} of the routing plan",
        details=details,
    )


@transaction.atomic
def drop_draft(plan: RoutingPlan) -> None:
    """Throw a draft away."""
    editable(plan).delete()


def editable(plan: RoutingPlan) -> RoutingPlan:
    """The draft as it is now, locked; Refused when it is none any more."""
    row = RoutingPlan.objects.select_for_update().filter(pk=plan.pk, state=PlanState.DRAFT).first()
    if row is None:
        raise Refused("This version is no draft any more. Start a new one from it.")
    return row
