"""Nouns of routing."""

from routing.models.handoff import OPEN, Fate, Handoff, Offer, RejectReason, State, Trigger
from routing.models.plan import PlanState, RoutingPlan, RoutingRule, Strategy
from routing.models.team import Absence, Pool, PoolMember, RepProfile

__all__ = [
    "OPEN",
    "Absence",
    "Fate",
    "Handoff",
    "Offer",
    "PlanState",
    "Pool",
    "PoolMember",
    "RejectReason",
    "RepProfile",
    "RoutingPlan",
    "RoutingRule",
    "State",
    "Strategy",
    "Trigger",
]
