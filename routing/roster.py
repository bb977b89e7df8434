"""What is decided about: reps, the order of their pools, the rules of a plan, a lead, and the decision itself. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

TURN = 720_720  # divisible by every weight up to 16; others are off by less than two in a million
MOST_SHOWN = 60  # candidates in one decision


class Strategy(StrEnum):
    """Who of a pool gets the next lead."""

    TURNS = "turns"
    LEAST_LOADED = "least_loaded"
    OWNER = "owner"
    ANYONE = "anyone"


@dataclass(slots=True)
class Rep:
    """Somebody who may be given leads, and how much they have."""

    rep: int
    name: str
    active: bool = True
    paused: bool = False
    away_until: datetime | None = None
    per_day: int | None = None
    per_week: int | None = None
    open_at_once: int | None = None
    today: int = 0
    week: int = 0
    open: int = 0
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    @property
    def full(self) -> str:
        """Which limit is reached, in words; empty when there is room."""
        for limit, has, words in (
            (self.per_week, self.week, "this week"),
            (self.per_day, self.today, "today"),
            (self.open_at_once, self.open, "open at once"),
        ):
            if limit is not None and has >= limit:
                return f"full: {has} of {limit} {words}"
        return ""


@dataclass(slots=True)
class Seat:
    """A rep's place in a pool's order."""

    rep: int
    weight: int
    turn: int
    given: int = 0
    moved: bool = False
    off_until: str = ""  # while they are not at work: when they are again, as their wall reads it


@dataclass(slots=True)
class Rule:
    """A rule of the plan; which leads meet it is asked of the database."""

    number: int
    name: str
    pool: int | None = None
    rep: int | None = None
    strategy: Strategy = Strategy.TURNS
    skill: str = ""
    same_language: bool = False
    at_work_first: bool = False  # of a pool, whoever is at work goes before those who are not


@dataclass(slots=True)
class Plan:
    """The rules in force."""

    version: int
    rules: tuple[Rule, ...]
    fallback: int
    owner_first: bool = True


@dataclass(slots=True)
class Subject:
    """A lead to be given to somebody."""

    met: frozenset[int] = frozenset()  # numbers of the rules whose condition it meets
    wanted: int | None = None  # a rep somebody asked for by name
    owner: int | None = None
    company_owner: int | None = None
    language: str = ""
    bypasses: bool = False  # raised a hand: limits do not count
    tried: tuple[int, ...] = ()  # who was offered it before


@dataclass(slots=True)
class Verdict:
    """Why somebody did or did not get it."""

    rep: int
    name: str
    why: str
    chosen: bool = False


@dataclass(slots=True)
class Choice:
    """What was decided, and how."""

    rep: int | None = None
    pool: int | None = None
    why: str = ""
    steps: list[str] = field(default_factory=list)
    verdicts: dict[int, Verdict] = field(default_factory=dict)

    @property
    def nobody(self) -> bool:
        """Whether it has to wait."""
        return self.rep is None and self.pool is None

    def judge(self, rep: Rep, why: str, *, chosen: bool = False) -> None:
        """Note a verdict; the last word about somebody stands."""
        self.verdicts[rep.rep] = Verdict(rep.rep, rep.name, why, chosen)

    def as_json(self) -> dict[str, object]:
        """As it is stored: the chosen first, and no more than MOST_SHOWN."""
        found = sorted(self.verdicts.values(), key=lambda verdict: not verdict.chosen)
        rows = [{"rep": v.rep, "name": v.name, "why": v.why, "chosen": v.chosen} for v in found[:MOST_SHOWN]]
        left = len(found) - len(rows)
        return {"why": self.why, "steps": self.steps, "candidates": rows, **({"more": left} if left else {})}


@dataclass(slots=True)
class Roster:
    """Everybody who might get a lead, and the order of each pool. Changes while leads are given out."""

    reps: dict[int, Rep]
    pools: dict[int, list[Seat]]
    names: Mapping[int, str]

    def pool_name(self, pool: int) -> str:
        """What the pool is called."""
        return self.names.get(pool, "a pool")

    def standing(self, pool: int) -> list[tuple[Rep, Seat, float]]:
        """Who is in a pool, next first, and how many leads each is ahead of whoever is next."""
        seats = sorted(self.pools.get(pool, []), key=lambda seat: (seat.turn, seat.rep))
        there = [seat for seat in seats if self.reps[seat.rep].active]
        first = there[0].turn if there else 0
        return [(self.reps[seat.rep], seat, (seat.turn - first) * seat.weight / TURN) for seat in there]
