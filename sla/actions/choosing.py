"""Whose calendar counts, and what it says."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from leads.models import Lead
from sla.calendars import Calendar
from sla.clock import Pause, elapsed
from sla.models import CalendarEdition, CalendarUse, Clock, ClockPause, Counts, WorkCalendar
from sla.rows import chosen, timetable_of
from sla.steps import Way
from sla.timetables import Reckoned, Timetable, calendar_from
from sla.zones import is_zone


class NoCalendar(LookupError):
    """The workspace has no calendar: its rows are not in sight, or it was never furnished."""


def calendar_for(
    workspace_id: int, *, rep: int | None = None, pool: int | None = None, lead: Lead | None = None
) -> Calendar:
    """The calendar that counts for a rep, else their pool, else the workspace; pure, with the holidays of near years.

    With a `lead` it is the workspace's hours in the lead's time zone, where that is known.
    """
    counts = Counts.REP if lead is None else Counts.LEAD
    table = timetable_for(workspace_id, counts=counts, rep=rep, pool=pool, lead=lead)
    year = timezone.now().year
    return table.calendar(year - 2, year + 3)


def timetable_for(
    workspace_id: int,
    *,
    counts: str = Counts.REP,
    rep: int | None = None,
    pool: int | None = None,
    lead: Lead | None = None,
) -> Timetable:
    """The timetable that counts by a policy's choice; raises NoCalendar."""
    rep, pool = whose(counts, rep=rep, pool=pool)
    wanted = Q(rep=None, pool=None)
    if rep is not None:
        wanted |= Q(rep=rep)
    if pool is not None:
        wanted |= Q(pool=pool)
    row = calendar_in(uses_of(workspace_id).filter(wanted), workspace_id, rep=rep, pool=pool)
    return in_zone_of(lead, timetable_of(row), counts)


def timetables_of(workspace_id: int, zones: Mapping[int, str], *, pool: int | None = None) -> dict[int, Timetable]:
    """The hours of several people: their own, else the pool's, else the workspace's on their own clock.

    `zones` has the time zone of each by id, empty where it is not known. Raises NoCalendar.
    """
    uses, found = list(uses_of(workspace_id)), {}
    named = {use.rep_id for use in uses if use.rep_id is not None}
    shared = pool is not None and any(use.pool == pool for use in uses)
    for rep, zone in zones.items():
        table = timetable_of(calendar_in(uses, workspace_id, rep=rep, pool=pool))
        found[rep] = table if rep in named or shared or not is_zone(zone) else table.moved_to(zone)
    return found


def uses_of(workspace_id: int) -> QuerySet[CalendarUse]:
    """Who goes by which calendar, with all that the calendars say."""
    rows = CalendarUse.objects.filter(workspace_id=workspace_id).select_related("calendar")
    return rows.prefetch_related("calendar__blocks", "calendar__closures")


def calendar_in(uses: Iterable[CalendarUse], workspace_id: int, *, rep: int | None, pool: int | None) -> WorkCalendar:
    """The calendar that counts among those in use; raises NoCalendar."""
    row = chosen(uses, rep=rep, pool=pool)
    if row is None:
        raise NoCalendar(f"Workspace {workspace_id} has no calendar.")
    return row


def whose(counts: str, *, rep: int | None, pool: int | None) -> tuple[int | None, int | None]:
    """The rep and the pool whose calendars may count by a policy's choice."""
    return rep if counts == Counts.REP else None, pool if counts in (Counts.REP, Counts.POOL) else None


def in_zone_of(lead: Lead | None, table: Timetable, counts: str) -> Timetable:
    """The same hours on the lead's clock, where that is what counts and is known."""
    if counts == Counts.LEAD and lead is not None and is_zone(lead.time_zone):
        return table.moved_to(lead.time_zone)
    return table


def edition(workspace_id: int, table: Timetable, reckoned: Reckoned) -> CalendarEdition:
    """The calendar as it was used, written down once."""
    key = {"workspace_id": workspace_id, "calendar_id": table.calendar_id, "digest": reckoned.digest}
    row = CalendarEdition.objects.filter(**key).first()
    if row is None:
        CalendarEdition.objects.bulk_create([CalendarEdition(**key, written=reckoned.written)], ignore_conflicts=True)
        row = CalendarEdition.objects.get(**key)
    return row


def way_of(clock: Clock, pauses: Sequence[ClockPause]) -> Way:
    """A clock's way, with its pauses (an open one until its latest end)."""
    stood = [(pause.began_at, pause.ended_at or pause.most_until) for pause in pauses]
    return Way(clock.started_at, clock.allowed, calendar_from(clock.edition.written), stood)


def ran(clock: Clock, pauses: Sequence[ClockPause], *, until: datetime) -> timedelta:
    """How long the clock has run by an instant."""
    way = way_of(clock, pauses)
    stood: list[Pause] = [(begin, min(end, until)) for begin, end in way.pauses if begin < until]
    return elapsed(way.start, max(until, way.start), way.calendar, pauses=stood)
