"""What the verbs of the pass say when somebody was first."""

from datetime import datetime

from accounts.actions import Refused
from accounts.models import User
from routing.models import Handoff, State

WORDS = {
    State.WAITING: "is waiting for a rep now",
    State.OFFERED: "was offered to somebody else",
    State.ACCEPTED: "accepted it",
    State.REJECTED: "rejected it",
    State.WITHDRAWN: "took it back",
}


class TooLate(Refused):
    """Somebody answered the handoff first: `who` (None: Baton itself), `when`, and its state now."""

    def __init__(self, handoff: Handoff) -> None:
        self.handoff = handoff
        self.who: User | None = handoff.answered_by
        self.when: datetime | None = handoff.answered_at or handoff.closed_at or handoff.offered_at
        self.state = State(handoff.state)
        super().__init__(sentence(handoff))


def sentence(handoff: Handoff) -> str:
    """Who was first, with what, and when, in words."""
    state = State(handoff.state)
    if state in (State.WAITING, State.OFFERED):
        return f"This lead {WORDS[state]} in the meantime."
    who = handoff.answered_by.called if handoff.answered_by else "Baton"
    when = handoff.answered_at or handoff.closed_at
    at = f" at {when:%H:%M:%S} UTC on {when.day} {when:%B}" if when else ""
    return f"{who} was first: {who} {WORDS[state]}{at}."
