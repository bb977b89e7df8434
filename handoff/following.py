"""The small steps of the relay: clocks that start and stop, people who are told. Called by handoff/relay.py only."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.urls import reverse

from accounts import actions as accounts
from accounts import bells, tenancy
from accounts.models import Membership, User, Workspace
from accounts.roles import Role
from leads import actions as leads
from leads.actions.activities import Recorded
from leads.models import Lead, StageChange
from routing import actions as routing
from routing.actions.offering import Given
from routing.models import Handoff, PoolMember, State
from routing.slots import Hours
from routing.ways import office
from scoring import actions as scoring
from sla import actions as sla
from sla import clock
from sla.models import Clock, Kind
from sla.steps import Do

TOUCH = "touch"
ROUTE, ROOM, CLOCKS, PAPERS = "route", "room", "clocks", "papers"  # bells
SAFETY = timedelta(seconds=2)  # what is not routed right after its commit is routed by a bell this much later
SOON = timedelta(seconds=0.25)  # somebody holds a lead that waits: it is looked at again
SETTLED = timedelta(seconds=1)  # a pass is routed first: its papers come this much later
PORTION = 10  # passes whose papers are written in one transaction
MOST_NAMED = 20  # activities in one line of a receipt that is kept
BOTH = (Kind.ACCEPT, Kind.RESPOND)
OVER = {"reject": "Rejected", "recycle": "Handed back", "withdraw": "Withdrawn"}


@contextmanager
def inside(workspace_id: int) -> Iterator[Workspace]:
    """The workspace's rows in a transaction of one's own."""
    with tenancy.workspace(workspace_id):
        yield Workspace.objects.get(pk=workspace_id)


def soon(workspace_id: int, work: Callable[[int], None]) -> None:
    """Do the work after the commit, once for the workspace, however many rows of this transaction ask for it."""
    asked = [
        getattr(entry[1], "args", ()) for entry in connection.run_on_commit if getattr(entry[1], "func", 0) is work
    ]
    if (workspace_id,) not in asked:
        transaction.on_commit(partial(work, workspace_id), robust=True)


def route_soon(workspace_id: int) -> None:
    """Route right after the commit; a bell makes up for a process that dies in between.

    A process that is busy with what comes in leaves it to a ticker, which is woken by the commit.
    """
    if bells.here.is_busy:
        return bells.ring(ROUTE, workspace_id, wake=True)
    bells.ring(ROUTE, workspace_id, at=sla.database_now() + SAFETY)
    return soon(workspace_id, route_now)


def route_now(workspace_id: int) -> None:
    """Give what waits to reps, portion by portion, each in a transaction of its own."""
    with inside(workspace_id) as workspace:
        done = routing.route(workspace, at=sla.database_now())
    if done.more and (done.offered or done.held):
        route_now(workspace_id)


def touched(workspace_id: int, activities: Sequence[Recorded]) -> None:
    """A rep was in touch: the first time stops the response clock, and each time counts as an attempt."""
    touches = [row for row in activities if row.type == TOUCH and row.lead_id and row.by_id]
    for row in sorted(touches, key=lambda touch: touch.at):
        open_or_worked = Handoff.objects.filter(workspace_id=workspace_id, lead=row.lead_id, closed_at=None)
        handoff = open_or_worked.filter(state__in=[State.OFFERED, State.ACCEPTED]).order_by("-id").first()
        if handoff is None:
            continue
        routing.respond(handoff, by=row.by_id, at=row.at)
        lead = Lead.objects.get(pk=handoff.lead_id, workspace_id=workspace_id)
        sla.touched(lead, at=row.at, by=row.by_id or 0, outcome=str(row.properties.get("outcome", "")))


def offered(given: Sequence[Given]) -> None:
    """Offers were made: their clocks run, and whoever they are for is told."""
    workspace_id, at = given[0].handoff.workspace_id, given[0].handoff.offered_at
    assert at is not None
    sla.start_many(workspace_id, [clock for each in given for clock in clocks_of(each)], at=at)
    url = queue_address(given[0].lead)
    members: dict[int | None, list[int]] = {}
    notices = []
    for each in given:
        if each.choice.rep is not None:
            told = [each.choice.rep]
        else:
            pool = each.choice.pool
            if pool not in members:
                members[pool] = members_of(pool)
            told = members[pool]
            tell_room(each, url, at=at)
        notices.append(notice_of(each, told, url))
    accounts.notify_many(workspace_id, notices, at=at)


def clocks_of(given: Given) -> list[sla.Wanted]:
    """The clocks of one offer: acceptance, and the first response unless somebody gave it."""
    handoff, terms = given.handoff, given.terms
    assert isinstance(terms, sla.Promise)  # the relay lets the agreement promise
    kinds = BOTH if handoff.responded_at is None else (Kind.ACCEPT,)
    return [sla.Wanted(given.lead, kind, terms, handoff.pk, given.choice.rep, given.choice.pool) for kind in kinds]


def tell_room(given: Given, url: str, *, at: datetime) -> None:
    """Tell a pool's chat room of an offer to whoever accepts first."""
    handoff = given.handoff
    accounts.notify_pool(
        handoff.workspace_id,
        pool=given.choice.pool or 0,
        kind="offer",
        key=f"offer-{handoff.pk}-{handoff.offers}",
        title=f"{given.lead.called} waits for whoever accepts first",
        text=handoff.get_trigger_display(),
        url=f"{url}?open={handoff.pk}",
        at=at,
    )


def notice_of(given: Given, told: Sequence[int], url: str) -> accounts.Notice:
    """What whoever an offer is for is told."""
    handoff = given.handoff
    return accounts.Notice(
        to=told,
        kind="offer",
        key=f"offer-{handoff.pk}-{handoff.offers}",
        title=f"{given.lead.called} is on your queue",
        text=f"{handoff.get_trigger_display()}. Please answer by {handoff.accept_by:%H:%M} UTC.",
        url=f"{url}?open={handoff.pk}",
        urgent=handoff.priority == 1,
    )


def hours(
    workspace: Workspace, people: Iterable[User], start: datetime, until: datetime, *, pool: int | None = None
) -> dict[int, Hours]:
    """When each of them works, by the calendar that counts for them; office hours where there is none."""
    known = list(people)
    try:
        tables = sla.timetables_of(workspace.pk, {person.pk: person.time_zone for person in known}, pool=pool)
    except sla.NoCalendar:
        return office(workspace, known, start, until)
    years = (start.year - 1, until.year + 1)
    open_in = {table: list(clock.spans(start, table.calendar(*years), until=until)) for table in set(tables.values())}
    return {rep: Hours(table.zone, open_in[table]) for rep, table in tables.items()}


def members_of(pool: int | None) -> list[int]:
    """The reps of a pool."""
    return list(PoolMember.objects.filter(pool=pool).values_list("rep_id", flat=True))


def address(lead: Lead) -> str:
    """The lead's page."""
    slug = Workspace.objects.values_list("slug", flat=True).get(pk=lead.workspace_id)
    return reverse("leads:lead", args=[slug, lead.pk])


def queue_address(lead: Lead) -> str:
    """The queue of whoever reads it."""
    return reverse("routing:queue", args=[Workspace.objects.values_list("slug", flat=True).get(pk=lead.workspace_id)])


def opened(change: StageChange) -> Handoff | None:
    """The pass of a step to MQL, with its receipt and brief; a busy process leaves those to a ticker."""
    handoff = routing.open(change, papers_due=bells.here.is_busy)
    if handoff is None:
        return None
    if handoff.papers_due:
        bells.ring(PAPERS, handoff.workspace_id, at=sla.database_now() + SAFETY)
    else:
        keep_receipt(handoff)
        briefed(handoff)
    return handoff


def missing_papers(workspace_id: int, now: datetime) -> datetime | None:
    """Keep the papers of passes that have none yet, as of their instants; answers when to go on."""
    some = routing.without_papers(workspace_id, before=now - SETTLED, most=PORTION)
    for handoff in some:
        keep_receipt(handoff, as_of=handoff.opened_at)
        briefed(handoff)
    routing.papers_kept(some)
    return now if len(some) == PORTION else None


def briefed(handoff: Handoff) -> None:
    """Keep the brief as it was at the moment of the pass."""
    told = leads.brief(Lead.objects.select_related("company").get(pk=handoff.lead_id), handoff.opened_at)
    Handoff.objects.filter(pk=handoff.pk, brief={}).update(brief=told)


def accepted(change: StageChange) -> None:
    """A rep took the lead: the acceptance clock stops, the response clock is theirs, attempts and rating are due."""
    begun = Clock.objects.filter(workspace_id=change.workspace_id, lead=change.lead_id, kind=Kind.ATTEMPT)
    if not begun.filter(started_at=change.at).exists():  # or it was told before
        sla.accepted(change.lead, at=change.at, rep=change.lead.rep_id or 0)


def handed_on(handoff: Handoff, lead: Lead) -> None:
    """Another rep works the lead: its clocks are theirs, and they are told."""
    sla.passed_on(lead, rep=handoff.rep_id or 0)
    accounts.notify(
        handoff.workspace_id,
        to=[handoff.rep_id or 0],
        kind="offer",
        key=f"handed-on-{handoff.pk}-{lead.held_since.isoformat()}",
        title=f"{lead.called} is yours to work now",
        url=address(lead),
        at=lead.held_since,
    )


def taken_back(lead: Lead, at: datetime) -> None:
    """Nobody has the offer for the moment: its acceptance clock is over."""
    sla.taken_back(lead, at=at)


def overtaken(change: StageChange) -> bool:
    """Whether the lead has taken a later step: then what follows from this one is done, or is to be done no more."""
    later = StageChange.objects.filter(workspace_id=change.workspace_id, lead=change.lead_id, pk__gt=change.pk)
    return later.exists()


def keep_receipt(handoff: Handoff, *, as_of: datetime | None = None) -> None:
    """Why the lead had its score at the moment of the pass (now, without one); the same for ever."""
    lead = Lead.objects.get(pk=handoff.lead_id, workspace_id=handoff.workspace_id)
    with suppress(accounts.Refused):  # no model is published yet
        receipt = scoring.shortened(scoring.receipt(lead, as_of=as_of), MOST_NAMED).as_json()
        Handoff.objects.filter(pk=handoff.pk, workspace_id=handoff.workspace_id, receipt={}).update(receipt=receipt)


def stop_all(change: StageChange) -> None:
    """The lead is not with sales any more: no clock runs for it, but that of the rating sales owes."""
    sla.ended(change.lead, at=change.at, why=OVER.get(change.cause, f"The lead is {change.to} now"))


def moved(clock: Clock, at: datetime) -> None:
    """An acceptance clock was held or runs on: the offer is to be answered when the clock says."""
    offers = Handoff.objects.filter(workspace_id=clock.workspace_id, pk=clock.handoff_id or 0, state=State.OFFERED)
    if clock.kind == Kind.ACCEPT:
        offers.update(accept_by=clock.due_at)


def room_again(change: StageChange) -> None:
    """A rep has room: what waits is looked at."""
    bells.ring(ROOM, change.workspace_id)


def fell_due(workspace_id: int, due: sla.Due, now: datetime) -> bool:
    """One step of a clock: tell whoever it concerns, or offer again; True when something is to be routed."""
    handoff = Handoff.objects.filter(workspace_id=workspace_id, pk=due.handoff_id or 0).first()
    if due.do == Do.REOFFER:
        if handoff is None:
            return False
        return routing.reoffer(handoff, at=now, why="Not answered in time", accept_by=due.due_at)
    lead = Lead.objects.get(pk=due.lead_id, workspace_id=workspace_id)
    told = [due.rep] if due.rep is not None else members_of(due.pool)
    if due.do == Do.TELL:
        told = managers_of(workspace_id)
    accounts.notify(
        workspace_id,
        to=told,
        kind="escalation" if due.do == Do.TELL else "breach" if due.is_over else "due",
        key=due.key,
        title=f"{lead.called}: {Kind(due.kind).missed}" if due.is_over else f"{lead.called} waits for an answer",
        text=text_of(workspace_id, due),
        url=address(lead),
        urgent=due.is_over,
        at=now,
    )
    return False


def text_of(workspace_id: int, due: sla.Due) -> str:
    """By when, as the workspace's wall reads, and by which row of the agreement."""
    zone = Workspace.objects.values_list("time_zone", flat=True).get(pk=workspace_id)
    by = f"{due.due_at.astimezone(ZoneInfo(zone)):%a %d %b, %H:%M} ({zone})"
    return f"{due.tier}: it was due {by}." if due.is_over else f"{due.tier}: due {by}."


def managers_of(workspace_id: int) -> list[int]:
    """Whom an escalation reaches."""
    rows = Membership.objects.filter(workspace_id=workspace_id).with_role(Role.MANAGER)
    return list(rows.values_list("user_id", flat=True))
