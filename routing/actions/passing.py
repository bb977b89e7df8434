"""Passes that people set off: by a marketer, to sales or to somebody by name; by a rep who found the lead."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions import Refused
from accounts.models import User
from leads import actions as leads
from leads.actions import IllegalMove
from leads.models import Lead, StageChange
from leads.stages import Stage
from routing.actions.redirecting import check_rep

MANUAL, SELF_SOURCED = "manual", "self-sourced"


@transaction.atomic
def hand_over(lead: Lead, *, by: User, at: datetime, why: str, to: User | None = None) -> StageChange:
    """Pass a lead to sales though no rule asked for it; `to` names a rep. Refused when it is with sales already."""
    details: dict[str, Any] = {}
    if to is not None:
        check_rep(lead.workspace_id, to)
        details["rep"] = to.pk
    return step(lead, by=by, at=at, cause=MANUAL, why=why, details=details)


@transaction.atomic
def self_source(lead: Lead, *, by: User, at: datetime, why: str = "") -> StageChange:
    """A rep brings a lead of their own: it is graded like every other, and offered to them."""
    check_rep(lead.workspace_id, by)
    return step(lead, by=by, at=at, cause=SELF_SOURCED, why=why, details={"rep": by.pk})


def step(lead: Lead, *, by: User, at: datetime, cause: str, why: str, details: dict[str, Any]) -> StageChange:
    """The step to MQL; what follows is the relay's."""
    if lead.barred_for:
        raise Refused(f"This lead is kept from sales: {lead.barred_for}.")
    try:
        return leads.move(lead, to=Stage.MQL, at=at, cause=cause, by=by, reason=why[:200], details=details)
    except IllegalMove as problem:
        raise Refused(str(problem)) from None
