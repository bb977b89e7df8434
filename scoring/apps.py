"""The room that says how hot a lead is: signals, models, scores, receipts."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    """The room that says how hot a lead is: signals, models, scores, receipts."""

    name = "scoring"
    verbose_name = "Scoring"

    def ready(self) -> None:
        """Say where something of a person may stand."""
        from leads.traces import Place, register  # noqa: PLC0415 - needs the models

        register(Place("scoring.Tally", "What their score is made of"))
        register(Place("scoring.GradeChange", "Grades they had; kept for the counts", lambda subject: 0))
        register(Place("scoring.RehearsedLead", "What a rehearsal of the scoring model said of them"))
        register(Place("scoring.HeldRelease", "Whether a new model held them back"))
