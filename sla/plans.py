"""What somebody wants a calendar to say, checked before it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from sla import public_holidays
from sla.calendars import BadCalendar, Block, Calendar

MOST_BLOCKS = 8  # a day


@dataclass(frozen=True)
class Plan:
    """A calendar's name, zone, week and holidays. `week` has a tuple of blocks for each day from Monday."""

    name: str
    zone: str
    week: tuple[tuple[Block, ...], ...] = ((),) * 7
    always_open: bool = False
    country: str = ""
    subdivision: str = ""
    half_days_from: time | None = None

    def check(self) -> None:
        """Refuse, with a sentence, what no clock could go by. Raises `BadCalendar`."""
        if not self.name.strip():
            raise BadCalendar("Give the calendar a name.")
        calendar = Calendar(self.zone, self.week, always_open=self.always_open)
        if not self.always_open and not calendar.hours.total:
            raise BadCalendar("Nothing is ever open in this week: no deadline would come. Give a day its hours.")
        if any(len(day) > MOST_BLOCKS for day in self.week):
            raise BadCalendar(f"A day has at most {MOST_BLOCKS} blocks.")
        if self.country:
            public_holidays.check(self.country, self.subdivision)

    @property
    def hours(self) -> float:
        """Open hours of a week without holidays."""
        return Calendar(self.zone, self.week, always_open=self.always_open).hours.total / 3_600_000_000


def week_in_words(week: tuple[tuple[Block, ...], ...], *, always_open: bool) -> str:
    """A week in a line: “Mon–Fri 09:00–17:00, Sat 10:00–14:00”."""
    if always_open:
        return "Around the clock"
    runs: list[tuple[int, int, str]] = []
    for day, blocks in enumerate(week):
        said = " and ".join(f"{begins:%H:%M}–{ends:%H:%M}" for begins, ends in blocks)
        if said and runs and runs[-1][2] == said and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day, said)
        elif said:
            runs.append((day, day, said))
    return ", ".join(f"{days(first, last)} {said}" for first, last, said in runs) or "Never open"


NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def days(first: int, last: int) -> str:
    """“Mon”, “Mon and Tue” or “Mon–Fri”."""
    if first == last:
        return NAMES[first]
    return f"{NAMES[first]}{' and ' if last == first + 1 else '–'}{NAMES[last]}"
