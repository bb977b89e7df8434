"""From a revenue target back to leads: how many of each stage, by when, and which promise is impossible. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from reports.periods import each_month, months_before
from reports.sums import Rate, wilson

STEPS = ("mql", "sal", "sql", "won")
NAMES = {"mql": "Lead → MQL", "sal": "MQL → SAL", "sql": "SAL → SQL", "won": "SQL → won"}
THIN = 10  # wins below which the size of a deal is a guess


@dataclass(frozen=True)
class Chance:
    """The chance of one step: as it was, between its ends; a what-if has no interval."""

    value: float
    low: float
    high: float
    of: int = 0

    @classmethod
    def from_rate(cls, rate: Rate, *, fallback: float) -> "Chance":
        """From so many of so many; a usual value where there is nothing to go by."""
        if rate.of <= 0:
            return cls(fallback, fallback / 2, min(1.0, fallback * 1.5))
        some = min(max(rate.some, 0), rate.of)
        low, high = wilson(some, rate.of) or (0.0, 1.0)
        return cls(max(some / rate.of, 0.001), max(low, 0.001), max(high, 0.001), rate.of)

    def said(self, percent: float) -> "Chance":
        """What if it were so many percent?"""
        share = min(1.0, max(0.001, percent / 100))
        return replace(self, value=share, low=share, high=share)


@dataclass(frozen=True)
class Own:
    """What the plan starts from: the workspace's own figures, or what-ifs."""

    chances: dict[str, Chance]
    deal: int  # hundredths
    lag_days: int  # from MQL to won, median
    takes: int  # leads the reps together can take in a month
    wins: int = 0  # that the size of a deal is known from


@dataclass(frozen=True)
class Need:
    """How many of a stage, and between which numbers by the intervals of the rates."""

    stage: str
    count: int
    low: int
    high: int
    per_month: float
    by: date  # the last day on which it still helps

    @property
    def per_month_text(self) -> str:
        """For a page."""
        return f"{self.per_month:,.0f}" if self.per_month >= 10 else f"{self.per_month:.1f}"  # noqa: PLR2004


@dataclass(frozen=True)
class Plan:
    """What has to happen."""

    revenue: int
    needs: tuple[Need, ...]  # leads first, won last
    impossible: tuple[str, ...]
    doubtful: tuple[str, ...]

    def need(self, stage: str) -> Need:
        """Of one stage."""
        return next(need for need in self.needs if need.stage == stage)


def plan(revenue: int, *, own: Own, first: date, end: date, today: date, earned: int = 0) -> Plan:
    """What is needed from now on to earn `revenue` hundredths between `first` and `end`, `earned` of them already."""
    left = max(0, revenue - earned)
    wins = math.ceil(left / own.deal) if own.deal > 0 else 0
    needs = [Need("won", wins, wins, wins, wins / months_left(today, first, end), end)]
    low = high = float(wins)
    count = float(wins)
    lags = lags_of(own.lag_days)
    for stage, before in zip(reversed(STEPS), ("sql", "sal", "mql", "entered"), strict=True):
        chance = own.chances[stage]
        count, low, high = count / chance.value, low / chance.high, high / chance.low
        by = end - timedelta(days=lags[before])
        months = months_left(today, first, by)
        needs.append(Need(before, math.ceil(count), math.ceil(low), math.ceil(high), math.ceil(count) / months, by))
    found = tuple(reversed(needs))
    return Plan(revenue, found, tuple(impossible(found, own, today)), tuple(doubtful(own)))


def lags_of(days: int) -> dict[str, int]:
    """How many days before the end each stage has to be reached, by parts of the cycle."""
    return {"sql": round(days * 0.5), "sal": round(days * 0.9), "mql": days, "entered": round(days * 1.3)}


def months_left(today: date, first: date, by: date) -> float:
    """Months from now (or from the beginning) to a day; at least a quarter of one, so that plans stay readable."""
    return max(0.25, (by - max(today, first)).days / 30.4)


def impossible(needs: Sequence[Need], own: Own, today: date) -> list[str]:
    """Which promise cannot be kept, and why."""
    found = []
    of = {need.stage: need for need in needs}
    if own.takes and of["sal"].per_month > own.takes:
        found.append(
            f"Sales would have to take {of['sal'].per_month_text} leads a month and can take {own.takes:,}: "
            f"{math.ceil(of['sal'].per_month / own.takes * 100 - 100)}% more than there is room for."
        )
    if of["won"].count and of["mql"].by <= today:
        found.append(
            f"A lead that becomes MQL today is won in {own.lag_days} days, after the end: only what is in the pipeline "
            "already can still count."
        )
    return found


def doubtful(own: Own) -> list[str]:
    """What the plan rests on that is little known."""
    found = [
        f"{NAMES[stage]} is known from {chance.of:,} only."
        for stage, chance in own.chances.items()
        if 0 < chance.of < 30
    ]
    found += [
        f"{NAMES[stage]} is not known yet: a usual value is used."
        for stage, chance in own.chances.items()
        if not chance.of
    ]
    if own.wins < THIN:
        found.append(f"The size of a deal is known from {own.wins} wins.")
    return found


@dataclass(frozen=True)
class Progress:
    """How far one number is, beside where it should be by today."""

    name: str
    done: int
    due: float  # what should have been done by today
    wanted: float

    @property
    def part(self) -> float:
        """Done of what was due by today."""
        return self.done / self.due if self.due > 0 else 1.0

    @property
    def tone(self) -> str:
        """How worrying that is."""
        return "good" if self.part >= 0.95 else "warn" if self.part >= 0.8 else "bad"  # noqa: PLR2004

    @property
    def ahead(self) -> int:
        """What it comes to at the end, at this pace."""
        return round(self.wanted * self.part)


def progress(name: str, done: int, wanted: float, *, first: date, by: date, today: date) -> Progress:
    """Where a number stands that should grow evenly from the first day to its last useful one."""
    whole = max(1, (by - first).days)
    part = min(1.0, max(0.0, (today - first).days / whole))
    return Progress(name, done, wanted * part, wanted)


def month_targets(wanted: float, first: date, end: date) -> list[tuple[date, float]]:
    """The target of each month, by its days in the period."""
    days = max(1, (end - first).days)
    found = []
    for month in each_month(first, end):
        start, after = max(month, first), min(months_before(month, -1), end)
        found.append((month, wanted * (after - start).days / days))
    return found
