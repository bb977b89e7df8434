"""The verbs of clocks. Every door, and the relay, calls these."""

from sla.actions import furnishing  # what a workspace has from its first day
from sla.actions.choosing import NoCalendar, calendar_for, timetable_for
from sla.actions.promising import NoAgreement, Promise, promise
from sla.actions.running import BELL, start, stop
from sla.actions.ticking import Due, next_look, tick

__all__ = [
    "BELL",
    "Due",
    "NoAgreement",
    "NoCalendar",
    "Promise",
    "calendar_for",
    "furnishing",
    "next_look",
    "promise",
    "start",
    "stop",
    "tick",
    "timetable_for",
]
