"""A clock as people read it: its tape, what is left, by whose wall, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Membership
from leads.models import Lead
from sla.models import Clock, ClockPause
from sla.tape import Segment, tape
from sla.timetables import calendar_from
from sla.zones import is_zone

SHOWN = 4


@dataclass(frozen=True)
class Told:
    """One clock with its tape. `zone` is the calendar's, `lead_zone` the lead's where it is known and another."""

    clock: Clock
    segments: list[Segment]
    now: datetime
    zone: str
    lead_zone: str
    pause: ClockPause | None

    @property
    def is_late(self) -> bool:
        """Whether it was stopped, or is now, after its time."""
        return (self.clock.stopped_at or self.now) > self.clock.due_at

    @property
    def over(self) -> timedelta:
        """How long after its time, on the wall."""
        return max((self.clock.stopped_at or self.now) - self.clock.due_at, timedelta())

    @property
    def left(self) -> timedelta:
        """Working time that is left."""
        running = (part for part in self.segments if part.kind == "running" and part.end > self.now)
        return sum((part.end - max(part.begin, self.now) for part in running), timedelta())

    @property
    def words(self) -> str:
        """What the tape shows, for those who cannot see it."""
        seen = ", ".join(f"{part.kind}{f' ({part.name})' if part.name else ''}" for part in self.segments[:12])
        return f"From start to deadline: {seen or 'nothing'}"


def told(clock: Clock, *, now: datetime) -> Told:
    """One clock; its edition, lead and pauses should have been fetched with it."""
    pauses = list(clock.pauses.all())
    stood = [(pause.began_at, pause.ended_at or pause.most_until) for pause in pauses]
    calendar = calendar_from(clock.edition.written)
    zone, theirs = calendar.zone, clock.lead.time_zone
    lead_zone = theirs if is_zone(theirs) and differs(zone, theirs, clock.started_at, clock.due_at) else ""
    return Told(
        clock=clock,
        segments=tape(clock.started_at, clock.due_at, calendar, pauses=stood),
        now=now,
        zone=zone,
        lead_zone=lead_zone,
        pause=next((pause for pause in pauses if pause.ended_at is None), None) if clock.paused_at else None,
    )


def differs(zone: str, other: str, *instants: datetime) -> bool:
    """Whether the walls of two zones read differently at one of these instants."""
    one, two = ZoneInfo(zone), ZoneInfo(other)
    return any(at.astimezone(one).utcoffset() != at.astimezone(two).utcoffset() for at in instants)


def of_lead(membership: Membership, lead: Lead, *, now: datetime) -> list[Told]:
    """The running clocks of a lead, the soonest first; of one that is over, nothing."""
    rows = membership.workspace.clocks.running().of(lead).select_related("edition", "policy", "lead", "rep")
    return [told(clock, now=now) for clock in rows.prefetch_related("pauses__by").order_by("due_at")[:SHOWN]]
