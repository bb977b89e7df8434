"""A working calendar as a value: zone, weekly blocks and closures, all as they read on the wall."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sla.hours import DAY, WEEK, Hours, Stretch

Wall = time | str
Block = tuple[time, time]
Week = tuple[tuple[Block, ...], ...]
EPOCH_DAY = date(1970, 1, 1).toordinal()
WRITTEN = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?")


class BadCalendar(ValueError):
    """A calendar that cannot be: the message says what to mend."""


@dataclass(frozen=True, order=True)
class Closure:
    """Wall-clock time on one date during which nothing is open, whatever the week says.

    From `begins` to `ends`; as with weekly blocks, an end that is not later than its beginning lies on the
    next date, so the default (midnight to midnight) is the whole day.
    """

    on: date
    begins: time = time.min
    ends: time = time.min
    name: str = ""

    @property
    def all_day(self) -> bool:
        return self.begins == self.ends == time.min

    @property
    def readings(self) -> Stretch:
        """Beginning and end in microseconds on the wall clock since 1970-01-01 00:00."""
        midnight = (self.on.toordinal() - EPOCH_DAY) * DAY
        begin, end = stretch(self.begins, self.ends)
        return midnight + begin, midnight + end


@dataclass(frozen=True, init=False)
class Calendar:
    """When the clock runs: an instant is open if the wall clock of `zone` reads an open time at it.

    `week` maps a weekday (0 is Monday) to its blocks, pairs of wall times ("09:00", `time(9)`); a block whose
    end is not later than its start ends on the next day, so ("22:00", "06:00") is a night and ("00:00",
    "24:00") a whole day. Blocks may touch or overlap; time counts once. `closures` are `Closure`s, dates, or
    (date, from, to[, name]). `always_open` stands for a week without gaps; closures still close.
    Raises `BadCalendar` with a sentence.
    """

    zone: str
    week: Week
    closures: tuple[Closure, ...]
    always_open: bool

    def __init__(
        self,
        zone: str,
        week: Mapping[int, Iterable[tuple[Wall, Wall]]] | Sequence[Iterable[tuple[Wall, Wall]]] = (),
        closures: Iterable[Closure | date | tuple[Any, ...]] = (),
        *,
        always_open: bool = False,
    ) -> None:
        object.__setattr__(self, "zone", known_zone(zone))
        object.__setattr__(self, "week", known_week(week))
        object.__setattr__(self, "closures", tuple(sorted({known_closure(closure) for closure in closures})))
        object.__setattr__(self, "always_open", bool(always_open))

    @cached_property
    def hours(self) -> Hours:
        """The measure of the open time, worked out once per calendar."""
        blocks: list[Stretch] = [(0, WEEK)]
        if not self.always_open:
            blocks = [
                (weekday * DAY + begin, weekday * DAY + end)
                for weekday, day in enumerate(self.week)
                for begin, end in (stretch(*block) for block in day)
            ]
        return Hours(blocks, closures=[closure.readings for closure in self.closures])


def known_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError, TypeError) as problem:
        raise BadCalendar(
            f"There is no time zone called “{zone}”; use an IANA name such as “Europe/Berlin”."
        ) from problem
    return zone


def known_week(
    week: Mapping[int, Iterable[tuple[Wall, Wall]]] | Sequence[Iterable[tuple[Wall, Wall]]],
) -> Week:
    days = week if isinstance(week, Mapping) else dict(enumerate(week))
    for weekday in days:
        if weekday not in range(7):
            raise BadCalendar(f"A weekday is a number from 0 (Monday) to 6 (Sunday), not {weekday!r}.")
    return tuple(tuple(sorted({known_block(block) for block in days.get(nth, ())})) for nth in range(7))


def known_block(block: Sequence[Wall]) -> Block:
    if isinstance(block, str) or len(block) != 2:
        raise BadCalendar(f"A block is a start and an end, such as 09:00 and 17:00, not {block!r}.")
    return known_time(block[0]), known_time(block[1], last=True)


def known_time(wall: Wall, *, last: bool = False) -> time:
    """Return a wall time; where a block ends, "24:00" is the next midnight, as "00:00" is there."""
    if isinstance(wall, time):
        if wall.tzinfo is not None:
            raise BadCalendar(f"Wall times carry no zone of their own; the calendar has one ({wall}).")
        return wall.replace(fold=0)
    written = WRITTEN.fullmatch(wall) if isinstance(wall, str) else None
    if written is None:
        raise BadCalendar(f"“{wall}” is not a time of day; write it like 09:00 or 17:30.")
    hour, minute, second = (int(part or 0) for part in written.groups())
    if hour < 24:
        return time(hour, minute, second)
    if not last or minute or second:
        raise BadCalendar(f"“{wall}” is past the end of the day; 24:00 is the latest, and only as an end.")
    return time.min


def known_closure(closure: Closure | date | tuple[Any, ...]) -> Closure:
    if isinstance(closure, date):
        closure = (closure,)
    if isinstance(closure, Closure):
        closure = (closure.on, closure.begins, closure.ends, closure.name)
    if not isinstance(closure, tuple | list) or len(closure) not in (1, 3, 4):
        raise BadCalendar(f"A closure is a date, or a date with a from and a to, not {closure!r}.")
    on, *rest = closure
    if not isinstance(on, date) or isinstance(on, datetime):
        raise BadCalendar(f"A closure is on a date of the calendar's zone, not {on!r}.")
    begins, ends = rest[:2] or (time.min, time.min)
    return Closure(on, known_time(begins), known_time(ends, last=True), "".join(rest[2:]))


def stretch(begins: time, ends: time) -> Stretch:
    """Return a pair of wall times as microseconds from midnight; an end not after its start is tomorrow's."""
    begin, end = micros(begins), micros(ends)
    return begin, end if end > begin else end + DAY


def micros(wall: time) -> int:
    return ((wall.hour * 60 + wall.minute) * 60 + wall.second) * 1_000_000 + wall.microsecond
