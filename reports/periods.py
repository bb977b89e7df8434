"""The time a report looks at: presets, the same length before, and whole months inside it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

PRESETS = {
    "7": "7 days",
    "30": "30 days",
    "90": "90 days",
    "quarter": "This quarter",
    "last-quarter": "Last quarter",
    "year": "This year",
    "365": "12 months",
    "all": "All time",
}
USUAL = "90"
EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True)
class Period:
    """Days from `first` on, up to and without `end`; `key` is the preset's name, or “custom”."""

    first: date
    end: date
    key: str = "custom"

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.first).days

    @property
    def label(self) -> str:
        """As people say it."""
        return PRESETS.get(self.key) or f"{self.first:%-d %b %Y} to {self.last:%-d %b %Y}"

    @property
    def before(self) -> "Period":
        """The same length just before; whole quarters and years before whole ones."""
        if self.key in {"quarter", "last-quarter"} and self.first.day == 1:
            return Period(months_before(self.first, 3), months_before(self.end, 3))
        if self.key == "all":
            return Period(self.first, self.first)
        return Period(self.first - timedelta(days=self.days), self.first)

    @property
    def query(self) -> dict[str, str]:
        """The parameters of an address that mean it."""
        if self.key != "custom":
            return {"period": self.key}
        return {"period": "custom", "from": self.first.isoformat(), "to": self.last.isoformat()}

    @property
    def by_month(self) -> bool:
        """Whether charts show months: days would be too many."""
        return self.days > 190

    def months(self) -> tuple[date, date]:
        """The whole months inside: the first of the first one, and the first after the last one."""
        start = self.first if self.first.day == 1 else months_before(self.first.replace(day=1), -1)
        end = self.end.replace(day=1)
        return (start, max(start, end))


def read(asked: Mapping[str, str], *, today: date) -> Period:
    """The period an address asks for; the usual one where it makes no sense."""
    key = asked.get("period", "") or USUAL
    if key == "custom":
        first, last = day(asked.get("from", "")), day(asked.get("to", ""))
        if first and last and EARLIEST <= first <= last <= today + timedelta(days=366):
            return Period(first, last + timedelta(days=1))
        key = USUAL
    return preset(key if key in PRESETS else USUAL, today=today)


def preset(key: str, *, today: date) -> Period:
    """A period by its name, up to and with today."""
    end = today + timedelta(days=1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    starts = {
        "quarter": (quarter, end),
        "last-quarter": (months_before(quarter, 3), quarter),
        "year": (date(today.year, 1, 1), end),
        "all": (EARLIEST, end),
    }
    first, after = starts[key] if key in starts else (end - timedelta(days=int(key)), end)
    return Period(first, after, key)


def day(text: str) -> date | None:
    """A day as YYYY-MM-DD, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def months_before(first: date, count: int) -> date:
    """The first of the month so many months earlier (later, where it is less than 0)."""
    months = first.year * 12 + first.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def each_month(first: date, end: date) -> list[date]:
    """The first of every month that has a day in the time."""
    found, month = [], first.replace(day=1)
    while month < end:
        found.append(month)
        month = months_before(month, -1)
    return found


def each_day(first: date, end: date) -> list[date]:
    """Every day."""
    return [first + timedelta(days=place) for place in range((end - first).days)]
