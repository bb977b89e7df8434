"""A year of a calendar, day by day: how long it is open, and why it is not."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date

from sla.calendars import EPOCH_DAY, Calendar
from sla.hours import DAY

SECOND = 1_000_000


@dataclass(frozen=True)
class Day:
    """One date: seconds that are open as the wall reads, those the week alone would have, and what closes it."""

    on: date
    open_seconds: int
    usual_seconds: int
    closure: str = ""

    @property
    def kind(self) -> str:
        """How it is drawn: open, part, holiday, closed."""
        if self.open_seconds and not self.closure:
            return "open"
        if self.open_seconds:
            return "part"
        return "holiday" if self.closure else "closed"

    @property
    def words(self) -> str:
        """What it says: “Fri 3 Apr: Good Friday”."""
        hours = f"{self.open_seconds / 3600:g} h open" if self.open_seconds else "closed"
        return f"{self.on:%a} {self.on.day} {self.on:%b}: {hours}" + (f", {self.closure}" if self.closure else "")


@dataclass(frozen=True)
class Month:
    """One month's days."""

    name: str
    days: tuple[Day, ...]

    @property
    def open_hours(self) -> float:
        """Open hours in all."""
        return sum(day.open_seconds for day in self.days) / 3600


def year_of(calendar: Calendar, year: int) -> list[Month]:
    """The twelve months. Open time is what the wall reads, so a day with a change of the clocks is as long as ever."""
    names: dict[date, str] = {}
    for closure in calendar.closures:
        names[closure.on] = "; ".join(filter(None, [names.get(closure.on, ""), closure.name or "Closed"]))
    usual = Calendar(calendar.zone, calendar.week, always_open=calendar.always_open)
    return [
        Month(
            months.month_name[month],
            tuple(
                day_of(date(year, month, day), calendar, usual, names)
                for day in range(1, months.monthrange(year, month)[1] + 1)
            ),
        )
        for month in range(1, 13)
    ]


def day_of(on: date, calendar: Calendar, usual: Calendar, names: dict[date, str]) -> Day:
    """One day."""
    midnight = (on.toordinal() - EPOCH_DAY) * DAY
    return Day(on, between(calendar, midnight), between(usual, midnight), names.get(on, ""))


def between(calendar: Calendar, midnight: int) -> int:
    """Open seconds of the day that begins at a reading."""
    hours = calendar.hours
    return (hours.before(midnight + DAY) - hours.before(midnight)) // SECOND if hours.total else 0
