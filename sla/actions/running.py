"""Clocks: started with a promise, stopped by what was waited for, held while the lead has the ball."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Least

from accounts import bells
from leads.models import Lead
from sla import steps
from sla.actions.choosing import edition, ran, way_of
from sla.actions.missing import note_breach
from sla.actions.promising import Promise
from sla.models import CalendarEdition, Clock, ClockPause, ClockStep, Kind, Policy
from sla.steps import Do, Step
from sla.timetables import Reckoned, Timetable

BELL = "clocks"


@dataclass(frozen=True)
class Wanted:
    """A clock that is to run for a lead."""

    lead: Lead
    kind: str
    promise: Promise
    handoff_id: int | None = None
    rep: int | None = None
    pool: int | None = None


def start(
    lead: Lead,
    *,
    kind: str,
    at: datetime,
    promise: Promise,
    handoff_id: int | None = None,
    rep: int | None = None,
    pool: int | None = None,
) -> Clock:
    """Let one clock run; see `start_many`."""
    return start_many(lead.workspace_id, [Wanted(lead, kind, promise, handoff_id, rep, pool)], at=at)[0]


@transaction.atomic
def start_many(workspace_id: int, wanted: Sequence[Wanted], *, at: datetime) -> list[Clock]:
    """Let clocks run, and ring for the first step of them all; answer them in the order wanted.

    An acceptance clock that runs already gives way to the new offer's; a first-response clock goes on, since the lead
    has been waiting all along, and is the new rep's from now on.
    """
    running = running_for(workspace_id, wanted)
    known = Known()
    started = []
    for each in wanted:
        there = running.get((each.lead.pk, str(each.kind)), [])
        if there and each.kind == Kind.RESPOND:
            clock = passed_to(there[0], rep=each.rep, pool=each.pool, handoff_id=each.handoff_id)
        else:
            for clock in there:
                halt(clock, at=at, why="Offered again")
            clock = new_clock(each, known, at=at)
        started.append(clock)
    Clock.objects.bulk_create([clock for clock in started if clock.pk is None])
    first = min((clock.next_at for clock in started if clock.next_at is not None), default=None)
    if first is not None:
        bells.ring(BELL, workspace_id, at=first)
    return started


def running_for(workspace_id: int, wanted: Sequence[Wanted]) -> dict[tuple[int, str], list[Clock]]:
    """The clocks that run for these leads by kind, held; also those of a lead that was merged into one of them."""
    kept = {each.lead.pk: each.lead.pk for each in wanted}
    merged = Lead.objects.filter(workspace_id=workspace_id, merged_into__in=list(kept))
    kept |= dict(merged.values_list("pk", "merged_into_id"))
    kinds = {each.kind for each in wanted}
    rows = Clock.objects.running().filter(workspace_id=workspace_id, lead__in=list(kept), kind__in=kinds)
    found: dict[tuple[int, str], list[Clock]] = {}
    for clock in rows.select_related("edition").select_for_update(of=("self",)).order_by("id"):
        found.setdefault((kept[clock.lead_id], clock.kind), []).append(clock)
    return found


@dataclass
class Known:
    """What clocks that start at one instant have in common: editions of calendars, and first steps."""

    editions: dict[tuple[int, str], CalendarEdition] = field(default_factory=dict)
    steps: dict[tuple[int, int, str, int], datetime | None] = field(default_factory=dict)


def new_clock(each: Wanted, known: Known, *, at: datetime) -> Clock:
    """A clock that starts now, not written down yet."""
    promise, is_response = each.promise, each.kind == Kind.RESPOND
    reckoned = promise.respond if is_response else promise.reckoned
    allowed = timedelta(seconds=promise.policy.respond_seconds) if is_response else promise.allowed
    key = (promise.calendar_id, reckoned.digest)
    if key not in known.editions:
        known.editions[key] = edition(each.lead.workspace_id, promise.timetable, reckoned)
    clock = Clock(
        kind=each.kind,
        handoff_id=each.handoff_id,
        rep_id=each.rep,
        pool=each.pool,
        tier=promise.tier,
        policy=promise.policy,
        agreement_version=promise.agreement_version,
        edition=known.editions[key],
    )
    describe(clock, each.lead, at=at, allowed=allowed, due_at=reckoned.due_at)
    same = (clock.edition_id, clock.policy_id, str(each.kind), clock.allowed_seconds)
    if same not in known.steps:
        known.steps[same] = first_step(clock)
    clock.next_at = known.steps[same]
    return clock


def begin(lead: Lead, clock: Clock, *, at: datetime, allowed: timedelta, table: Timetable, reckoned: Reckoned) -> Clock:
    """Write a clock down with its deadline and its first step."""
    clock.edition = edition(lead.workspace_id, table, reckoned)
    describe(clock, lead, at=at, allowed=allowed, due_at=reckoned.due_at)
    clock.next_at = first_step(clock)
    clock.save()
    if clock.next_at is not None:
        bells.ring(BELL, lead.workspace_id, at=clock.next_at)
    return clock


def describe(clock: Clock, lead: Lead, *, at: datetime, allowed: timedelta, due_at: datetime) -> None:
    """Put the lead and the deadline on a new clock."""
    clock.workspace_id, clock.lead_id = lead.workspace_id, lead.pk
    clock.started_at, clock.due_at = at, due_at
    clock.allowed_seconds = int(allowed.total_seconds())


def first_step(clock: Clock) -> datetime | None:
    """When something has to be done about a new clock."""
    ahead = way_of(clock, []).ahead(steps_of(clock, clock.policy), ())
    return min((at for at, _ in ahead), default=None)


def steps_of(clock: Clock, policy: Policy) -> tuple[Step, ...]:
    """The policy's steps for this clock: only an offer can be offered again, and the deadline is always looked at."""
    wanted = {step for step in steps.read(policy.steps) if step.do is not Do.REOFFER or clock.kind == Kind.ACCEPT}
    if not any(step.at == 100 for step in wanted):
        wanted.add(Step(100, Do.REMIND))
    return tuple(steps.in_order(wanted))


def passed_to(clock: Clock, *, rep: int | None, pool: int | None, handoff_id: int | None) -> Clock:
    """Make a running clock somebody else's."""
    clock.rep_id, clock.pool = rep, pool
    clock.handoff_id = handoff_id if handoff_id is not None else clock.handoff_id
    clock.save(update_fields=["rep", "pool", "handoff_id"])
    return clock


@transaction.atomic
def stop(lead: Lead, *, kinds: Iterable[str], at: datetime, why: str) -> int:
    """Stop the lead's running clocks of these kinds; answer how many. A late one leaves its breach behind."""
    rows = Clock.objects.running().of(lead).filter(kind__in=[str(kind) for kind in kinds])
    stopped = 0
    for clock in rows.select_related("edition").select_for_update(of=("self",)).order_by("id"):
        halt(clock, at=at, why=why)
        stopped += 1
    return stopped


def halt(clock: Clock, *, at: datetime, why: str) -> None:
    """Stop one clock whose row is held."""
    at = max(at, clock.started_at)
    end_pauses(clock, at=at)
    pauses = list(clock.pauses.order_by("began_at"))
    if clock.paused_at is not None:
        clock.due_at = way_of(clock, pauses).at(100)
    clock.ran_seconds = int(ran(clock, pauses, until=at).total_seconds())
    clock.stopped_at, clock.why, clock.next_at, clock.paused_at = at, why[:120], None, None
    clock.save()
    if at > clock.due_at:
        note_breach(clock, at=at)


def end_pauses(clock: Clock, *, at: datetime) -> None:
    """End the pause that is open, if any; at the latest when it would have ended by itself."""
    if clock.paused_at is not None:
        rows = ClockPause.objects.filter(workspace_id=clock.workspace_id, clock=clock, ended_at=None)
        rows.update(ended_at=Least(Value(at), F("most_until")))


@dataclass(frozen=True)
class Way:
    """A step of a clock as a page shows it; `done` is its row once it has been done."""

    words: str
    at: datetime
    done: ClockStep | None


def way_in_words(clock: Clock) -> list[Way]:
    """Every step of a clock's way in order, with its instant and what became of it."""
    done = {row.key: row for row in clock.steps.all()}
    way = way_of(clock, list(clock.pauses.all()))
    return [
        Way(f"At {step.at}%: {step.do.label}", done[step.key].due_at if step.key in done else at, done.get(step.key))
        for at, step in way.ahead(steps_of(clock, clock.policy), ())
    ]
