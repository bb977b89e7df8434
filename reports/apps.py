"""The gallery: looking back at what became of leads, and forward to goals."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The gallery: looking back at what became of leads, and forward to goals."""

    name = "reports"
    verbose_name = "Reports"
