"""What sales can work in a week, for the dress rehearsal: limits of reps, their calendars, and when they are away."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Membership, Workspace
from routing.models import Absence, RepProfile
from scoring import capacity
from sla import actions as sla
from sla.calendars import Calendar
from sla.clock import elapsed

WEEK = timedelta(days=7)
DAYS = 5  # in a week, where a rep has a limit a day only
NEIGHBOURS = (-2, -1, 0, 1, 2)  # the fullest of these weeks is a rep's usual one
Span = tuple[datetime, datetime]


@capacity.told_by
def in_weeks(workspace_id: int, mondays: Sequence[date]) -> dict[date, dict[str, float]]:
    """Leads each rep can work in each week, by name; nothing where no rep has a limit.

    Who has no limit counts as the mean of those who have one.
    """
    workspace = Workspace.objects.get(pk=workspace_id)
    reps = {row.user_id: row.user.called for row in Membership.objects.active().select_related("user") if row.rep}
    limits = limits_of(workspace_id, reps)
    known = [limit for limit in limits.values() if limit is not None]
    if not known:
        return {}
    usual = sum(known) / len(known)
    calendars = {rep: sla.calendar_for(workspace_id, rep=rep) for rep in reps}
    found: dict[date, dict[str, float]] = {}
    for monday in mondays:
        begins = datetime.combine(monday, time.min, ZoneInfo(workspace.time_zone))
        away = absences(workspace_id, (begins, begins + WEEK))
        found[monday] = {
            reps[rep]: (usual if limit is None else limit) * share(calendars[rep], begins, away.get(rep, ()))
            for rep, limit in limits.items()
        }
    return found


def limits_of(workspace_id: int, reps: Iterable[int]) -> dict[int, float | None]:
    """What each rep takes in a usual week; None: no limit."""
    found: dict[int, float | None] = dict.fromkeys(reps)
    for row in RepProfile.objects.filter(workspace_id=workspace_id, rep__in=found):
        daily = None if row.per_day is None else row.per_day * DAYS
        weekly = row.per_week if row.per_week is not None else daily
        found[row.rep_id] = 0.0 if row.paused else weekly
    return found


def absences(workspace_id: int, week: Span) -> dict[int, list[Span]]:
    """When each rep is away in a week."""
    found: dict[int, list[Span]] = {}
    rows = Absence.objects.filter(workspace_id=workspace_id, withdrawn_at=None)
    for row in rows.filter(starts_at__lt=week[1], ends_at__gt=week[0]).order_by("starts_at"):
        found.setdefault(row.rep_id, []).append((max(row.starts_at, week[0]), min(row.ends_at, week[1])))
    return found


def share(calendar: Calendar, begins: datetime, away: Iterable[Span]) -> float:
    """Which part of a usual week the rep is there: holidays and absences taken off, overlapping ones once."""
    usual = max(worked(calendar, begins + WEEK * place, begins + WEEK * (place + 1)) for place in NEIGHBOURS)
    if usual <= 0:
        return 0.0
    here, until = worked(calendar, begins, begins + WEEK), begins
    for start, end in away:
        start, until = max(start, until), max(end, until)
        here -= worked(calendar, start, end) if end > start else 0.0
    return max(here, 0.0) / usual


def worked(calendar: Calendar, start: datetime, end: datetime) -> float:
    """Open seconds between two instants."""
    return elapsed(start, end, calendar).total_seconds()
