"""Eighteen months of history: how far each lead came, when, with whom; written set by set, dated back."""

import random
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User, Workspace
from handoff.demo import words
from handoff.demo.model import then
from handoff.demo.people import Way, value_of
from leads.actions.statements import as_json, run
from leads.models import CustodyChange, StageChange
from leads.stages import Stage
from routing.models import Handoff, Offer, RejectReason, State, Trigger

LATELY = timedelta(days=4)  # what would happen since then is left to the verbs
OFFICE = range(8, 18)
WHYS = ["routed", "Not answered in time", "reassigned by Mona Keller"], [86, 9, 5]  # how an offer came about
STAND = """
UPDATE leads_lead l SET stage = said.stage, staged_at = said.at, held_since = said.at, holder = said.holder,
       return_at = said.return_at, promise_at = NULL, accept_by = NULL, next_step_at = said.next_step_at,
       rep_id = said.rep_id, owner_id = coalesce(said.owner_id, l.owner_id), held_for = '', offered_pool = NULL,
       closed_for = said.closed_for, cycle = said.cycle
  FROM json_to_recordset(%s) AS said (id bigint, stage text, at timestamptz, holder text, return_at timestamptz,
       next_step_at timestamptz, rep_id bigint, owner_id bigint, closed_for text, cycle smallint)
 WHERE l.workspace_id = %s AND l.id = said.id
"""

STAY = """
UPDATE leads_lead SET staged_at = first_seen_at, held_since = first_seen_at, created_at = first_seen_at
 WHERE workspace_id = %s AND cycle = 1 AND stage = 'lead'
"""


def walk(
    ways: list[Way], reps: list[User], reasons: dict[str, RejectReason], dice: random.Random, *, at: datetime
) -> None:
    """Decide each lead's way."""
    for number, way in enumerate(ways):
        go(way, reps[number % len(reps)], reasons, dice, at=at)


def go(way: Way, rep: User, reasons: dict[str, RejectReason], dice: random.Random, *, at: datetime) -> None:
    """One lead: passed on or not, answered, qualified, closed; each step later than the one before."""
    seen = way.person.seen_at or at
    if dice.random() > min(0.9, 0.34 * way.good + 0.06):
        return
    passed = office(seen + timedelta(days=dice.expovariate(1 / 12)), dice)
    if passed > at - LATELY:
        way.live = passed < at + timedelta(days=30) and dice.random() < 0.5
        return
    cause = dice.choices(["score", "hand-raiser", "manual"], [70, 20, 10])[0]
    way.steps.append(("lead", "mql", passed, cause, {"hand-raiser": "Asked for a demo"}.get(cause, "")))
    answered = min(at, office(passed + timedelta(minutes=dice.lognormvariate(4.4, 1.1)), dice))
    if dice.random() > min(0.95, 0.45 + 0.25 * way.good):
        refuse(way, reasons, dice, at=answered)
        return
    way.rep = rep.pk
    way.steps.append(("mql", "sal", answered, "accept", ""))
    work(way, dice, answered, at=at)


def refuse(way: Way, reasons: dict[str, RejectReason], dice: random.Random, *, at: datetime) -> None:
    """Sales says no, for a reason that fits the lead more often than not."""
    key = dice.choice(words.REASONS[:5])
    if way.person.title == "Student":
        key = "student"
    elif way.person.title == "Analyst" and dice.random() < 0.7:
        key = "not_target"
    elif way.person.company["employees"] < 80 and dice.random() < 0.75:
        key = "wrong_size"
    reason = reasons[key]
    to = "lead" if reason.fate == "nurture" else "disqualified"
    way.steps.append(("mql", to, at, "reject", reason.label))


def work(way: Way, dice: random.Random, since: datetime, *, at: datetime) -> None:
    """What sales makes of it: qualified, won, lost, given back, or still being worked."""
    qualified = office(since + timedelta(days=dice.expovariate(1 / 9)), dice)
    luck = dice.random()
    if qualified > at:
        return
    if luck > min(0.9, 0.32 + 0.18 * way.good):
        if luck > 0.97:
            way.steps.append(("sal", "lost", qualified, "lost", dice.choice(words.LOST)))
        elif luck > 0.55:
            way.steps.append(("sal", "lead", qualified, "recycle", "Not the right moment"))
        return
    way.steps.append(("sal", "sql", qualified, "qualify", ""))
    closed = office(qualified + timedelta(days=8 + dice.expovariate(1 / 26)), dice)
    if closed > at:
        return
    if dice.random() < min(0.75, 0.3 + 0.1 * way.good):
        way.amount = value_of(way, dice)
        way.steps.append(("sql", "won", closed, "won", "Signed"))
    else:
        way.steps.append(("sql", "lost", closed, "lost", dice.choice(words.LOST)))


def office(moment: datetime, dice: random.Random) -> datetime:
    """Moved on into working hours: a lead may come at night, people answer by day."""
    if moment.hour >= OFFICE.stop:
        moment = (moment + timedelta(days=1)).replace(hour=OFFICE.start, minute=dice.randrange(60))
    elif moment.hour < OFFICE.start:
        moment = moment.replace(hour=OFFICE.start, minute=dice.randrange(60))
    while moment.weekday() > 4:  # noqa: PLR2004 - Saturday and Sunday
        moment += timedelta(days=1)
    return moment


def write(workspace: Workspace, ways: list[Way], dice: random.Random, *, at: datetime) -> None:
    """Stage changes, custody changes, and where each lead stands."""
    changes = [
        StageChange(
            workspace=workspace,
            lead_id=way.lead,
            was=was,
            to=to,
            at=when,
            cause=cause,
            reason=reason,
            by_id=way.rep if cause in {"accept", "qualify", "won", "lost", "recycle"} else None,
            details={"amount": way.amount, "currency": "EUR"} if to == "won" else {},
            recorded_at=when,
        )
        for way in ways
        for was, to, when, cause, reason in way.steps
    ]
    StageChange.objects.bulk_create(changes, batch_size=1000)
    rows = [standing(way, dice, at=at) for way in ways if way.steps]
    run(STAND, [as_json(rows), workspace.pk])
    run(STAY, [workspace.pk])
    holdings = [
        CustodyChange(
            workspace=workspace,
            lead_id=row["id"],
            at=row["at"],
            holder=row["holder"],
            until=row["return_at"] or row["next_step_at"],
            rep_id=row["rep_id"],
            reason=row["closed_for"],
        )
        for row in rows
    ]
    CustodyChange.objects.bulk_create(holdings, batch_size=1000)


def standing(way: Way, dice: random.Random, *, at: datetime) -> dict[str, Any]:
    """Where the lead stands now, and until when it is held."""
    _, stage, when, _, reason = way.steps[-1]
    found: dict[str, Any] = {"id": way.lead, "stage": stage, "at": when, "return_at": None, "next_step_at": None}
    found |= {"rep_id": None, "owner_id": way.rep, "closed_for": "", "cycle": 1}
    if stage == "lead":
        found |= {"holder": "marketing", "return_at": at + timedelta(days=dice.uniform(1, 80)), "cycle": 2}
    elif stage in {"sal", "sql"}:
        overdue = dice.random() < 0.12
        next_step = at - timedelta(hours=dice.uniform(2, 70)) if overdue else at + timedelta(days=dice.uniform(0.1, 9))
        found |= {"holder": "sales", "rep_id": way.rep, "next_step_at": next_step}
    else:
        found |= {"holder": "closed", "closed_for": reason or Stage(stage).label}
    return found


def passes(
    workspace: Workspace,
    ways: list[Way],
    reasons: dict[str, RejectReason],
    grades: dict[int, tuple[int, str]],
    pool: int,
    dice: random.Random,
) -> list[Handoff]:
    """A handoff for each pass: whom it went to, when it was answered, what became of it."""
    changes = {change.lead_id: change for change in StageChange.objects.filter(workspace=workspace, to="mql")}
    rows = [
        handoff(workspace, way, changes[way.lead], reasons, grades, pool, dice) for way in ways if way.lead in changes
    ]
    said = workspace.agreements.exclude(in_force_from=None).order_by("in_force_from")
    agreed = list(said.values_list("in_force_from", "version"))
    for row in rows:
        row.agreement_version = max(
            (version for since, version in agreed if since and since <= row.opened_at), default=1
        )
    made = Handoff.objects.bulk_create(rows, batch_size=500)
    Offer.objects.bulk_create((offer(row, dice) for row in made), batch_size=500)
    return made


def offer(row: Handoff, dice: random.Random) -> Offer:
    """To whom it went, and how."""
    return Offer(
        workspace_id=row.workspace_id,
        handoff=row,
        number=1,
        at=row.offered_at or row.opened_at,
        pool_id=row.pool_id,
        rep_id=row.rep_id,
        accept_by=row.accept_by,
        why=dice.choices(*WHYS)[0],
    )


def handoff(
    workspace: Workspace,
    way: Way,
    change: StageChange,
    reasons: dict[str, RejectReason],
    grades: dict[int, tuple[int, str]],
    pool: int,
    dice: random.Random,
) -> Handoff:
    """One pass."""
    by_label = {reason.label: reason for reason in reasons.values()}
    score, grade = grades.get(way.lead, (0, ""))
    grade = then(grade, dice)
    _, _, passed, cause, said = way.steps[0]
    answer, last = way.steps[1], way.steps[-1]
    trigger = {"score": Trigger.SCORE, "hand-raiser": Trigger.HAND_RAISER}.get(cause, Trigger.MANUAL)
    row = Handoff(
        workspace=workspace,
        lead_id=way.lead,
        cause=change,
        trigger=trigger,
        said=said,
        opened_at=passed,
        score=score,
        grade=grade,
        pool_id=pool,
        offered_at=passed + timedelta(seconds=2),
        offers=1,
        accept_by=passed + timedelta(hours=4),
        answered_at=answer[2],
        tier="Hand-raiser" if trigger is Trigger.HAND_RAISER else "C and D",
    )
    return outcome(row, way, answer, last, by_label, dice)


def outcome(
    row: Handoff,
    way: Way,
    answer: tuple[str, str, datetime, str, str],
    last: tuple[str, str, datetime, str, str],
    by_label: dict[str, RejectReason],
    dice: random.Random,
) -> Handoff:
    """What became of the pass."""
    if answer[1] == "sal":
        row.state, row.rep_id, row.answered_by_id = State.ACCEPTED, way.rep, way.rep
        row.responded_at, row.responded_by_id = touched(answer[2], dice), way.rep
        row.qualified_at = next((when for _, to, when, _, _ in way.steps if to == "sql"), None)
        if last[1] not in {"sal", "sql"}:
            row.closed_at, row.closed_as = last[2], {"lead": "recycled"}.get(last[1], last[1])
    else:
        row.state, row.reason = State.REJECTED, by_label.get(answer[4])
        row.closed_at, row.closed_as = answer[2], "rejected"
    return row


def touched(since: datetime, dice: random.Random) -> datetime | None:
    """When somebody first spoke to them; for a few, never."""
    return None if dice.random() < 0.02 else since + timedelta(minutes=dice.lognormvariate(2.6, 0.9))
