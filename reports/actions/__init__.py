"""The gallery's verbs."""

from reports.actions import forgetting, mailing, sending
from reports.actions.noting import note
from reports.actions.planning import (
    add_item,
    choose_readers,
    drop_event,
    drop_goal,
    finish_item,
    make_review,
    note_event,
    own_metric,
    set_goal,
    subscribe,
    unsubscribe,
    write_review,
)
from reports.folding import Difference, fold

__all__ = [
    "Difference",
    "add_item",
    "choose_readers",
    "drop_event",
    "drop_goal",
    "finish_item",
    "fold",
    "forgetting",
    "mailing",
    "make_review",
    "note",
    "note_event",
    "own_metric",
    "sending",
    "set_goal",
    "subscribe",
    "unsubscribe",
    "write_review",
]
