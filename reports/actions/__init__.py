"""The gallery's verbs."""

from reports.actions.folding import Difference, fold
from reports.actions.noting import note

__all__ = ["Difference", "fold", "note"]
