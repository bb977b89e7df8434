"""What a decision needs to know, read in a handful of statements however many reps and leads there are."""

from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from accounts.models import Membership, User, Workspace
from leads.models import Lead
from leads.stages import Holder
from routing.actions.furnishing import join
from routing.models import Absence, Handoff, Pool, PoolMember, RepProfile, State
from routing.roster import Plan, Rep, Roster, Seat
from routing.slots import Hours, off_until
from routing.valve import day_of, week_of
from routing.ways import WAYS

AHEAD = timedelta(days=14)  # how far one looks for the next working hours
GIVEN = (State.OFFERED, State.ACCEPTED, State.REJECTED)


def roster_of(workspace: Workspace, *, now: datetime, loads: bool = True, plan: Plan | None = None) -> Roster:
    """Everybody who might get a lead. The caller holds the pools' lock, or only wants to look.

    With a `plan`, who is at work in the pools of its rules that ask for it.
    """
    pools = list(Pool.objects.filter(workspace=workspace, retired_at=None).order_by("pk"))
    reps = active_reps(workspace)
    seats = seats_of(workspace, pools, reps)
    for missing in {seat.rep for row in seats.values() for seat in row} - set(reps):
        reps[missing] = Rep(missing, f"Person {missing}", active=False)
    describe(workspace, reps, now=now)
    if loads:
        count_loads(workspace, reps, now=now)
    for pool in {rule.pool for rule in plan.rules if rule.at_work_first} if plan is not None else ():
        note_hours(workspace, pool, seats.get(pool or 0, []), now=now)
    return Roster(reps, seats, {pool.pk: pool.name for pool in pools})


def active_reps(workspace: Workspace) -> dict[int, Rep]:
    """Members who are or were reps, by person; those who may not come in are not active."""
    rows = Membership.objects.filter(workspace=workspace).select_related("user")
    return {
        row.user_id: Rep(row.user_id, row.user.called, active=row.rep and row.deactivated_at is None)
        for row in rows
        if row.rep or row.deactivated_at is not None
    }


def seats_of(workspace: Workspace, pools: list[Pool], reps: dict[int, Rep]) -> dict[int, list[Seat]]:
    """The order of each pool; active reps who are not in the fall-back pool yet are put into it."""
    seats: dict[int, list[Seat]] = {pool.pk: [] for pool in pools}
    for row in members(workspace):
        if row.pool_id in seats:
            seats[row.pool_id].append(Seat(row.rep_id, row.weight, row.turn, row.given))
    fallback = next((pool for pool in pools if pool.fallback), None)
    if fallback is None:
        return seats
    there = {seat.rep for seat in seats[fallback.pk]}
    fresh = {pk for pk, rep in reps.items() if rep.active} - there
    if fresh and join(fallback, reps=fresh):
        seats[fallback.pk] = [
            Seat(row.rep_id, row.weight, row.turn, row.given) for row in members(workspace).filter(pool=fallback)
        ]
    return seats


def members(workspace: Workspace) -> QuerySet[PoolMember]:
    """Every seat of every pool."""
    return PoolMember.objects.filter(workspace=workspace).order_by("pool_id", "rep_id")


def describe(workspace: Workspace, reps: dict[int, Rep], *, now: datetime) -> None:
    """What they can, how much, and until when they are away."""
    for profile in RepProfile.objects.filter(workspace=workspace):
        rep = reps.get(profile.rep_id)
        if rep is not None:
            rep.per_day, rep.per_week, rep.open_at_once = profile.per_day, profile.per_week, profile.open_at_once
            rep.skills = frozenset(skill.casefold() for skill in profile.skills)
            rep.languages, rep.paused = frozenset(profile.languages), profile.paused
    gone = (
        Absence.objects.filter(workspace=workspace)
        .at(now)
        .values("rep_id")
        .annotate(until=Max("ends_at"))
        .values_list("rep_id", "until")
    )
    for pk, until in gone:
        if pk in reps:
            reps[pk].away_until = until


def hours_of(workspace: Workspace, person: User, *, now: datetime) -> tuple[str, Hours]:
    """When somebody who is not at work will be (empty when they are), and their next working hours."""
    theirs: Hours = WAYS.hours(workspace, [person], now, now + AHEAD)[person.pk]
    return off_until(theirs, now=now), theirs


def note_hours(workspace: Workspace, pool: int | None, seats: list[Seat], *, now: datetime) -> None:
    """Who of a pool is not at work, and until when."""
    people = User.objects.filter(pk__in=[seat.rep for seat in seats])
    hours = WAYS.hours(workspace, people, now, now + AHEAD, pool=pool)
    for seat in seats:
        if seat.rep in hours:
            seat.off_until = off_until(hours[seat.rep], now=now)


def count_loads(workspace: Workspace, reps: dict[int, Rep], *, now: datetime) -> None:
    """How many new leads each was given today and this week, and how many they have open."""
    today, week = day_of(now, workspace.time_zone), week_of(now, workspace.time_zone)
    given = Handoff.objects.filter(workspace=workspace, rep__isnull=False, state__in=GIVEN, offered_at__gte=week)
    counted = (
        given.order_by().values("rep_id").annotate(week=Count("pk"), day=Count("pk", filter=Q(offered_at__gte=today)))
    )
    for pk, in_week, in_day in counted.values_list("rep_id", "week", "day"):
        if pk in reps:
            reps[pk].week, reps[pk].today = in_week, in_day
    having = Lead.objects.filter(workspace=workspace, rep__isnull=False, holder__in=[Holder.OFFERED, Holder.SALES])
    held = having.order_by().values("rep_id").annotate(number=Count("pk")).values_list("rep_id", "number")
    for pk, number in held:
        if pk in reps:
            reps[pk].open = number
