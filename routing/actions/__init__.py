"""Verbs of routing. Every door calls these, as `from routing import actions as routing`."""

from routing.actions import forgetting, forgetting_work, furnishing, morning
from routing.actions.alongside import collision, may_nurture, talking
from routing.actions.answering import accept, reject
from routing.actions.asking import answer, ask
from routing.actions.following import follow_up
from routing.actions.leaving import leave, step_aside
from routing.actions.meeting import call_off, move_meeting, plan_meeting, record_meeting
from routing.actions.opening import open, papers_kept, without_papers  # noqa: A004 - callers say routing.open
from routing.actions.passing import hand_over, self_source
from routing.actions.reconciling import reconcile
from routing.actions.redirecting import look_again, reassign, reoffer, withdraw
from routing.actions.refusals import TooLate
from routing.actions.routing import Routed, route
from routing.actions.selling import keep_opportunity, log_touch, qualify_sql, set_next_step
from routing.actions.settling import settle
from routing.actions.taking import take
from routing.actions.tasks import complete, give_task, plan_tasks, write_checklist, write_plays
from routing.actions.trying import passed_since, try_out
from routing.actions.valving import capacity, weekly_capacity
from routing.actions.working import lost, qualify, recycle, respond, won

__all__ = [
    "Routed",
    "TooLate",
    "accept",
    "answer",
    "ask",
    "call_off",
    "capacity",
    "collision",
    "complete",
    "follow_up",
    "forgetting",
    "forgetting_work",
    "furnishing",
    "give_task",
    "hand_over",
    "keep_opportunity",
    "leave",
    "log_touch",
    "look_again",
    "lost",
    "may_nurture",
    "morning",
    "move_meeting",
    "open",
    "papers_kept",
    "passed_since",
    "plan_meeting",
    "plan_tasks",
    "qualify",
    "qualify_sql",
    "reassign",
    "reconcile",
    "record_meeting",
    "recycle",
    "reject",
    "reoffer",
    "respond",
    "route",
    "self_source",
    "set_next_step",
    "settle",
    "step_aside",
    "take",
    "talking",
    "try_out",
    "weekly_capacity",
    "withdraw",
    "without_papers",
    "won",
    "write_checklist",
    "write_plays",
]
