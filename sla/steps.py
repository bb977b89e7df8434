"""What happens on the way of a clock, by the policy: at which share of the time who is told, and what is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sla.calendars import Calendar
from sla.clock import Pause, due

FURTHEST = 1_000  # per cent
MOST = 12


class Do(StrEnum):
    """What a step does."""

    REMIND = "remind"
    TELL = "tell"
    REOFFER = "reoffer"

    @property
    def label(self) -> str:
        """The step as people say it."""
        return {"remind": "remind the rep", "tell": "tell the manager", "reoffer": "offer it to the next rep"}[
            self.value
        ]


class BadSteps(ValueError):
    """Steps that cannot be: the message says what to mend."""


@dataclass(frozen=True, order=True)
class Step:
    """At `at` per cent of the time allowed, do this."""

    at: int
    do: Do

    @property
    def key(self) -> str:
        """Its name among the steps of a clock."""
        return f"{self.at}-{self.do}"

    @property
    def is_late(self) -> bool:
        """Whether it comes when the time is up."""
        return self.at >= 100


ORDER = {Do.REMIND: 0, Do.TELL: 1, Do.REOFFER: 2}
USUAL = (
    Step(50, Do.REMIND),
    Step(80, Do.REMIND),
    Step(100, Do.REMIND),
    Step(100, Do.TELL),
    Step(100, Do.REOFFER),
    Step(200, Do.TELL),
)


def read(written: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Steps from JSON, in the order in which they come. Raises `BadSteps`."""
    found = []
    for each in written:
        at, do = each.get("at"), each.get("do")
        if isinstance(at, bool) or not isinstance(at, int) or not 1 <= at <= FURTHEST:
            raise BadSteps(f"A step comes at 1 to {FURTHEST} per cent of the time, not {at!r}.")
        if do not in set(Do):
            raise BadSteps(f"A step does one of {', '.join(Do)}, not {do!r}.")
        step = Step(at, Do(do))
        if step.do is Do.REOFFER and at < 100:
            raise BadSteps("A lead is offered to the next rep when the time is up, not before.")
        found.append(step)
    if len(set(found)) > MOST:
        raise BadSteps(f"There are more than {MOST} steps. Remove some.")
    return tuple(in_order(set(found)))


def write(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Steps as JSON."""
    return [{"at": step.at, "do": step.do.value} for step in steps]


def in_order(steps: Iterable[Step]) -> list[Step]:
    """By instant; the person before the manager, and both before the lead goes on."""
    return sorted(steps, key=lambda step: (step.at, ORDER[step.do]))


@dataclass(frozen=True)
class Way:
    """A clock's way: from when, how much time, by which calendar, less which pauses."""

    start: datetime
    allowed: timedelta
    calendar: Calendar
    pauses: Sequence[Pause] = ()

    def at(self, percent: int) -> datetime:
        """The instant at which this share of the time has run."""
        return due(self.start, self.allowed * percent / 100, self.calendar, pauses=self.pauses)

    def ahead(self, steps: Iterable[Step], done: Iterable[str]) -> list[tuple[datetime, Step]]:
        """What is still to be done, with its instants, in order."""
        past = set(done)
        return [(self.at(step.at), step) for step in in_order(steps) if step.key not in past]
