"""Verbs of routing. Every door calls these, as `from routing import actions as routing`."""

from routing.actions import forgetting, furnishing
from routing.actions.answering import accept, reject
from routing.actions.opening import open  # noqa: A004 - callers say routing.open
from routing.actions.refusals import TooLate
from routing.actions.working import lost, qualify, recycle, respond, won

__all__ = [
    "TooLate",
    "accept",
    "forgetting",
    "furnishing",
    "lost",
    "open",
    "qualify",
    "recycle",
    "reject",
    "respond",
    "won",
]
