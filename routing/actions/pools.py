"""Pools, what reps can work, when they are away. Each change that makes room lets what waits be looked at."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts import bells
from accounts.actions import Refused
from accounts.audit import record
from accounts.models import User, Workspace
from routing.actions.furnishing import join
from routing.actions.leaving import step_aside
from routing.actions.redirecting import ROOM
from routing.models import Absence, Pool, PoolMember, RepProfile


@transaction.atomic
def write_pool(workspace: Workspace, *, by: User, name: str, pool: Pool | None = None) -> Pool:
    """Make or rename a pool; Refused when another has the name."""
    row = pool or Pool(workspace=workspace)
    verb = "changed" if row.pk else "made"
    row.name = name.strip()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(f"There is a pool “{name}” already. Choose another name.") from None
    record(workspace=workspace, by=by, verb=verb, what=f"the pool “{row.name}”")
    return row


@transaction.atomic
def seat(pool: Pool, *, by: User, weights: dict[int, int]) -> None:
    """Who is in a pool, and with what weight: exactly these. The fall-back pool keeps every rep."""
    rows = PoolMember.objects.filter(workspace_id=pool.workspace_id, pool=pool)
    if not pool.fallback:
        rows.exclude(rep__in=weights).delete()
    join(pool, reps=set(weights))
    for rep, weight in weights.items():
        rows.filter(rep=rep).update(weight=weight)
    record(workspace=pool.workspace, by=by, verb="changed", what=f"who is in the pool “{pool.name}”")
    bells.ring(ROOM, pool.workspace_id)


@transaction.atomic
def retire_pool(pool: Pool, *, by: User, at: datetime) -> None:
    """Take a pool out of use; Refused for the fall-back pool and for one that a rule in force names."""
    if pool.fallback:
        raise Refused("The fall-back pool stays: it gets what no rule sends elsewhere.")
    if pool.rules.exclude(plan__state="retired").exists():
        raise Refused("A rule of the plan sends leads to this pool. Change the rule first.")
    Pool.objects.filter(pk=pool.pk).update(retired_at=at)
    record(workspace=pool.workspace, by=by, verb="took out of use", what=f"the pool “{pool.name}”")


@transaction.atomic
def describe_rep(workspace: Workspace, rep: User, *, by: User, at: datetime, **columns: Any) -> RepProfile:
    """What a rep can work: limits, skills, languages, whether they take leads at all."""
    row, _ = RepProfile.objects.update_or_create(workspace=workspace, rep=rep, defaults={**columns, "changed_at": at})
    record(workspace=workspace, by=by, verb="changed", what=f"what {rep.called} can work")
    if row.paused:
        step_aside(workspace.pk, rep=rep.pk, at=at, why=f"{rep.called} takes no leads for now")
    bells.ring(ROOM, workspace.pk)
    return row


@transaction.atomic
def enter_absence(
    workspace: Workspace, rep: User, *, by: User, at: datetime, starts_at: datetime, ends_at: datetime, note: str = ""
) -> Absence:
    """Note that a rep is away; what is offered to them is routed anew at once if that has begun."""
    if ends_at <= starts_at:
        raise Refused("The absence ends before it begins.")
    if ends_at <= at:
        raise Refused("This absence is over already.")
    row = Absence.objects.create(
        workspace=workspace,
        rep=rep,
        starts_at=starts_at,
        ends_at=ends_at,
        note=note[:120],
        entered_by=by,
        entered_at=at,
    )
    if starts_at <= at:
        step_aside(workspace.pk, rep=rep.pk, at=at, why=f"{rep.called} is away")
    bells.ring(ROOM, workspace.pk)
    bells.ring(ROOM, workspace.pk, at=ends_at)
    return row


@transaction.atomic
def withdraw_absence(absence: Absence, *, at: datetime) -> None:
    """The rep is there after all."""
    if Absence.objects.filter(pk=absence.pk, withdrawn_at=None).update(withdrawn_at=at):
        bells.ring(ROOM, absence.workspace_id)
