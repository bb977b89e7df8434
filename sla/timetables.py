"""A calendar as it is kept: week, own closures, and the public holidays of as many years as a question needs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

from sla import clock, public_holidays
from sla.calendars import Block, Calendar, Closure
from sla.clock import Pause
from sla.vectors import WEEKDAYS, calendar_of

AHEAD = 2  # years of holidays beyond the start; a deadline further away asks for more


@dataclass(frozen=True)
class Timetable:
    """What a stored calendar says, without the holidays worked out. `calendar_id` is its row's."""

    calendar_id: int
    zone: str
    week: tuple[tuple[Block, ...], ...] = ((),) * 7
    closures: tuple[Closure, ...] = ()
    always_open: bool = False
    country: str = ""
    subdivision: str = ""
    half_days_from: time | None = None

    def moved_to(self, zone: str) -> Timetable:
        """The same hours in another time zone."""
        return replace(self, zone=zone)

    def holidays(self, first: int, last: int) -> list[Closure]:
        """The public holidays of the years from `first` to `last`."""
        if not self.country:
            return []
        years = range(max(first, public_holidays.FIRST_YEAR), min(last, public_holidays.LAST_YEAR) + 1)
        return public_holidays.closures(self.country, self.subdivision, years, half_days_from=self.half_days_from)

    def written(self, first: int, last: int) -> dict[str, Any]:
        """As docs/sla-vectors.json writes calendars, with the holidays of these years."""
        closures = [*self.closures, *self.holidays(first, last)]
        return {
            "zone": self.zone,
            "week": {
                WEEKDAYS[day]: [span(*block) for block in blocks] for day, blocks in enumerate(self.week) if blocks
            },
            "closures": [written_closure(closure) for closure in sorted(set(closures))],
            "always_open": self.always_open,
        }

    def calendar(self, first: int, last: int) -> Calendar:
        """The calendar with the holidays of these years."""
        return read(json.dumps(self.written(first, last), sort_keys=True))

    def due(self, start: datetime, allowed: timedelta, *, pauses: Sequence[Pause] = ()) -> Reckoned:
        """When `allowed` has run since `start`, with every holiday on the way. Raises as `sla.clock.due` does."""
        clock.instant(start, "start")
        last = start.year + AHEAD
        while True:
            written = self.written(start.year - 1, last)
            at = clock.due(start, allowed, read(json.dumps(written, sort_keys=True)), pauses=pauses)
            if at.year < last or last >= public_holidays.LAST_YEAR or not self.country:
                return Reckoned(at, written)
            last = at.year + AHEAD

    def elapsed(self, start: datetime, end: datetime, *, pauses: Iterable[Pause] = ()) -> timedelta:
        """How long the clock ran between two instants. Raises as `sla.clock.elapsed` does."""
        return clock.elapsed(start, end, self.calendar(start.year - 1, end.year + 1), pauses=pauses)


@dataclass(frozen=True)
class Reckoned:
    """A deadline, and the calendar exactly as it was when it was worked out."""

    due_at: datetime
    written: Mapping[str, Any]

    @cached_property
    def digest(self) -> str:
        """By which the same calendar is found again."""
        return sha256(json.dumps(self.written, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=4_096)
def read(written: str) -> Calendar:
    """A calendar from JSON text, kept: working out its hours costs more than asking it."""
    return calendar_of(json.loads(written))


def calendar_from(written: Mapping[str, Any]) -> Calendar:
    """A calendar from what an edition holds."""
    return read(json.dumps(written, sort_keys=True))


def written_closure(closure: Closure) -> dict[str, str]:
    """A closure as the vectors write it."""
    said = {"on": closure.on.isoformat(), "name": closure.name}
    return (
        said if closure.all_day else said | dict(zip(("from", "to"), span(closure.begins, closure.ends), strict=True))
    )


def span(begins: time, ends: time) -> list[str]:
    """A block as two readings of the wall."""
    return [wall(begins), wall(ends)]


def wall(at: time) -> str:
    """A wall time, with seconds where there are some."""
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
