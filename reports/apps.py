"""The gallery: looking back at what became of leads, and forward to goals."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The gallery: looking back at what became of leads, and forward to goals."""

    name = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        """Say where something of a lead may stand."""
        from leads.traces import Place, register  # noqa: PLC0415 - once the models are there
        from reports.actions.forgetting import PLACES  # noqa: PLC0415

        for label, what, forget in PLACES:
            register(Place(label, what, forget=forget, show=lambda subject: []), last=True)
