"""What a lead's page says about the agreed definition: which parts of it hold, while marketing holds the lead."""

from typing import Any

from django.utils import timezone

from accounts.models import Membership
from leads.definitions import Kind, State
from leads.lead_panels import LeadPanel
from leads.matching import Terms
from leads.matching.agreed import Clause
from leads.models import Lead
from leads.stages import Stage


def standing(membership: Membership, lead: Lead) -> dict[str, Any] | None:
    """The parts of the MQL definition in force, each with whether it holds; nothing once the lead was passed."""
    if lead.stage != Stage.LEAD or lead.merged_into_id or lead.erased_at:
        return None
    row = membership.workspace.definitions.filter(kind=Kind.MQL, state=State.IN_FORCE).first()
    if row is None:
        return None
    answers = Clause(row, Terms(membership.workspace)).answers(lead, now=timezone.now())
    return {"row": row, "answers": answers, "barred_for": lead.barred_for, "slug": membership.workspace.slug}


PANEL = LeadPanel("leads/definitions/_standing.html", standing, order=30)
