"""Verbs of scoring. Every door calls these, as `from scoring import actions as scoring`."""

from scoring.actions import opening, rehearsing
from scoring.actions.asking import attributes_changed, leads_of_companies
from scoring.actions.drafting import (
    change_draft,
    discard,
    move_rule,
    put_engagement_rule,
    put_fit_rule,
    remove_rule,
    start_draft,
)
from scoring.actions.exchange import export_model, import_model, start_from
from scoring.actions.hearing import hear
from scoring.actions.portions import prepare
from scoring.actions.proposing import propose_rule
from scoring.actions.publishing import Moved, Preview, preview, publish, undo_publish
from scoring.actions.receipts import in_force, receipt, shortened
from scoring.actions.reconciling import Verdict, reconcile, verify
from scoring.actions.releasing import release, waiting
from scoring.actions.settling import Heard
from scoring.actions.sources import source_of, sources
from scoring.actions.standing import StandingThen, standing_at
from scoring.actions.sweeping import sweep
from scoring.actions.watching import Seen, add_signal, change_signal, retire_signal, seen

__all__ = [
    "Heard",
    "Moved",
    "Preview",
    "Seen",
    "StandingThen",
    "Verdict",
    "add_signal",
    "attributes_changed",
    "change_draft",
    "change_signal",
    "discard",
    "export_model",
    "hear",
    "import_model",
    "in_force",
    "leads_of_companies",
    "move_rule",
    "opening",
    "prepare",
    "preview",
    "propose_rule",
    "publish",
    "put_engagement_rule",
    "put_fit_rule",
    "receipt",
    "reconcile",
    "rehearsing",
    "release",
    "remove_rule",
    "retire_signal",
    "seen",
    "shortened",
    "source_of",
    "sources",
    "standing_at",
    "start_draft",
    "start_from",
    "sweep",
    "undo_publish",
    "verify",
    "waiting",
]
