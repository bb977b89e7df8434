"""Clocks of past handoffs, by the agreement and calendar as they are, written as one set."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from accounts.models import Workspace
from routing.models import Handoff, State
from sla import cadence
from sla.actions.choosing import edition, timetable_for
from sla.models import Breach, Cause, Clock, Kind, Policy
from sla.timetables import Timetable

KEPT = timedelta(days=190)  # clocks of older handoffs tell nothing any more
TIERS = {"A": "A", "B": "B"}
Run = tuple[Kind, datetime, datetime, str, timedelta]


def clocks(workspace: Workspace, handoffs: Sequence[Handoff]) -> None:
    """The stopped clocks of each handoff that was answered, and a breach where one came too late."""
    newest = max(row.opened_at for row in handoffs)
    policies = {
        (policy.agreement.version, policy.tier): policy
        for policy in Policy.objects.filter(workspace=workspace).select_related("agreement")
    }
    tables: dict[int | None, Timetable] = {}
    reps = sorted({row.rep_id for row in handoffs if row.rep_id is not None})
    rows = []
    for row in handoffs:
        if newest - row.opened_at > KEPT or row.answered_at is None:
            continue
        tier = "Hand-raiser" if row.trigger == "hand-raiser" else TIERS.get(row.grade[:1], "C and D")
        rep = row.rep_id or reps[row.pk % len(reps)]  # somebody turned it down
        if rep not in tables:
            tables[rep] = timetable_for(workspace.pk, rep=rep)
        policy = policies[row.agreement_version or 1, tier]
        rows += [clock(row, policy, tables[rep], run, rep=rep) for run in runs_of(row, policy, tables[rep])]
    Clock.objects.bulk_create(rows, batch_size=500)
    late = [made for made in rows if made.stopped_at and made.stopped_at > made.due_at]
    missed = {made.handoff_id: breach(made, None) for made in late if made.kind == Kind.ACCEPT}
    Breach.objects.bulk_create(missed.values(), batch_size=500)
    rest = [breach(made, missed.get(made.handoff_id)) for made in late if made.kind != Kind.ACCEPT]
    Breach.objects.bulk_create(rest, batch_size=500)


def runs_of(row: Handoff, policy: Policy, table: Timetable) -> Iterator[Run]:
    """What ran for a handoff: to the answer, to the first human touch, and to the first attempt."""
    answered, agreement = row.answered_at, policy.agreement
    assert answered is not None
    is_taken = row.state == State.ACCEPTED
    accept, respond = timedelta(seconds=policy.accept_seconds), timedelta(seconds=policy.respond_seconds)
    yield Kind.ACCEPT, row.opened_at, answered, "Accepted" if is_taken else "Rejected", accept
    if not is_taken:
        yield Kind.RESPOND, row.opened_at, answered, "Rejected", respond
    elif row.responded_at:
        yield Kind.RESPOND, row.opened_at, row.responded_at, "Answered", respond
        allowed = cadence.attempt_allowed(
            answered, begun_at=answered, nth=1, attempts=agreement.attempts, days=agreement.attempt_days, table=table
        )
        yield Kind.ATTEMPT, answered, max(row.responded_at, answered), "Reached", allowed


def clock(row: Handoff, policy: Policy, table: Timetable, run: Run, *, rep: int) -> Clock:
    """One that ran and was stopped."""
    kind, started, stopped, why, allowed = run
    reckoned = table.due(started, allowed)
    return Clock(
        workspace_id=row.workspace_id,
        lead_id=row.lead_id,
        handoff_id=row.pk,
        kind=kind,
        rep_id=rep,
        pool=row.pool_id,
        tier=policy.tier,
        policy=policy,
        agreement_version=policy.agreement.version,
        edition=edition(row.workspace_id, table, reckoned),
        allowed_seconds=int(allowed.total_seconds()),
        started_at=started,
        due_at=reckoned.due_at,
        stopped_at=stopped,
        why=why,
        ran_seconds=int(table.elapsed(started, stopped).total_seconds()),
    )


def breach(made: Clock, root: Breach | None) -> Breach:
    """It came too late; what was accepted too late with no time left to answer in is the same lateness."""
    causes = {Kind.ACCEPT: Cause.UNACCEPTED, Kind.ATTEMPT: Cause.UNTRIED}
    cause = causes.get(Kind(made.kind), Cause.UNACCEPTED if root else Cause.UNTOUCHED)
    return Breach(
        workspace_id=made.workspace_id,
        clock=made,
        lead_id=made.lead_id,
        kind=made.kind,
        cause=cause,
        root=root if made.kind == Kind.RESPOND else None,
        rep_id=made.rep_id,
        pool=made.pool,
        due_at=made.due_at,
        noticed_at=made.due_at,
    )
