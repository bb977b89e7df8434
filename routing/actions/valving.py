"""The capacity valve, read from the rows: what sales can work in a week, what it has, what waits and until when."""

from datetime import datetime

from django.db.models import Count, Min

from accounts.models import Workspace
from routing.actions.gathering import roster_of
from routing.models import Absence, Handoff, State
from routing.roster import Rep
from routing.valve import WEEK, Capacity, in_all, week_of


def capacity(workspace: Workspace, *, at: datetime) -> Capacity:
    """This week's, for the page both sides see."""
    begins = week_of(at, workspace.time_zone)
    roster = roster_of(workspace, now=at)
    waits = Handoff.objects.filter(workspace=workspace, state=State.WAITING, plan_version__isnull=False)
    held = waits.aggregate(number=Count("pk"), first=Min("promise_at"))
    there = shares(workspace, begins)
    return Capacity(
        week_begins=begins,
        in_all=in_all(roster.reps.values(), there=there),
        used=sum(rep.week for rep in roster.reps.values()),
        waiting=held["number"],
        next_promise_at=held["first"],
    )


def weekly_capacity(workspace_id: int, *, week: datetime) -> dict[int, int | None]:
    """How many new leads each active rep takes in the week that contains an instant, absences counted; None: any."""
    workspace = Workspace.objects.get(pk=workspace_id)
    begins = week_of(week, workspace.time_zone)
    there = shares(workspace, begins)
    reps = roster_of(workspace, now=week, loads=False).reps
    return {pk: in_all([rep], there=there) for pk, rep in reps.items() if takes(rep)}


def takes(rep: Rep) -> bool:
    """Whether somebody is given leads at all."""
    return rep.active and not rep.paused


def shares(workspace: Workspace, begins: datetime) -> dict[int, float]:
    """Which part of the week's five working days each rep is there."""
    ends = begins + WEEK * 5 / 7
    gone: dict[int, float] = {}
    rows = Absence.objects.standing().filter(workspace=workspace, starts_at__lt=ends, ends_at__gt=begins)
    for row in rows:
        away = (min(row.ends_at, ends) - max(row.starts_at, begins)) / (ends - begins)
        gone[row.rep_id] = min(gone.get(row.rep_id, 0.0) + away, 1.0)
    return {rep: 1.0 - share for rep, share in gone.items()}
