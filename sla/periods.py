"""The periods people look back over, by name, in the workspace's days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NAMES = {
    "7": "Last 7 days",
    "30": "Last 30 days",
    "90": "Last 90 days",
    "month": "This month",
    "last_month": "Last month",
    "quarter": "This quarter",
    "year": "This year",
    "own": "From … to …",
}
USUAL = "30"
LONGEST = 1_100  # days


@dataclass(frozen=True)
class Period:
    """From midnight to midnight; `until` is not part of it."""

    name: str
    first: date
    last: date
    since: datetime
    until: datetime

    @property
    def label(self) -> str:
        """What it is called."""
        return NAMES[self.name] if self.name != "own" else f"{self.first} to {self.last}"

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


def period(asked: Mapping[str, str], *, today: date, zone: str) -> Period:
    """The period that was asked for; what cannot be read is the usual one."""
    name = asked.get("period", USUAL)
    if name not in NAMES:
        name = USUAL
    first, last = days_of(name, asked, today)
    if first is None:
        name, (first, last) = USUAL, days_of(USUAL, asked, today)
    assert first is not None
    tz = ZoneInfo(zone)
    begin = datetime.combine(first, time.min, tz)
    return Period(name, first, last, begin, datetime.combine(last + timedelta(days=1), time.min, tz))


def days_of(name: str, asked: Mapping[str, str], today: date) -> tuple[date | None, date]:
    """First and last day; no first day where it cannot be read."""
    if name.isdigit():
        return today - timedelta(days=int(name) - 1), today
    month = today.replace(day=1)
    if name == "last_month":
        last = month - timedelta(days=1)
        return last.replace(day=1), last
    if name == "own":
        return own(asked.get("from", ""), asked.get("to", ""), today)
    begins = {"month": month, "quarter": month.replace(month=(today.month - 1) // 3 * 3 + 1)}
    return begins.get(name, today.replace(month=1, day=1)), today


def own(first: str, last: str, today: date) -> tuple[date | None, date]:
    """Two typed days."""
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last or today.isoformat())
    except ValueError:
        return None, today
    if end < begin:
        begin, end = end, begin
    if not 1970 <= begin.year <= end.year <= 2100 or (end - begin).days > LONGEST:
        return None, today
    return begin, end
