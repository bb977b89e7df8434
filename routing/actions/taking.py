"""A rep takes an offer, and has a next step from that moment on."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from leads.models import StageChange
from routing.actions.answering import accept
from routing.models import Handoff, NextStep
from routing.touches import FIRST, first_contact


@transaction.atomic
def take(
    handoff: Handoff, *, by: User, at: datetime, next_step: str = FIRST, next_step_at: datetime | None = None
) -> StageChange:
    """Accept a lead with a next step: first contact within hours, unless the rep says otherwise."""
    change = accept(handoff, by=by, at=at, next_step_at=next_step_at or first_contact(at))
    NextStep.objects.update_or_create(
        workspace_id=handoff.workspace_id,
        lead_id=handoff.lead_id,
        defaults={
            "text": next_step[:200],
            "set_at": at,
            "set_by": by,
            "touched_at": None,
            "channel": "",
            "outcome": "",
        },
    )
    return change
