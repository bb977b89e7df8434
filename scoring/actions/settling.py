"""What follows when tallies changed: leads are judged, and those that crossed something are written down.

Leads are locked before tallies everywhere but while activities come in: there a lead that somebody else holds is left
to the next sweep, which is rung at once, so nobody waits in a circle.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import connection

from accounts import bells
from scoring.actions.book import Book
from scoring.models import SLOTS
from scoring.points import Standing, judge, next_crossing

SWEEP = "scores"  # the bell
LOW = (1 << 62) - 1  # the traits that are kept in the first of two columns
SLOT_NAMES = [f"s{number:02d}" for number in range(SLOTS)]
COLUMNS = "lead_id, traits_a, traits_b, grade, qualifies, barred, judged_by, " + ", ".join(SLOT_NAMES)
AFTER = 7  # where the slots begin
ADD = f"SELECT {COLUMNS} FROM scoring_add(%s, %s)"  # noqa: S608 - our own names
LOCKED = f"""
SELECT {COLUMNS} FROM scoring_tally WHERE workspace_id = %s AND lead_id = ANY(%s::bigint[])
ORDER BY lead_id FOR NO KEY UPDATE
"""  # noqa: S608
PRESENT = """
SELECT id, stage FROM leads_lead WHERE workspace_id = %s AND id = ANY(%s::bigint[]) AND merged_into_id IS NULL
    AND erased_at IS NULL ORDER BY id FOR NO KEY UPDATE
"""
# Holds leads where that has to be done, writes what was said of those it holds, and answers these with their stages.
SETTLE = """
SELECT held, stands FROM scoring_settle(%(ws)s, %(wanted)s::bigint[], %(rows)s, %(version)s, %(now)s, %(cause)s,
    %(how)s, %(again)s::bigint[], %(again_at)s::timestamptz[])
"""
RECHECK = """
INSERT INTO scoring_recheck AS r (workspace_id, lead_id, due_at)
SELECT %s, lead_id, due_at FROM unnest(%s::bigint[], %s::timestamptz[]) AS x (lead_id, due_at) ORDER BY lead_id
ON CONFLICT (workspace_id, lead_id) DO UPDATE SET due_at = excluded.due_at WHERE r.due_at > excluded.due_at
"""


@dataclass
class Heard:
    """What changed: hands that were raised, leads that crossed a band or threshold or qualify and have not passed,
    and all that were touched.
    """

    raised: dict[int, str] = field(default_factory=dict)
    crossed: list[int] = field(default_factory=list)
    touched: list[int] = field(default_factory=list)

    def join(self, other: "Heard") -> "Heard":
        """Both together."""
        return Heard(
            {**self.raised, **other.raised},
            sorted({*self.crossed, *other.crossed}),
            sorted({*self.touched, *other.touched}),
        )


@dataclass(slots=True)
class Judged:
    """One tally as it was read, and what the model says of it now."""

    lead: int
    traits: int
    was: str
    qualified: bool
    barred: int | None
    judged_by: int | None
    slots: Sequence[float | None]
    now: Standing

    @property
    def changed(self) -> bool:
        """Whether grade, standing or bar are others than before."""
        return (self.was, self.qualified, self.barred) != (self.now.grade, self.now.qualifies, self.now.barred)


def ask(sql: str, params: Any) -> list[tuple[Any, ...]]:
    """The rows that a statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def run(sql: str, params: Any) -> int:
    """Run a statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def id_list(ids: Iterable[int]) -> str:
    """Ids as the text of a bigint[], in order."""
    return "{" + ",".join(map(str, sorted(ids))) + "}"


def add(workspace_id: int, amounts: dict[int, dict[str, float]]) -> list[tuple[Any, ...]]:
    """Add to slots of leads; answer the tallies as they are now. Leads without a tally are left out."""
    told = [{"lead_id": lead, **amounts[lead]} for lead in sorted(amounts)]
    return ask(ADD, [workspace_id, msgspec.json.encode(told).decode()])


def hold_leads(workspace_id: int, leads: Collection[int]) -> dict[int, str]:
    """Lock leads that are present; answers their stages."""
    return dict(ask(PRESENT, [workspace_id, id_list(leads)])) if leads else {}


def locked(workspace_id: int, leads: Collection[int]) -> list[tuple[Any, ...]]:
    """Tallies, locked in the order of their leads."""
    return ask(LOCKED, [workspace_id, id_list(leads)]) if leads else []


def judged(book: Book, rows: Iterable[tuple[Any, ...]], now: datetime) -> list[Judged]:
    """What the published model says of tallies."""
    plan, instant = book.plan, now.timestamp()
    if plan is None:
        return []
    found = []
    for row in rows:
        traits, slots = row[1] | row[2] << 62, row[AFTER:]
        was, qualified, barred, judged_by = row[3:AFTER]
        says = judge(plan, traits, slots, instant)
        found.append(Judged(row[0], traits, was, qualified, barred, judged_by, slots, says))
    return found


def settle(
    book: Book,
    rows: list[tuple[Any, ...]],
    *,
    now: datetime,
    cause: str,
    show: bool = True,
    wait: bool = True,
    held: Mapping[int, str] | None = None,
) -> Heard:
    """Judge tallies that this transaction has locked, write down what crossed something, and when to look again.

    `show` brings the score of every one of them into the lists at once; else those that crossed nothing wait for
    the next minute. `wait` is for callers that hold the leads already, or took no tally before; who has the answer of
    `hold_leads` of all of them hands it over as `held`.
    """
    found = judged(book, rows, now)
    if not found:
        return Heard(touched=sorted(row[0] for row in rows))
    crossers = [each for each in found if each.changed or each.judged_by is None]
    wanted = found if show else crossers
    sooner = [each for each in found if may_be_sooner(book, each)] if cause == "activity" else found
    if held is not None:
        wanted, how = [each for each in wanted if each.lead in held], "held"
    else:
        how = "wait" if wait else "skip"
    answered = write(book, wanted, how, sooner=sooner, now=now, cause=cause)
    present = answered if held is None else held
    shown = [each for each in wanted if each.lead in present]
    left = [each.lead for each in crossers if each.lead not in present]
    if left and not wait:
        leave_to_the_sweep(book.workspace_id, left, now)
    late = sorted({each.lead for each in found} - present.keys())
    if late and not (show and wait):  # who waits has all that are present
        put_off(book.workspace_id, late)
    return Heard(crossed=crossed(shown, present), touched=sorted(each.lead for each in found))


def crossed(shown: Iterable[Judged], stages: Mapping[int, str]) -> list[int]:
    """Those whose grade or standing changed.

    The definition may ask for more than the threshold: who qualifies and has not passed is looked at each time, too.
    """
    return sorted(each.lead for each in shown if each.changed or (each.now.qualifies and stages[each.lead] == "lead"))


def in_json(rows: list[dict[str, Any]]) -> str:
    """Rows as the statements read them."""
    return msgspec.json.encode(rows).decode()


def write(
    book: Book, found: list[Judged], how: str, *, sooner: Iterable[Judged], now: datetime, cause: str
) -> dict[int, str]:
    """Write standings on leads and tallies, what changed into the history, and when to look at `sooner` again.

    `how` is "held" where the leads are held, "wait" or "skip" where they have to be, "begin" where they are and get
    their first tallies. Answers stages of those held here ("begin": nothing of value, of those whose tally was made).
    """
    assert book.plan is not None
    again = look_again(book, sooner, now=now)
    if not found and not again:
        return {}
    values = {
        "ws": book.workspace_id,
        "wanted": [each.lead for each in found],
        "rows": in_json([as_row(book, each) for each in found]),
        "version": book.plan.version,
        "now": now,
        "cause": cause,
        "how": how,
        "again": list(again),
        "again_at": list(again.values()),
    }
    return dict(ask(SETTLE, values))


def noted(each: Judged) -> bool:
    """Whether the history has to say so: the grade or the standing changed."""
    return (each.was, each.qualified) != (each.now.grade, each.now.qualifies)


def as_row(book: Book, each: Judged) -> dict[str, Any]:
    """One lead's standing, as the statements read it."""
    standing = each.now
    label = book.plan.bars[standing.barred][1] if book.plan and standing.barred is not None else ""
    return {
        "lead_id": each.lead,
        "a": each.traits & LOW,
        "b": each.traits >> 62,
        "was": each.was,
        "grade": standing.grade,
        "score": standing.score,
        "fit": standing.fit,
        "engagement": standing.engagement,
        "qualified": each.qualified,
        "qualifies": standing.qualifies,
        "barred": standing.barred,
        "barred_for": label[:200],
        "changed": each.changed or each.judged_by is None,
        "noted": noted(each),
    }


def may_be_sooner(book: Book, each: Judged) -> bool:
    """Whether a lead that was judged before may, after a hit, cross something sooner than what is written down.

    Not where every rule that counts for it gives points: a hit then only puts the fall off, to the same border.
    """
    assert book.plan is not None
    if each.changed or each.judged_by is None:
        return True
    return any(term.points < 0 and each.slots[term.slot] for term in book.plan.terms)


def look_again(book: Book, found: Iterable[Judged], *, now: datetime) -> dict[int, datetime]:
    """When each lead may next cross something by cooling, if ever."""
    assert book.plan is not None
    instant, ats = now.timestamp(), {}
    for each in found:
        at = next_crossing(book.plan, each.traits, each.slots, instant)
        if at is not None and at < 253_000_000_000:
            ats[each.lead] = datetime.fromtimestamp(at, UTC)
    return ats


def put_off(workspace_id: int, leads: list[int]) -> None:
    """Let the lists show these leads' scores within a minute."""
    run("INSERT INTO scoring_stale (workspace_id, leads) VALUES (%s, %s)", [workspace_id, str(leads)])


def leave_to_the_sweep(workspace_id: int, leads: list[int], now: datetime) -> None:
    """Somebody holds these leads: let the sweep, which holds nothing yet, write them."""
    run(RECHECK, [workspace_id, leads, [now] * len(leads)])
    bells.ring(SWEEP, workspace_id)
