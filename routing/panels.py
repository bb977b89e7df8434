"""What routing shows on other pages: the valve on the first page, the pass on a lead's."""

from typing import Any

from django.utils import timezone

from accounts.models import Membership
from leads.models import Lead
from routing import actions
from routing.models import State


def valve(membership: Membership) -> dict[str, Any] | None:
    """This week's capacity, for both sides; nothing while nobody has a limit and nothing waits."""
    found = actions.capacity(membership.workspace, at=timezone.now())
    return None if found.in_all is None and not found.waiting else {"capacity": found}


def the_pass(membership: Membership, lead: Lead) -> dict[str, Any] | None:
    """The newest handoff of a lead."""
    rows = membership.workspace.handoffs.filter(lead=lead).select_related("rep", "pool", "answered_by", "reason")
    handoff = rows.order_by("-pk").first()
    return None if handoff is None else {"handoff": handoff, "waits": handoff.state == State.WAITING}
