"""History from a file: the steps of many leads at the instants they were taken, a statement each.

What happened elsewhere is written down, not done again: nothing is offered, no clock starts, and the signal
of a step
that is taken now is not sent.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Membership
from capture.actions.describing import Told
from capture.importing import history, words
from capture.importing.history import Step
from capture.models import Became, ImportRun
from leads.actions.statements import as_json, ask, id_list
from leads.actions.statements import run as execute
from leads.models import columns_of
from leads.person import Complaint
from leads.stages import Custody, Holder, Stage, by_sales, closed, waiting

PROMISE, NEXT_STEP = timedelta(days=7), timedelta(days=1)
NOT_OFFERED = "Imported; not offered to sales yet"
LOAD = """
    SELECT l.id, l.stage, l.cycle, l.rep_id,
           (SELECT max(c.at) FROM leads_stagechange c WHERE c.workspace_id = l.workspace_id AND c.lead_id =
               l.id)
      FROM leads_lead l WHERE l.workspace_id = %s AND l.id = ANY(%s::bigint[])
       AND l.merged_into_id IS NULL AND l.erased_at IS NULL ORDER BY l.id FOR NO KEY UPDATE
"""
STEPS = """
    INSERT INTO leads_stagechange (workspace_id, lead_id, was, "to", cycle, at, by_id, cause, reason,
        details, recorded_at)
    SELECT %s, lead_id, was, "to", cycle, at, %s, 'import', reason, details, now()
      FROM json_to_recordset(%s) AS said
           (n bigint, lead_id bigint, was text, "to" text, cycle smallint, at timestamptz, reason text,
               details jsonb)
     ORDER BY n
"""
STAND = """
    UPDATE leads_lead l SET stage = said.stage, staged_at = said.at, held_since = said.at, changed_at = %s,
           holder = said.holder, return_at = said.return_at, promise_at = said.promise_at, accept_by = NULL,
           next_step_at = said.next_step_at, rep_id = said.rep_id, offered_pool = NULL, held_for =
           said.held_for,
           closed_for = said.closed_for
      FROM json_to_recordset(%s) AS said
           (id bigint, stage text, at timestamptz, holder text, return_at timestamptz, promise_at timestamptz,
            next_step_at timestamptz, rep_id bigint, held_for text, closed_for text)
     WHERE l.workspace_id = %s AND l.id = said.id
"""
CUSTODY = """
    INSERT INTO leads_custodychange (workspace_id, lead_id, at, holder, until, rep_id, reason, by_id)
    SELECT %s, id, at, holder, coalesce(return_at, promise_at, next_step_at), rep_id,
           left(held_for || closed_for, 200), %s
      FROM json_to_recordset(%s) AS said
           (id bigint, at timestamptz, holder text, return_at timestamptz, promise_at timestamptz,
            next_step_at timestamptz, rep_id bigint, held_for text, closed_for text)
"""


@dataclass
class Standing:
    """Where a lead stands."""

    stage: Stage
    cycle: int
    rep: int | None
    last: datetime | None


def advance(run: ImportRun, told: Sequence[Told], *, at: datetime) -> None:
    """Let the leads of these rows take the steps their rows tell of."""
    speaking = [row for row in told if row.said and row.said.history.reached and row.lead]
    if not speaking:
        return
    ids = sorted({row.lead for row in speaking if row.lead})
    standing = {
        pk: Standing(Stage(stage), cycle, rep, last)
        for pk, stage, cycle, rep, last in ask(LOAD, [run.workspace_id, id_list(ids)])
    }
    members = member_ids(run)
    changes: list[dict[str, Any]] = []
    stands: dict[int, dict[str, Any]] = {}
    for row in speaking:
        step_row(row, standing, members, changes, stands, at=at)
    if changes:
        for place, change in enumerate(changes):
            change["n"] = place
        rows = as_json(list(stands.values()))
        by = run.by.pk if run.by else None
        execute(STEPS, [run.workspace_id, by, as_json(changes)])
        execute(STAND, [at, rows, run.workspace_id])
        execute(CUSTODY, [run.workspace_id, by, rows])


def step_row(
    row: Told,
    standing: dict[int, Standing],
    members: dict[str, int],
    changes: list[dict[str, Any]],
    stands: dict[int, dict[str, Any]],
    *,
    at: datetime,
) -> None:
    """The steps of one row."""
    assert row.said is not None
    assert row.lead is not None
    lead, told = standing.get(row.lead), row.said.history
    steps = history.steps(lead.stage, told.reached) if lead else []
    if lead is None or not steps:
        return
    if lead.last is not None and steps[0].at < lead.last:
        why = f"The lead moved on {lead.last:%Y-%m-%d} already; what happened before that is not written again."
        row.complaints.append(Complaint("", f"{steps[0].to.label} on {steps[0].at:%Y-%m-%d}", why))
        return
    rep = members.get(words.plain(told.rep)) if told.rep else None
    steps, custody = held(row, steps, rep or lead.rep, at=at)
    if not steps:
        return
    changes += [as_change(row, step, lead.cycle, is_last=step is steps[-1]) for step in steps]
    columns = {key: value for key, value in columns_of(custody).items() if value is not None}
    stands[row.lead] = {"id": row.lead, "stage": steps[-1].to, "at": steps[-1].at, **columns}
    row.changed["stage"] = [lead.stage, steps[-1].to]
    row.what = Became.UPDATED if row.what == Became.SAME else row.what
    lead.stage, lead.last = steps[-1].to, steps[-1].at


def held(row: Told, steps: list[Step], rep: int | None, *, at: datetime) -> tuple[list[Step], Custody]:
    """Who holds the lead in the end. An open lead of a rep who is no member waits for one: nobody else can
    hold it."""
    assert row.said is not None
    told, end = row.said.history, steps[-1].to
    if end is Stage.WON or end is Stage.LOST:
        reason = told.reason or end.label
        return steps, Custody(Holder.CLOSED, rep=rep, reason=closed(reason=reason).reason)
    if end in {Stage.SAL, Stage.SQL} and rep is not None:
        return steps, by_sales(rep=rep, next_step_at=at + NEXT_STEP)
    if end in {Stage.SAL, Stage.SQL}:
        why = f"{end.label}, but no member here is its rep: it waits as an MQL to be given to one."
        row.complaints.append(Complaint("rep", told.rep, why, "Invite the rep, or let it be offered."))
        steps = [step for step in steps if step.to is Stage.MQL]
    return steps, waiting(promise_at=at + PROMISE, reason=NOT_OFFERED)


def as_change(row: Told, step: Step, cycle: int, *, is_last: bool) -> dict[str, Any]:
    """A step for storing."""
    assert row.said is not None
    assert row.lead is not None
    told = row.said.history
    details: dict[str, Any] = {"inferred": True} if step.inferred else {}
    if is_last:
        details |= told.details
    elif "rep" in told.details and step.to is not Stage.MQL:
        details["rep"] = told.details["rep"]
    reason = told.reason if is_last else ""
    return {
        "lead_id": row.lead,
        "was": step.was,
        "to": step.to,
        "cycle": cycle,
        "at": step.at,
        "reason": reason,
        "details": details,
    }


def member_ids(run: ImportRun) -> dict[str, int]:
    """Members by address and by name; a name that two share is nobody's."""
    known: defaultdict[str, set[int]] = defaultdict(set)
    for membership in Membership.objects.active().filter(workspace=run.workspace).select_related("user"):
        for name in (membership.user.email, membership.user.called):
            known[words.plain(name)].add(membership.user_id)
    return {name: next(iter(ids)) for name, ids in known.items() if len(ids) == 1}
