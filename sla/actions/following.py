"""After acceptance: the attempts to reach the lead one by one, and the rating sales owes marketing."""

from datetime import datetime, timedelta

from django.db import transaction

from leads.models import Lead
from sla import cadence
from sla.actions.choosing import timetable_for
from sla.actions.running import begin, halt, stop
from sla.models import Clock, Kind, Policy, TwoWayAgreement
from sla.timetables import Timetable

EVERY = (Kind.ACCEPT, Kind.RESPOND, Kind.ATTEMPT, Kind.FEEDBACK)


@transaction.atomic
def accepted(lead: Lead, *, at: datetime, rep: int, handoff_id: int | None = None) -> None:
    """A rep took the lead: acceptance stops, the first response is theirs, and follow-up and rating begin.

    All by the version of the agreement under which it was offered. Without a clock of that offer nothing runs on.
    """
    rows = Clock.objects.of(lead).filter(kind=Kind.ACCEPT).select_related("policy__agreement")
    offered = rows.order_by("-id").first()
    stop(lead, kinds=[Kind.ACCEPT], at=at, why="Accepted")
    if offered is None:
        return
    handoff_id = offered.handoff_id if handoff_id is None else handoff_id
    Clock.objects.running().of(lead).filter(kind=Kind.RESPOND).update(rep=rep)
    table = timetable_for(lead.workspace_id, counts=offered.policy.counts, rep=rep, pool=offered.pool, lead=lead)
    agreement = offered.policy.agreement
    next_attempt(lead, offered, agreement, table, at=at, rep=rep, handoff_id=handoff_id, begun_at=at, nth=1)
    allowed = cadence.feedback_allowed(at, days=agreement.rating_days, table=table)
    follow(lead, offered, kind=Kind.FEEDBACK, at=at, rep=rep, handoff_id=handoff_id, table=table, allowed=allowed)


@transaction.atomic
def touched(lead: Lead, *, at: datetime, by: int, outcome: str = "") -> None:
    """A person did something for the lead: the first response is given, and the next attempt is due later.

    When they were reached the chase is over.
    """
    stop(lead, kinds=[Kind.RESPOND], at=at, why="Answered")
    attempt = held(lead, Kind.ATTEMPT)
    if attempt is None or at < attempt.started_at:
        return
    reached = cadence.is_reached(outcome)
    halt(attempt, at=at, why="Reached" if reached else "Tried")
    agreement = attempt.policy.agreement
    if reached or attempt.nth >= agreement.attempts:
        return
    table = timetable_for(lead.workspace_id, counts=attempt.policy.counts, rep=by, pool=attempt.pool, lead=lead)
    next_attempt(
        lead,
        attempt,
        agreement,
        table,
        at=at,
        rep=attempt.rep_id or by,
        handoff_id=attempt.handoff_id,
        begun_at=first_began(lead, attempt),
        nth=attempt.nth + 1,
    )


@transaction.atomic
def passed_on(lead: Lead, *, rep: int) -> int:
    """Another rep works the lead: what runs is theirs from now on, by the deadlines the lead was promised."""
    rows = Clock.objects.running().of(lead).filter(kind__in=[Kind.RESPOND, Kind.ATTEMPT, Kind.FEEDBACK])
    held_now = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    return Clock.objects.filter(pk__in=held_now, workspace_id=lead.workspace_id).update(rep=rep)


@transaction.atomic
def taken_back(lead: Lead, *, at: datetime) -> None:
    """An offer was taken off its queue and nobody has the lead yet: nobody's clock runs but the lead's own wait."""
    stop(lead, kinds=[Kind.ACCEPT], at=at, why="Offered again")
    Clock.objects.running().of(lead).filter(kind=Kind.RESPOND).update(rep=None)


@transaction.atomic
def rated(lead: Lead, *, at: datetime) -> None:
    """Sales told how good the lead was."""
    stop(lead, kinds=[Kind.FEEDBACK], at=at, why="Rated")


@transaction.atomic
def ended(lead: Lead, *, at: datetime, why: str) -> int:
    """The pass is over (rejected, handed back, won, lost): nothing runs on, except the rating that is still owed."""
    return stop(lead, kinds=[Kind.ACCEPT, Kind.RESPOND, Kind.ATTEMPT], at=at, why=why)


def held(lead: Lead, kind: Kind) -> Clock | None:
    """The lead's running clock of a kind, its row held."""
    rows = Clock.objects.running().of(lead).filter(kind=kind).select_related("policy__agreement", "edition")
    return rows.select_for_update(of=("self",)).first()


def first_began(lead: Lead, attempt: Clock) -> datetime:
    """When the attempts of this pass began."""
    rows = Clock.objects.of(lead).filter(kind=Kind.ATTEMPT, handoff_id=attempt.handoff_id, nth=1)
    return rows.order_by("-id").values_list("started_at", flat=True).first() or attempt.started_at


def next_attempt(
    lead: Lead,
    like: Clock,
    agreement: TwoWayAgreement,
    table: Timetable,
    *,
    at: datetime,
    rep: int,
    handoff_id: int | None,
    begun_at: datetime,
    nth: int,
) -> None:
    """Let the clock of an attempt run."""
    if agreement.attempts:
        allowed = cadence.attempt_allowed(
            at,
            begun_at=begun_at,
            nth=nth,
            attempts=agreement.attempts,
            days=agreement.attempt_days,
            table=table,
        )
        follow(
            lead, like, kind=Kind.ATTEMPT, at=at, rep=rep, handoff_id=handoff_id, table=table, allowed=allowed, nth=nth
        )


def follow(
    lead: Lead,
    like: Clock,
    *,
    kind: Kind,
    at: datetime,
    rep: int,
    handoff_id: int | None,
    table: Timetable,
    allowed: timedelta,
    nth: int = 1,
) -> None:
    """Let a clock run by the same rule and version as another, unless the lead has one of the kind."""
    running = held(lead, kind)
    if running is not None:
        halt(running, at=at, why="Begun anew")
    policy: Policy = like.policy
    clock = Clock(kind=kind, nth=nth, handoff_id=handoff_id, rep_id=rep, pool=like.pool, tier=like.tier, policy=policy)
    clock.agreement_version = like.agreement_version
    begin(lead, clock, at=at, allowed=allowed, table=table, reckoned=table.due(at, allowed))
