"""The room that says how soon: calendars, the agreement, running clocks, breaches."""

from django.apps import AppConfig


class SlaConfig(AppConfig):
    """The room that says how soon: calendars, the agreement, running clocks, breaches."""

    name = "sla"
    verbose_name = "Clocks"
