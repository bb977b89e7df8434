"""The gallery's nouns."""

from reports.models.plans import (
    CalendarEvent,
    EventKind,
    Goal,
    MetricOwner,
    Review,
    ReviewItem,
    ReviewReader,
    Rhythm,
    Subscription,
)
from reports.models.rollup import Counted, Folding, Passed, Reason, Rollup, Spread, Touched

__all__ = [
    "CalendarEvent",
    "Counted",
    "EventKind",
    "Folding",
    "Goal",
    "MetricOwner",
    "Passed",
    "Reason",
    "Review",
    "ReviewItem",
    "ReviewReader",
    "Rhythm",
    "Rollup",
    "Spread",
    "Subscription",
    "Touched",
]
