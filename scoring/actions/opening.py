"""What a workspace has from its first day: the usual signals, and a published model to start from."""

from django.utils import timezone

from accounts.models import Workspace
from accounts.openings import opens
from scoring import starters
from scoring.actions.book import alone, turn_page
from scoring.actions.exchange import import_model
from scoring.actions.preparing import make_room
from scoring.actions.publishing import publish
from scoring.models import Publication, ScoringModel, Signal, Slot, State, Trait

FIRST = "The model that Baton starts with."


@opens("50 scoring")
def furnish(workspace_id: int) -> None:
    """Signals and a published starter, unless there are some."""
    if State.objects.filter(workspace_id=workspace_id).exists():
        return
    workspace = Workspace.objects.get(pk=workspace_id)
    alone(workspace_id)
    State.objects.create(workspace=workspace)
    for place, raw in enumerate(starters.SIGNALS):
        Signal.objects.create(workspace=workspace, position=place, **raw)
    draft = import_model(workspace, starters.STARTER, by=None)
    if workspace.leads.exists():  # an older workspace: what its leads did is counted first
        publish(draft, by=None, reason=FIRST)
    else:
        open_at_once(draft)
    turn_page(workspace_id)


def open_at_once(draft: ScoringModel) -> None:
    """Put the first version in force where nobody is there to be counted."""
    now = timezone.now()
    make_room(draft, now=now)
    Slot.objects.filter(workspace_id=draft.workspace_id).update(state="live")
    Trait.objects.filter(workspace_id=draft.workspace_id).update(state="live")
    ScoringModel.objects.filter(pk=draft.pk).update(state=ScoringModel.PUBLISHED, published_at=now, reason=FIRST)
    Publication.objects.create(workspace_id=draft.workspace_id, model=draft, at=now, reason=FIRST)
