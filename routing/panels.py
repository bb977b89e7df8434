"""What routing shows on other pages: the valve on the first page, the pass on a lead's."""

from typing import Any

from django.utils import timezone

from accounts.models import Membership
from accounts.roles import Role
from leads.models import Lead
from leads.stages import Stage
from routing import actions
from routing.models import State

MARKETING = (Role.MARKETER, Role.MANAGER, Role.ADMIN)


def valve(membership: Membership) -> dict[str, Any] | None:
    """This week's capacity, for both sides; nothing while nobody has a limit and nothing waits."""
    found = actions.capacity(membership.workspace, at=timezone.now())
    return None if found.in_all is None and not found.waiting else {"capacity": found}


def the_pass(membership: Membership, lead: Lead) -> dict[str, Any] | None:
    """The newest handoff of a lead, or the way to make one."""
    rows = membership.workspace.handoffs.filter(lead=lead).select_related("rep", "pool", "answered_by", "reason")
    handoff = rows.order_by("-pk").first()
    can_pass = lead.stage == Stage.LEAD and not lead.barred_for and membership.has(*MARKETING, Role.REP)
    if handoff is None and not can_pass:
        return None
    still_open = handoff if handoff is not None and handoff.is_open else None
    return {
        "handoff": handoff,
        "lead": lead,
        "waits": still_open is not None and still_open.state == State.WAITING,
        "can_pass": can_pass,
        "can_withdraw": still_open is not None and membership.has(*MARKETING),
    }


def alongside(membership: Membership, lead: Lead) -> dict[str, Any] | None:
    """What a colleague should know before they write, and what one can do about the newest handoff."""
    rows = membership.workspace.handoffs.filter(lead=lead).order_by("-pk")
    handoff = rows.only("id", "workspace_id", "lead_id", "state", "rep_id", "closed_at").first()
    warning = actions.collision(lead, by=membership.user)
    if handoff is None and not warning:
        return None
    sells = membership.has(Role.REP, Role.MANAGER)
    worked = handoff is not None and handoff.state == State.ACCEPTED and handoff.closed_at is None
    offered = handoff is not None and handoff.state == State.OFFERED
    asked = membership.workspace.questions.filter(lead=lead).select_related("asked_by", "answered_by")
    nurture = actions.may_nurture(lead)
    found = {"handoff": handoff, "warning": warning, "worked": worked and sells, "offered": offered and sells}
    found |= {"no_nurture": "" if nurture.yes else nurture.why}
    return {**found, "questions": list(asked.order_by("-id")[:3])}
