"""The verbs of clocks. Every door, and the relay, calls these."""

from accounts.instants import database_now
from sla.actions import furnishing  # what a workspace has from its first day
from sla.actions.agreeing import SIGNERS, clauses_of, discard_draft, draft, sign, valid_signatures
from sla.actions.calendars import (
    change_calendar,
    close_on,
    give_calendar,
    make_calendar,
    open_again,
    plan_of,
    remove_calendar,
)
from sla.actions.choosing import NoCalendar, calendar_for, timetable_for, timetables_of
from sla.actions.excusing import excuse
from sla.actions.following import accepted, ended, passed_on, rated, taken_back, touched
from sla.actions.pausing import follow_deadlines, pause, resume
from sla.actions.promising import NoAgreement, Promise, Promiser, in_force, policy_for, promise
from sla.actions.rating import rate
from sla.actions.running import BELL, Wanted, start, start_many, stop, way_in_words
from sla.actions.shopping import plan_shopping, send_test_lead
from sla.actions.ticking import Due, next_look, tick

__all__ = [
    "BELL",
    "SIGNERS",
    "Due",
    "NoAgreement",
    "NoCalendar",
    "Promise",
    "Promiser",
    "Wanted",
    "accepted",
    "calendar_for",
    "change_calendar",
    "clauses_of",
    "close_on",
    "database_now",
    "discard_draft",
    "draft",
    "ended",
    "excuse",
    "follow_deadlines",
    "furnishing",
    "give_calendar",
    "in_force",
    "make_calendar",
    "next_look",
    "open_again",
    "passed_on",
    "pause",
    "plan_of",
    "plan_shopping",
    "policy_for",
    "promise",
    "rate",
    "rated",
    "remove_calendar",
    "resume",
    "send_test_lead",
    "sign",
    "start",
    "start_many",
    "stop",
    "taken_back",
    "tick",
    "timetable_for",
    "timetables_of",
    "touched",
    "valid_signatures",
    "way_in_words",
]
