"""How this room forgets a person: the counts stay, the words go, and what was open for them is over."""

from django.db.models.functions import Now

from leads.traces import Place, Subject, blanked, register, rows_of
from routing.models import OPEN, Handoff, Offer, State

BLANK = {"said": "", "note": "", "receipt": {}, "brief": {}, "decision": {}, "held_for": ""}


def forget_handoffs(subject: Subject) -> int:
    """Take back what is open, and blank every text."""
    rows = rows_of(Handoff, subject)
    rows.filter(state__in=OPEN).update(
        state=State.WITHDRAWN, closed_at=Now(), closed_as="erased", rep=None, accept_by=None, promise_at=None
    )
    rows.filter(state=State.ACCEPTED, closed_at=None).update(closed_at=Now(), closed_as="erased")
    return blanked("routing.Handoff", **BLANK)(subject)


register(Place("routing.Handoff", "Passes to sales; they stay for the counts, without their texts", forget_handoffs))
__all__ = ["Offer"]
