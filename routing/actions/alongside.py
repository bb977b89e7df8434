"""Marketing stays alongside after the pass: who may be written to, and who is already talking with the company."""

from dataclasses import dataclass

from accounts.models import User
from leads import actions as leads
from leads.models import Lead
from leads.stages import Holder


@dataclass(frozen=True)
class Said:
    """Whether something may be done, and why not."""

    yes: bool
    why: str = ""


def may_nurture(lead: Lead) -> Said:
    """Whether marketing may write to a lead now: not while sales holds it, nor against its will."""
    if lead.erased_at or lead.merged_into_id:
        return Said(False, "This lead was merged or erased.")
    if lead.holder in (Holder.SALES, Holder.OFFERED, Holder.WAITING):
        return Said(False, f"Sales has this lead: {lead.rep.called if lead.rep else 'it is on its way to a rep'}.")
    if lead.holder == Holder.CLOSED:
        return Said(False, f"This lead is closed: {lead.closed_for}.")
    if lead.email and not leads.may_be_written_to(lead):
        return Said(False, "They do not want mail.")
    return Said(True)


def talking(lead: Lead, *, by: User) -> list[Lead]:
    """Leads at the same company with whom another colleague of sales is talking now."""
    if lead.company_id is None:
        return []
    rows = Lead.objects.present().filter(workspace_id=lead.workspace_id, company_id=lead.company_id)
    others = rows.filter(holder=Holder.SALES).exclude(pk=lead.pk).exclude(rep=by)
    return list(others.select_related("rep").order_by("-last_activity_at", "-id")[:5])


def collision(lead: Lead, *, by: User) -> str:
    """The warning before a second colleague writes to the same company; empty when nobody else does."""
    others = talking(lead, by=by)
    if not others:
        return ""
    names = ", ".join(f"{one.rep.called if one.rep else 'A colleague'} with {one.called}" for one in others)
    return f"Already talking with {lead.company or 'this company'}: {names}. Agree with them first."
