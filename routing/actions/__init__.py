"""Verbs of routing. Every door calls these, as `from routing import actions as routing`."""

from routing.actions import forgetting, furnishing
from routing.actions.answering import accept, reject
from routing.actions.leaving import leave, step_aside
from routing.actions.opening import open  # noqa: A004 - callers say routing.open
from routing.actions.passing import hand_over, self_source
from routing.actions.reconciling import reconcile
from routing.actions.redirecting import look_again, reassign, reoffer, withdraw
from routing.actions.refusals import TooLate
from routing.actions.routing import Routed, route
from routing.actions.settling import settle
from routing.actions.trying import passed_since, try_out
from routing.actions.valving import capacity, weekly_capacity
from routing.actions.working import lost, qualify, recycle, respond, won

__all__ = [
    "Routed",
    "TooLate",
    "accept",
    "capacity",
    "forgetting",
    "furnishing",
    "hand_over",
    "leave",
    "look_again",
    "lost",
    "open",
    "passed_since",
    "qualify",
    "reassign",
    "reconcile",
    "recycle",
    "reject",
    "reoffer",
    "respond",
    "route",
    "self_source",
    "settle",
    "step_aside",
    "try_out",
    "weekly_capacity",
    "withdraw",
    "won",
]
