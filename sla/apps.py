"""The room that says how soon: calendars, the agreement, running clocks, breaches."""

from django.apps import AppConfig, apps
from django.db.models import F
from django.db.models.functions import Greatest, Now

from leads.traces import Place, Subject, blanked, register


class SlaConfig(AppConfig):
    """The room that says how soon: calendars, the agreement, running clocks, breaches."""

    name = "sla"
    verbose_name = "Clocks"

    def ready(self) -> None:
        """Say where something about a person stands: times stay, words go."""
        register(Place("sla.Clock", "Times allowed for answering them, and taken", forget=stop_clocks))
        register(Place("sla.Breach", "Answers to them that came too late", forget=nothing))
        register(Place("sla.ClockPause", "Why an answer could wait", forget=blanked("sla.ClockPause", reason="Erased")))
        register(Place("sla.Excuse", "Why a late answer was excused", forget=blanked("sla.Excuse", reason="Erased")))
        register(Place("sla.Rating", "How good sales found them", forget=blanked("sla.Rating", answers=[])))
        register(Place("sla.ShopperLead", "Whether they are a test lead", forget=nothing))


def stop_clocks(subject: Subject) -> int:
    """Nobody is reminded of somebody who was erased; what was counted stays."""
    rows = apps.get_model("sla.Clock")._default_manager.filter(workspace_id=subject.workspace_id)
    running = rows.filter(lead__in=list(subject.leads), stopped_at=None)
    return running.update(stopped_at=Greatest(Now(), F("started_at")), why="Erased", next_at=None, paused_at=None)


def nothing(subject: Subject) -> int:
    """Instants and numbers tell nothing about a person who is no longer named."""
    return 0
