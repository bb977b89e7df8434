"""Verbs of routing. Every door calls these, as `from routing import actions as routing`."""

from routing.actions import forgetting, furnishing
from routing.actions.answering import accept, reject
from routing.actions.leaving import leave, step_aside
from routing.actions.opening import open  # noqa: A004 - callers say routing.open
from routing.actions.passing import hand_over, self_source
from routing.actions.redirecting import look_again, reassign, reoffer, withdraw
from routing.actions.refusals import TooLate
from routing.actions.routing import Routed, route
from routing.actions.settling import settle
from routing.actions.working import lost, qualify, recycle, respond, won

__all__ = [
    "Routed",
    "TooLate",
    "accept",
    "forgetting",
    "furnishing",
    "hand_over",
    "leave",
    "look_again",
    "lost",
    "open",
    "qualify",
    "reassign",
    "recycle",
    "reject",
    "reoffer",
    "respond",
    "route",
    "self_source",
    "settle",
    "step_aside",
    "withdraw",
    "won",
]
