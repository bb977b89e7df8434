"""When people work, and times at which two can meet: inside the hours of both, outside what they have. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]
STEP = timedelta(minutes=30)
BEGINS, ENDS = time(9), time(17)


@dataclass(frozen=True)
class Hours:
    """When somebody works, as spans in order, and whose wall clock they go by."""

    zone: str
    spans: Sequence[Span]


def off_until(hours: Hours, *, now: datetime) -> str:
    """When somebody who is not at work will be, as “09:00 (Berlin)”; empty when they are."""
    opens = next((begin for begin, end in hours.spans if end > now), None)
    if opens is None:
        return "further notice"
    if opens <= now:
        return ""
    zone = ZoneInfo(hours.zone)
    there, today = opens.astimezone(zone), now.astimezone(zone).date()
    wall = f"{there:%H:%M}" if there.date() == today else f"{there:%a %H:%M}"
    return f"{wall} ({hours.zone.rpartition('/')[2].replace('_', ' ')})"


def office_hours(start: datetime, until: datetime, *, zone: ZoneInfo) -> list[Span]:
    """Nine to five on weekdays, on somebody's clock: where nobody knows a better calendar."""
    spans, day = [], start.astimezone(zone).date()
    while (opens := datetime.combine(day, BEGINS, zone)) < until:
        if day.isoweekday() <= 5:
            spans.append((opens.astimezone(UTC), datetime.combine(day, ENDS, zone).astimezone(UTC)))
        day += timedelta(days=1)
    return clipped(spans, start, until)


def clipped(spans: Iterable[Span], start: datetime, until: datetime) -> list[Span]:
    """The parts of spans within limits."""
    return [(max(begin, start), min(end, until)) for begin, end in spans if min(end, until) > max(begin, start)]


def shared(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    """Where both are open; both are in order."""
    found, a, b = [], 0, 0
    while a < len(first) and b < len(second):
        begin, end = max(first[a][0], second[b][0]), min(first[a][1], second[b][1])
        if begin < end:
            found.append((begin, end))
        if first[a][1] <= second[b][1]:
            a += 1
        else:
            b += 1
    return found


def proposals(
    spans: Iterable[Span], *, busy: Sequence[Span], length: timedelta, most: int = 8, a_day: int = 3
) -> list[datetime]:
    """Beginnings on the half hour at which there is room, at most `a_day` on one day, the soonest first."""
    found: list[datetime] = []
    for begin, end in spans:
        at = on_the_half_hour(begin)
        while at + length <= end and len(found) < most:
            crowded = sum(one.date() == at.date() for one in found) >= a_day
            if not crowded and all(at + length <= taken[0] or at >= taken[1] for taken in busy):
                found.append(at)
            at += STEP
    return found[:most]


def on_the_half_hour(at: datetime) -> datetime:
    """The instant, or the next half hour after it."""
    beyond = timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
    return at + (STEP - beyond) if beyond else at
