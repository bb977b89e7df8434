"""Nouns of scoring."""

from scoring.models.rehearsals import Rehearsal, RehearsedLead
from scoring.models.signals import SLOTS, TRAITS, Signal, Slot, State, Trait
from scoring.models.standings import Due, GradeChange, HeldRelease, Recheck, ScoreCheck, Staged, Stale, Tally
from scoring.models.versions import (
    MOST,
    EngagementRule,
    FitRule,
    Publication,
    ScoringModel,
    usual_engagement_bands,
    usual_fit_bands,
)

__all__ = [
    "MOST",
    "SLOTS",
    "TRAITS",
    "Due",
    "EngagementRule",
    "FitRule",
    "GradeChange",
    "HeldRelease",
    "Publication",
    "Recheck",
    "Rehearsal",
    "RehearsedLead",
    "ScoreCheck",
    "ScoringModel",
    "Signal",
    "Slot",
    "Staged",
    "Stale",
    "State",
    "Tally",
    "Trait",
    "usual_engagement_bands",
    "usual_fit_bands",
]
