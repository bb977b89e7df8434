"""The gallery's verbs."""

from reports.actions import forgetting
from reports.actions.folding import Difference, fold
from reports.actions.noting import note

__all__ = ["Difference", "fold", "forgetting", "note"]
