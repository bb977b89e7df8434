"""The room that says how hot a lead is: signals, models, scores, receipts."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    """The room that says how hot a lead is: signals, models, scores, receipts."""

    name = "scoring"
    verbose_name = "Scoring"
