"""First-response clocks of past handoffs, by the agreement and calendar as they are, written as one set."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.models import Workspace
from routing.models import Handoff, State
from sla.actions.choosing import edition, timetable_for
from sla.models import Breach, Clock, Kind, Policy
from sla.timetables import Timetable

KEPT = timedelta(days=190)  # clocks of older handoffs tell nothing any more
TIERS = {"A": "A", "B": "B"}


def clocks(workspace: Workspace, handoffs: Sequence[Handoff]) -> None:
    """One stopped clock for each handoff that was answered, and a breach where that came too late."""
    newest = max(row.opened_at for row in handoffs)
    policies = {
        (policy.agreement.version, policy.tier): policy
        for policy in Policy.objects.filter(workspace=workspace).select_related("agreement")
    }
    tables: dict[int | None, Timetable] = {}
    rows, late = [], []
    for row in handoffs:
        if row.state != State.ACCEPTED or not row.responded_at or newest - row.opened_at > KEPT:
            continue
        tier = "Hand-raiser" if row.trigger == "hand-raiser" else TIERS.get(row.grade[:1], "C and D")
        if row.rep_id not in tables:
            tables[row.rep_id] = timetable_for(workspace.pk, rep=row.rep_id)
        rows.append(clock(workspace, row, policies[row.agreement_version or 1, tier], tables[row.rep_id]))
    Clock.objects.bulk_create(rows, batch_size=500)
    for made in rows:
        if made.stopped_at and made.stopped_at > made.due_at:
            late.append(breach(made))
    Breach.objects.bulk_create(late, batch_size=500)


def clock(workspace: Workspace, row: Handoff, policy: Policy, table: Timetable) -> Clock:
    """A clock that ran from the pass to the first human touch."""
    allowed = timedelta(seconds=policy.respond_seconds)
    reckoned = table.due(row.opened_at, allowed)
    stopped: datetime = row.responded_at  # type: ignore[assignment]
    ran = table.elapsed(row.opened_at, stopped)
    return Clock(
        workspace=workspace,
        lead_id=row.lead_id,
        handoff_id=row.pk,
        kind=Kind.RESPOND,
        rep_id=row.rep_id,
        tier=policy.tier,
        policy=policy,
        agreement_version=row.agreement_version,
        edition=edition(workspace.pk, table, reckoned),
        allowed_seconds=policy.respond_seconds,
        started_at=row.opened_at,
        due_at=reckoned.due_at,
        stopped_at=stopped,
        why="First human touch",
        ran_seconds=int(ran.total_seconds()),
    )


def breach(made: Clock) -> Breach:
    """It came too late."""
    return Breach(
        workspace_id=made.workspace_id,
        clock=made,
        lead_id=made.lead_id,
        kind=made.kind,
        rep_id=made.rep_id,
        due_at=made.due_at,
        noticed_at=made.due_at,
    )
