"""The verbs of capture."""

from capture.actions.importing import start_run
from capture.actions.keys import change_key, find_key, make_key, revoke_key
from capture.actions.receiving import receive
from capture.actions.replaying import forget_rejected, replay, replay_all
from capture.actions.taking import Delivery, Receipt, take
from capture.actions.undoing import LOST_AND_SAID, undo_run
from capture.actions.uploading import agree, forget, garbled, keep_file, new_field, preview, questions, relook

__all__ = [
    "Delivery",
    "LOST_AND_SAID",
    "Receipt",
    "agree",
    "change_key",
    "find_key",
    "forget",
    "forget_rejected",
    "garbled",
    "keep_file",
    "make_key",
    "new_field",
    "preview",
    "questions",
    "receive",
    "relook",
    "replay",
    "replay_all",
    "revoke_key",
    "start_run",
    "take",
    "undo_run",
]
