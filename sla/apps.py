"""The room that says how soon: calendars, the agreement, running clocks, breaches."""

from django.apps import AppConfig

from leads.traces import Place, Subject, blanked, register


class SlaConfig(AppConfig):
    """The room that says how soon: calendars, the agreement, running clocks, breaches."""

    name = "sla"
    verbose_name = "Clocks"

    def ready(self) -> None:
        """Say where something about a person stands: times stay, words go."""
        register(Place("sla.Clock", "Times allowed for answering them, and taken", forget=nothing))
        register(Place("sla.Breach", "Answers to them that came too late", forget=nothing))
        register(Place("sla.ClockPause", "Why an answer could wait", forget=blanked("sla.ClockPause", reason="Erased")))
        register(Place("sla.Excuse", "Why a late answer was excused", forget=blanked("sla.Excuse", reason="Erased")))
        register(Place("sla.ShopperLead", "Whether they are a test lead", forget=nothing))


def nothing(subject: Subject) -> int:
    """Instants and numbers tell nothing about a person who is no longer named."""
    return 0
