"""The verbs of capture."""

from capture.actions import forgetting
from capture.actions.importing import start_run
from capture.actions.keys import change_key, find_key, make_key, revoke_key, rotate_key
from capture.actions.receiving import receive
from capture.actions.replaying import discard, replay, replay_all
from capture.actions.rows import kinds_of_complaints
from capture.actions.sending import Sent, let_in, send
from capture.actions.taking import Delivery, Receipt, take
from capture.actions.undoing import LOST_AND_SAID, undo_run
from capture.actions.uploading import agree, forget, garbled, keep_file, new_field, preview, questions, relook, sheets
from capture.actions.web_forms import change_form, close_form, find_form, make_form, workspace_of

__all__ = [
    "Delivery",
    "LOST_AND_SAID",
    "Receipt",
    "Sent",
    "agree",
    "change_form",
    "change_key",
    "close_form",
    "discard",
    "find_form",
    "find_key",
    "forget",
    "forgetting",
    "garbled",
    "keep_file",
    "kinds_of_complaints",
    "let_in",
    "make_form",
    "make_key",
    "new_field",
    "preview",
    "questions",
    "receive",
    "relook",
    "replay",
    "replay_all",
    "revoke_key",
    "rotate_key",
    "send",
    "sheets",
    "start_run",
    "take",
    "undo_run",
    "workspace_of",
]
