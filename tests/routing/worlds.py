"""Leads on their way, for the tests of routing."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User, Workspace
from leads import actions as leads
from leads.models import Lead, StageChange
from leads.stages import Stage, offered
from routing.models import Handoff, State
from tests.conftest import NOON

SOON = NOON + timedelta(hours=1)


def lead_of(workspace: Workspace, **columns: Any) -> Lead:
    """A lead that marketing holds."""
    columns.setdefault("return_at", NOON + timedelta(days=30))
    return Lead.objects.create(workspace=workspace, **columns)


def qualified(workspace: Workspace, *, cause: str = "score", at: datetime = NOON, **columns: Any) -> Lead:
    """A lead that just became an MQL."""
    lead = lead_of(workspace, **columns)
    leads.move(lead, to=Stage.MQL, at=at, cause=cause)
    return lead


def offered_to(workspace: Workspace, rep: User, *, lead: Lead | None = None, at: datetime = NOON) -> Handoff:
    """A handoff on a rep's queue."""
    lead = lead or qualified(workspace, at=at)
    handoff = Handoff.objects.get(workspace=workspace, lead=lead, state__in=[State.WAITING, State.OFFERED])
    if handoff.state == State.WAITING:
        leads.hand(lead, custody=offered(accept_by=at + timedelta(hours=1), rep=rep.pk), at=at)
        handoff.state, handoff.rep, handoff.offered_at = State.OFFERED, rep, at
        handoff.accept_by = at + timedelta(hours=1)
        handoff.save()
    return handoff


def passed(lead: Lead) -> StageChange:
    """The step to MQL."""
    return lead.stage_changes.filter(to="mql").latest("id")
