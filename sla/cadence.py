"""How much working time the attempts to reach an accepted lead have, and its rating: as much as their days hold."""

from __future__ import annotations

from datetime import datetime, timedelta

from sla.timetables import Timetable

# What a touch may end with when somebody was reached: after it there is nobody left to chase.
REACHED = frozenset(
    ["reached", "talked", "spoke", "connected", "conversation", "replied", "answered", "meeting"]
    + ["asked", "positive", "negative"]  # as the two clicks of a touch say it
)
LEAST = timedelta(hours=1)


def attempt_allowed(
    at: datetime, *, begun_at: datetime, nth: int, attempts: int, days: int, table: Timetable
) -> timedelta:
    """Working time from `at` for attempt `nth` of `attempts`, spread evenly over `days` from `begun_at`.

    An attempt that is late already has an hour.
    """
    return within(at, begun_at + timedelta(days=days) * nth / attempts, table)


def feedback_allowed(at: datetime, *, days: int, table: Timetable) -> timedelta:
    """Working time from `at` in which a lead is rated."""
    return within(at, at + timedelta(days=days), table)


def within(at: datetime, until: datetime, table: Timetable) -> timedelta:
    """The working time between two instants in whole seconds; at least an hour."""
    if until <= at:
        return LEAST
    return max(timedelta(seconds=table.elapsed(at, until) // timedelta(seconds=1)), LEAST)


def is_reached(outcome: str) -> bool:
    """Whether a touch's outcome means that they were spoken to."""
    words = outcome.strip().lower().replace("_", " ").replace("-", " ").split()
    return bool(words) and words[0] in REACHED
