"""The capacity valve: what sales can work this week, and when a lead that waits will have its turn. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from routing.roster import Choice, Rep

DAY_BEGINS = time(9)
LOOK_AGAIN = timedelta(hours=1)  # where nothing says when somebody will be there
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Capacity:
    """New leads that reps take in one week; None where somebody has no limit."""

    week_begins: datetime
    in_all: int | None
    used: int
    waiting: int = 0
    next_promise_at: datetime | None = None

    @property
    def left(self) -> int | None:
        """How many more fit this week."""
        return None if self.in_all is None else max(self.in_all - self.used, 0)


def week_of(instant: datetime, zone: str) -> datetime:
    """Monday's first instant of the week, in the zone."""
    local = instant.astimezone(ZoneInfo(zone))
    monday = local.date() - timedelta(days=local.weekday())
    return datetime.combine(monday, time.min, ZoneInfo(zone))


def day_of(instant: datetime, zone: str) -> datetime:
    """The day's first instant, in the zone."""
    return datetime.combine(instant.astimezone(ZoneInfo(zone)).date(), time.min, ZoneInfo(zone))


def in_all(reps: Iterable[Rep], *, there: dict[int, float] | None = None) -> int | None:
    """What the reps take in a week: by their weekly limits, or five days of daily ones; None: without limit.

    `there` is the share of the week for which each is not away; without it everybody is there.
    """
    total = 0.0
    for rep in reps:
        if not rep.active or rep.paused:
            continue
        limit = rep.per_week if rep.per_week is not None else None if rep.per_day is None else rep.per_day * 5
        if limit is None:
            return None
        total += limit * (there or {}).get(rep.rep, 1.0)
    return int(total)


def promise(
    choice: Choice, reps: Iterable[Rep], *, now: datetime, zone: str, ahead: int, weekly: int | None
) -> datetime:
    """When a lead that nobody can take will be offered: the first instant at which somebody has room.

    `ahead` leads wait before it, and `weekly` of them fit into a week.
    """
    by_id = {rep.rep: rep for rep in reps}
    found = [free_at(by_id[pk], now=now, zone=zone) for pk in choice.verdicts if by_id[pk].active]
    first = min(found, default=now + LOOK_AGAIN)
    if weekly and ahead >= weekly:
        first += WEEK * (ahead // weekly)
    return max(first, now + timedelta(minutes=1))


def free_at(rep: Rep, *, now: datetime, zone: str) -> datetime:
    """When somebody who cannot take a lead now will probably be able to."""
    if rep.away_until is not None:
        return rep.away_until
    if rep.per_week is not None and rep.week >= rep.per_week:
        return morning(week_of(now, zone) + WEEK, zone)
    if rep.per_day is not None and rep.today >= rep.per_day:
        return morning(day_of(now, zone) + timedelta(days=1), zone)
    return now + LOOK_AGAIN


def morning(instant: datetime, zone: str) -> datetime:
    """The beginning of work on a day, not a weekend's."""
    day = instant.astimezone(ZoneInfo(zone)).date()
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, DAY_BEGINS, ZoneInfo(zone))
