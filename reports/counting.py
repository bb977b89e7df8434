"""What one lead adds to the reports: its entries in days, months, cohorts and the present. Pure.

A lead is counted under a value of each dimension. Its entries do not depend on the dimension, so they are written once
and laid out under every value it has. A report is the sum of its leads' entries; changing a lead is taking its old
entries away and adding the new ones.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

# The order is the order of the tags that are kept with each lead.
DIMENSIONS = ("all", "source", "channel", "campaign", "landing", "product", "content", "rep", "pool", "grade")
MEASURES = (
    "entered", "mql", "sal", "sql", "won", "lost", "disqualified",
    "rejected", "recycled", "revenue", "unflagged", "open",
)  # fmt: skip
NUMBER = {name: place for place, name in enumerate(MEASURES)}
STAGES = ("lead", "mql", "sal", "sql", "won", "lost", "disqualified")
NAMES = {"lead": "Lead", "mql": "MQL", "sal": "SAL", "sql": "SQL", "won": "Won", "lost": "Lost"}
NAMES |= {"disqualified": "Disqualified"}
LADDER = STAGES[:5]
DAY, MONTH, COHORT, NOW, STANDING = "d", "m", "c", "n", "s"
WHENEVER = date.min.isoformat()  # the day of entries that have none
KINDS = ("win", "lead", "mql", "sal", "sql")  # days from first contact to won; time spent at a stage
WHY, NOW_AT = "why", "at"  # refusals by the number of their reason; passes by the stage at which the lead stands now
NOT_STEPS = frozenset({"merge", "unmerge"})
BY_MODEL = frozenset({"score", "hand-raiser", "threshold", "return", "nurture"})  # passes the definition made
EXACT = 64  # spans below so many units have a place of their own; above, eight places for each doubling


@dataclass(frozen=True)
class Step:
    """One step of a lead's way; `at` in the workspace's zone, `amount` in hundredths."""

    was: str
    to: str
    at: datetime
    cause: str = ""
    amount: int = 0
    inferred: bool = False
    why: int = 0  # the number of its reason; 0 without one


@dataclass(frozen=True)
class Facts:
    """What is known of a lead for counting; days and instants in the workspace's zone."""

    tags: tuple[str, ...]
    seen: datetime
    stage: str
    staged: datetime
    steps: tuple[Step, ...] = ()


Count = tuple[str, str, int, int]  # grain, day, number of the measure, how much
Span = tuple[str, str, str, int]  # kind, grain, day, place


@dataclass(frozen=True)
class Entries:
    """A lead's tags and its entries, in an order that is always the same."""

    tags: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    spans: tuple[Span, ...] = field(default=())


NOTHING = Entries()


def entries(facts: Facts) -> Entries:
    """What the lead adds."""
    month = first_of(facts.seen.date())
    counts: list[Count] = [*dated(facts.seen.date(), "entered", 1)]
    spans: list[Span] = []
    came = {"lead": facts.seen}
    for step in in_order(facts.steps):
        counts += step_counts(step)
        spans += step_spans(step, came, facts)
        came[step.to] = step.at
    counts += cohort(facts, month)
    counts += [(NOW, facts.staged.date().isoformat(), STAGES.index(facts.stage), 1)]
    counts += [(STANDING, WHENEVER, STAGES.index(facts.stage), 1)]
    if facts.stage == "won" and "won" in came:
        spans.append(("win", COHORT, month.isoformat(), place_of((came["won"].date() - facts.seen.date()).days)))
    return Entries(facts.tags, tuple(sorted(counts)), tuple(sorted(spans)))


def in_order(steps: Iterable[Step]) -> list[Step]:
    """The steps somebody took, oldest first; what a merge wrote is no step."""
    return sorted((step for step in steps if step.cause not in NOT_STEPS), key=lambda step: step.at)


def step_counts(step: Step) -> list[Count]:
    """What one step adds to its day and month."""
    day, found = step.at.date(), []
    if step.was == "won":  # reopened: the win is taken back
        return [*dated(day, "won", -1), *dated(day, "revenue", -step.amount)]
    if step.to == "lead":
        found += dated(day, "rejected" if step.was == "mql" else "recycled", 1) if step.was in LADDER else []
    else:
        found += dated(day, step.to, 1)
        if step.to == "disqualified" and step.was == "mql":
            found += dated(day, "rejected", 1)
        if step.to == "won":
            found += dated(day, "revenue", step.amount)
    return found


def step_spans(step: Step, came: dict[str, datetime], facts: Facts) -> list[Span]:
    """How long it was at the stage it leaves, how long it took to win it, why it was refused, what became of a pass."""
    found: list[Span] = []
    day = step.at.date()
    if is_rejection(step):
        found += both(WHY, day, step.why)
    if step.to == "mql":
        found += both(NOW_AT, day, STAGES.index(facts.stage))
    began = came.get(step.was)
    if step.was in KINDS and began is not None and not step.inferred and step.at >= began:
        found += both(step.was, day, place_of(minutes(step.at - began)))
    if step.to == "won":
        found += both("win", day, place_of((day - facts.seen.date()).days))
    return found


def both(kind: str, day: date, place: int) -> list[Span]:
    """A span in its day and its month."""
    return [(kind, DAY, day.isoformat(), place), (kind, MONTH, first_of(day).isoformat(), place)]


def cohort(facts: Facts, month: date) -> list[Count]:
    """How far the lead of that month has come: every stage up to the furthest, and where it stands now."""
    steps = in_order(facts.steps)
    reached = {step.to for step in steps} | {facts.stage}
    if "won" in reached and facts.stage != "won":
        reached.discard("won")
    furthest = max((LADDER.index(stage) for stage in reached if stage in LADDER), default=0)
    names = ["entered", *LADDER[1 : furthest + 1]]
    names += [facts.stage] if facts.stage in {"lost", "disqualified"} else []
    names += ["open"] if facts.stage in LADDER[:4] else []
    names += ["rejected"] if any(is_rejection(step) for step in steps) else []
    names += ["recycled"] if any(step.to == "lead" and step.was in {"sal", "sql"} for step in steps) else []
    names += ["unflagged"] if facts.stage == "won" and is_unflagged(steps) else []
    found: list[Count] = [(COHORT, month.isoformat(), NUMBER[name], 1) for name in names]
    wins = [step.amount for step in steps if step.to == "won"]
    if facts.stage == "won" and wins and wins[-1]:
        found.append((COHORT, month.isoformat(), NUMBER["revenue"], wins[-1]))
    return found


def is_rejection(step: Step) -> bool:
    """Whether sales refused what marketing passed on."""
    return step.was == "mql" and step.to in {"lead", "disqualified"}


def is_unflagged(steps: Sequence[Step]) -> bool:
    """Whether the definition never found the lead: no pass was made by score or by a raised hand."""
    return not any(step.to == "mql" and step.cause in BY_MODEL and not step.inferred for step in steps)


def dated(day: date, measure: str, amount: int) -> list[Count]:
    """An amount in its day and its month; none where there is nothing."""
    if not amount:
        return []
    return [(grain, on.isoformat(), NUMBER[measure], amount) for grain, on in ((DAY, day), (MONTH, first_of(day)))]


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def minutes(length: timedelta) -> int:
    """A length in whole minutes."""
    return int(length.total_seconds() // 60)


def place_of(units: int) -> int:
    """The place of a span of so many days or minutes: exact below EXACT, eight places for each doubling above."""
    if units < EXACT:
        return max(0, units)
    doublings = int(math.log2(units / EXACT))
    size = EXACT << doublings
    return EXACT + doublings * 8 + (units - size) * 8 // size


def middle_of(place: int) -> float:
    """The middle of a place, in the units it counts."""
    if place < EXACT:
        return float(place)
    doublings, eighth = divmod(place - EXACT, 8)
    size = EXACT << doublings
    return size + (eighth + 0.5) * size / 8


def quantile(spread: dict[int, int], part: float) -> float | None:
    """The value below which this part lies: for the median of an even number the mean of the two in the middle."""
    total = sum(spread.values())
    if total <= 0:
        return None
    rank = part * (total - 1)
    low, high = math.floor(rank), math.ceil(rank)
    found, seen = [], 0
    wanted = [low, high]
    for place in sorted(spread):
        seen += spread[place]
        while wanted and seen > wanted[0]:
            found.append(middle_of(place))
            wanted.pop(0)
    return found[0] + (found[-1] - found[0]) * (rank - low)
