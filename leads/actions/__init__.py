"""The hall's verbs. Every door calls these, as `from leads import actions as leads`."""

from leads.actions import forgetting, passing_on, returning  # the places that forget, put on the list of `leads.traces`
from leads.actions.activities import Recorded, attribute, claim, record
from leads.actions.briefing import brief, told_why
from leads.actions.changing import change
from leads.actions.companies import correct, match
from leads.actions.consents import consent, may_be_written_to, suppress, suppressed
from leads.actions.defining import in_force
from leads.actions.handing import hand_many
from leads.actions.merging import merge, undo_merge
from leads.actions.moving import IllegalMove, hand, move
from leads.actions.people import upsert, upsert_many
from leads.actions.privacy import erase, export
from leads.actions.qualifying import qualify, raise_hands
from leads.actions.reconciling import reconcile
from leads.actions.recounting import discount, recount
from leads.actions.relatives import family, standing

__all__ = [
    "IllegalMove",
    "Recorded",
    "attribute",
    "brief",
    "change",
    "claim",
    "consent",
    "correct",
    "discount",
    "erase",
    "export",
    "family",
    "forgetting",
    "hand",
    "hand_many",
    "in_force",
    "match",
    "may_be_written_to",
    "merge",
    "move",
    "passing_on",
    "qualify",
    "raise_hands",
    "reconcile",
    "record",
    "recount",
    "returning",
    "standing",
    "suppress",
    "suppressed",
    "told_why",
    "undo_merge",
    "upsert",
    "upsert_many",
]
