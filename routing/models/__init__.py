"""Nouns of routing."""

from routing.models.handoff import OPEN, Fate, Handoff, Offer, RejectReason, State, Trigger
from routing.models.meetings import Meeting, MeetingState
from routing.models.plan import PlanState, RoutingPlan, RoutingRule, Strategy
from routing.models.team import Absence, Pool, PoolMember, RepProfile
from routing.models.work import ChecklistItem, Doer, NextStep, Opportunity, Play, Question, Task

__all__ = [
    "OPEN",
    "Absence",
    "ChecklistItem",
    "Doer",
    "Fate",
    "Handoff",
    "Meeting",
    "MeetingState",
    "NextStep",
    "Offer",
    "Opportunity",
    "PlanState",
    "Play",
    "Pool",
    "PoolMember",
    "Question",
    "RejectReason",
    "RepProfile",
    "RoutingPlan",
    "RoutingRule",
    "State",
    "Strategy",
    "Task",
    "Trigger",
]
