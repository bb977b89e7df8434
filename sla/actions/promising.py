"""How soon, for this lead: the first row of the agreement that is for it, counted by the calendar the row names."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db.models import Case, IntegerField, Value, When

from accounts.models import Workspace
from leads.conditions import BadCondition, check
from leads.matching import to_run
from leads.models import Lead
from sla.actions import furnishing
from sla.actions.choosing import calendar_in, in_zone_of, uses_of, whose
from sla.models import AgreementState, Policy, TwoWayAgreement
from sla.rows import timetable_of
from sla.timetables import Reckoned, Timetable

log = structlog.get_logger(__name__)


class NoAgreement(LookupError):
    """The workspace has no agreement in force: its rows are not in sight, or it was never furnished."""


@dataclass(frozen=True)
class Promise:
    """By when a lead is to be accepted and answered, by which rule of which version and whose calendar."""

    due_at: datetime
    tier: str
    policy: Policy
    agreement_version: int
    calendar_id: int
    allowed: timedelta
    timetable: Timetable
    reckoned: Reckoned
    respond: Reckoned


def promise(
    lead: Lead,
    *,
    at: datetime,
    rep: int | None = None,
    pool: int | None = None,
    hand_raiser: bool = False,
) -> Promise:
    """What the agreement in force promises a lead that is offered at `at` to a rep or a pool (ids)."""
    return Promiser(lead.workspace_id, [lead], at=at).promise(lead, rep=rep, pool=pool, hand_raiser=hand_raiser)


class Promiser:
    """Promises to many leads at one instant: what they have in common is read and worked out once.

    Raises NoAgreement; NoCalendar with the first promise.
    """

    def __init__(self, workspace_id: int, leads: Sequence[Lead], *, at: datetime) -> None:
        self.workspace_id, self.at = workspace_id, at
        self.agreement = in_force(workspace_id)
        self.rows = list(self.agreement.policies.order_by("place"))
        asking = [row for row in self.rows if row.condition is not None]
        self.met = meeting(workspace_id, [lead.pk for lead in leads], asking, at=at)
        self.uses = list(uses_of(workspace_id))
        self.tables: dict[int, Timetable] = {}
        self.reckoned: dict[tuple[Timetable, int], Reckoned] = {}

    def promise(
        self, lead: Lead, *, rep: int | None = None, pool: int | None = None, hand_raiser: bool = False
    ) -> Promise:
        """What is promised to one of the leads."""
        policy = first_for(self.rows, self.met.get(lead.pk, set()), hand_raiser=hand_raiser)
        table = self.table(lead, policy.counts, rep=rep, pool=pool)
        reckoned = self.due(table, policy.accept_seconds)
        return Promise(
            due_at=reckoned.due_at,
            tier=policy.tier,
            policy=policy,
            agreement_version=self.agreement.version,
            calendar_id=table.calendar_id,
            allowed=timedelta(seconds=policy.accept_seconds),
            timetable=table,
            reckoned=reckoned,
            respond=self.due(table, policy.respond_seconds),
        )

    def table(self, lead: Lead, counts: str, *, rep: int | None, pool: int | None) -> Timetable:
        """The hours that count; raises NoCalendar."""
        rep, pool = whose(counts, rep=rep, pool=pool)
        row = calendar_in(self.uses, self.workspace_id, rep=rep, pool=pool)
        if row.pk not in self.tables:
            self.tables[row.pk] = timetable_of(row)
        return in_zone_of(lead, self.tables[row.pk], counts)

    def due(self, table: Timetable, seconds: int) -> Reckoned:
        """When so much of the hours has run."""
        key = (table, seconds)
        if key not in self.reckoned:
            self.reckoned[key] = table.due(self.at, timedelta(seconds=seconds))
        return self.reckoned[key]


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
    met = meeting(lead.workspace_id, [lead.pk], [row for row in rows if row.condition is not None], at=at)
    return first_for(rows, met.get(lead.pk, set()), hand_raiser=hand_raiser)


def first_for(rows: Sequence[Policy], met: Collection[int], *, hand_raiser: bool) -> Policy:
    """The first of the rows that is for a lead which meets these of their conditions."""
    offered = (row for row in rows if hand_raiser or not row.hand_raiser)
    return next((row for row in offered if row.condition is None or row.pk in met), rows[-1])


def meeting(workspace_id: int, leads: Sequence[int], rows: Sequence[Policy], *, at: datetime) -> dict[int, set[int]]:
    """Which of the rows' conditions each lead meets, asked in one statement. Unreadable ones are met by nobody."""
    if not rows or not leads:
        return {}
    terms = to_run(Workspace.objects.get(pk=workspace_id), [row.condition for row in rows])
    columns = {}
    for row in rows:
        try:
            condition = check(row.condition, terms.schema, saving=False)
        except BadCondition as unread:
            log.warning("policy_unreadable", policy=row.pk, faults=[str(fault) for fault in unread.faults])
            continue
        met = When(terms.compile(condition, now=at), then=Value(1))
        columns[f"policy_{row.pk}"] = Case(met, default=Value(0), output_field=IntegerField())
    asked = Lead.objects.filter(pk__in=leads, workspace_id=workspace_id).annotate(**columns)
    ids = [int(name.removeprefix("policy_")) for name in columns]
    return {
        pk: {policy for policy, is_met in zip(ids, said, strict=True) if is_met}
        for pk, *said in asked.values_list("pk", *columns)
    }
