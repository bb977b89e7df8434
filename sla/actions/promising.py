"""How soon, for this lead: the first row of the agreement that is for it, counted by the calendar the row names."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db.models import Case, IntegerField, Value, When

from accounts.models import Workspace
from leads.conditions import BadCondition, check
from leads.matching import Terms
from leads.models import Lead
from sla.actions import furnishing
from sla.actions.choosing import timetable_for
from sla.models import AgreementState, Policy, TwoWayAgreement
from sla.timetables import Reckoned, Timetable

log = structlog.get_logger(__name__)


class NoAgreement(LookupError):
    """The workspace has no agreement in force: its rows are not in sight, or it was never furnished."""


@dataclass(frozen=True)
class Promise:
    """By when a lead is to be accepted, and by which rule of which version and whose calendar."""

    due_at: datetime
    tier: str
    policy: Policy
    agreement_version: int
    calendar_id: int
    allowed: timedelta
    timetable: Timetable
    reckoned: Reckoned


def promise(
    lead: Lead,
    *,
    at: datetime,
    rep: int | None = None,
    pool: int | None = None,
    hand_raiser: bool = False,
) -> Promise:
    """What the agreement in force promises a lead that is offered at `at` to a rep or a pool (ids)."""
    agreement = in_force(lead.workspace_id)
    policy = policy_for(lead, agreement, hand_raiser=hand_raiser, at=at)
    table = timetable_for(lead.workspace_id, counts=policy.counts, rep=rep, pool=pool, lead=lead)
    allowed = timedelta(seconds=policy.accept_seconds)
    reckoned = table.due(at, allowed)
    return Promise(
        due_at=reckoned.due_at,
        tier=policy.tier,
        policy=policy,
        agreement_version=agreement.version,
        calendar_id=table.calendar_id,
        allowed=allowed,
        timetable=table,
        reckoned=reckoned,
    )


def in_force(workspace_id: int) -> TwoWayAgreement:
    """The agreement in force, the first one where a workspace is older than agreements; raises NoAgreement."""
    rows = TwoWayAgreement.objects.filter(workspace_id=workspace_id, state=AgreementState.IN_FORCE)
    row = rows.first()
    if row is None and Workspace.objects.filter(pk=workspace_id).exists():
        furnishing.open_calendar(workspace_id)
        furnishing.open_agreement(workspace_id)
        row = rows.first()
    if row is None:
        raise NoAgreement(f"Workspace {workspace_id} has no agreement in force.")
    return row


def policy_for(lead: Lead, agreement: TwoWayAgreement, *, hand_raiser: bool, at: datetime) -> Policy:
    """The first row that is for the lead; the last row is for everybody."""
    rows = list(agreement.policies.order_by("place"))
    offered = [row for row in rows if hand_raiser or not row.hand_raiser]
    asking = [row for row in offered if row.condition is not None]
    met = meeting(lead, asking, at=at) if asking else set()
    return next((row for row in offered if row.condition is None or row.pk in met), rows[-1])


def meeting(lead: Lead, rows: list[Policy], *, at: datetime) -> set[int]:
    """Which of the rows' conditions the lead meets, asked in one statement. Unreadable ones are met by nobody."""
    terms = Terms(lead.workspace)
    columns = {}
    for row in rows:
        try:
            condition = check(row.condition, terms.schema, saving=False)
        except BadCondition as unread:
            log.warning("policy_unreadable", policy=row.pk, faults=[str(fault) for fault in unread.faults])
            continue
        met = When(terms.compile(condition, now=at), then=Value(1))
        columns[f"policy_{row.pk}"] = Case(met, default=Value(0), output_field=IntegerField())
    found = Lead.objects.filter(pk=lead.pk, workspace_id=lead.workspace_id).annotate(**columns).values(*columns).first()
    return {int(name.removeprefix("policy_")) for name, is_met in (found or {}).items() if is_met}
