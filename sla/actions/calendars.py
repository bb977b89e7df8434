"""Calendars: made, changed, closed for a day, given to people. Running clocks keep the edition they began by."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from accounts.actions import Refused
from accounts.audit import record
from accounts.models import User, Workspace
from sla.calendars import BadCalendar
from sla.models import CalendarBlock, CalendarClosure, CalendarUse, WorkCalendar
from sla.plans import Plan, week_in_words

MOST_CLOSURES = 500


@transaction.atomic
def make_calendar(workspace: Workspace, plan: Plan, *, by: User, at: datetime) -> WorkCalendar:
    """Keep a new calendar; Refused when its name is taken or no clock could go by it."""
    row = WorkCalendar(workspace=workspace)
    write(row, plan, by=by, at=at)
    record(workspace=workspace, by=by, verb="made", what=f"the calendar “{row.name}”", details=in_words(plan))
    return row


@transaction.atomic
def change_calendar(row: WorkCalendar, plan: Plan, *, by: User, at: datetime) -> None:
    """Change a calendar for clocks that start from now on; Refused as when it is made."""
    was = in_words(plan_of(row))
    write(row, plan, by=by, at=at)
    now = in_words(plan)
    changed = {key: {"was": was[key], "to": now[key]} for key in now if was[key] != now[key]}
    if changed:
        record(workspace=row.workspace, by=by, verb="changed", what=f"the calendar “{row.name}”", details=changed)


def write(row: WorkCalendar, plan: Plan, *, by: User, at: datetime) -> None:
    """Put a plan into rows."""
    try:
        plan.check()
    except BadCalendar as bad:
        raise Refused(str(bad)) from None
    name = plan.name.strip()
    if WorkCalendar.objects.filter(workspace=row.workspace, name=name).exclude(pk=row.pk).exists():
        raise Refused(f"There is a calendar “{name}” already.")
    row.name, row.time_zone, row.always_open = name, plan.zone, plan.always_open
    row.country, row.subdivision, row.half_days_from = plan.country, plan.subdivision, plan.half_days_from
    row.changed_by, row.changed_at = by, at
    row.save()
    CalendarBlock.objects.filter(workspace=row.workspace, calendar=row).delete()
    CalendarBlock.objects.bulk_create(
        CalendarBlock(workspace=row.workspace, calendar=row, weekday=day, begins=begins, ends=ends)
        for day, blocks in enumerate(plan.week)
        for begins, ends in sorted(set(blocks))
    )


def plan_of(row: WorkCalendar) -> Plan:
    """What a stored calendar says, as it can be changed."""
    week: list[list[tuple[time, time]]] = [[] for _ in range(7)]
    for block in row.blocks.order_by("weekday", "begins", "ends"):
        week[block.weekday].append((block.begins, block.ends))
    return Plan(
        row.name,
        row.time_zone,
        tuple(tuple(day) for day in week),
        row.always_open,
        row.country,
        row.subdivision,
        row.half_days_from,
    )


def in_words(plan: Plan) -> dict[str, Any]:
    """A plan for the audit log."""
    holidays = "–".join(filter(None, [plan.country, plan.subdivision])) or "none"
    return {
        "name": plan.name.strip(),
        "time zone": plan.zone,
        "week": week_in_words(plan.week, always_open=plan.always_open),
        "holidays": holidays,
        "half holidays close at": f"{plan.half_days_from:%H:%M}" if plan.half_days_from else "not at all",
    }


@transaction.atomic
def close_on(
    row: WorkCalendar, *, on: date, begins: time, ends: time, name: str, by: User, at: datetime
) -> CalendarClosure:
    """Close a calendar on a date, for the whole day or a part of it; Refused when that is closed already."""
    name = name.strip()
    if not name:
        raise Refused("Say why it is closed: people read it when they ask why something is due later.")
    key = {"workspace": row.workspace, "calendar": row, "on": on, "begins": begins, "ends": ends}
    if CalendarClosure.objects.filter(**key).exists():
        raise Refused("This is closed already.")
    if row.closures.count() >= MOST_CLOSURES:
        raise Refused(f"A calendar has at most {MOST_CLOSURES} closures. Remove some that have passed.")
    made = CalendarClosure.objects.create(**key, name=name[:120])
    touched(row, by=by, at=at)
    record(workspace=row.workspace, by=by, verb="closed", what=f"the calendar “{row.name}”", details={"for": str(made)})
    return made


@transaction.atomic
def open_again(closure: CalendarClosure, *, by: User, at: datetime) -> None:
    """Take a closure away."""
    row = closure.calendar
    record(
        workspace=row.workspace, by=by, verb="reopened", what=f"the calendar “{row.name}”", details={"on": str(closure)}
    )
    closure.delete()
    touched(row, by=by, at=at)


def touched(row: WorkCalendar, *, by: User, at: datetime) -> None:
    """Say who changed it last."""
    row.changed_by, row.changed_at = by, at
    row.save(update_fields=["changed_by", "changed_at"])


@transaction.atomic
def give_calendar(
    row: WorkCalendar,
    *,
    reps: Iterable[int],
    pools: Iterable[int],
    everybody: bool,
    by: User,
    at: datetime,
) -> None:
    """Let exactly these reps and pools (ids) go by a calendar; whoever is taken off goes by the workspace's.

    The workspace always goes by one: it can be given to another calendar, not taken off.
    """
    wanted: set[tuple[int | None, int | None]] = {(rep, None) for rep in reps} | {(None, pool) for pool in pools}
    uses = CalendarUse.objects.filter(workspace=row.workspace).select_for_update()
    if everybody:
        wanted.add((None, None))
    for use in uses:
        key = (use.rep_id, use.pool)
        if key in wanted:
            use.calendar = row
            use.save(update_fields=["calendar"])
            wanted.discard(key)
        elif use.calendar_id == row.pk and not use.is_workspaces:
            use.delete()
    CalendarUse.objects.bulk_create(
        CalendarUse(workspace=row.workspace, calendar=row, rep_id=rep, pool=pool) for rep, pool in sorted_keys(wanted)
    )
    touched(row, by=by, at=at)
    count = row.uses.count()
    record(workspace=row.workspace, by=by, verb="gave", what=f"the calendar “{row.name}”", details={"users": count})


def sorted_keys(wanted: set[tuple[int | None, int | None]]) -> list[tuple[int | None, int | None]]:
    """Keys in a fixed order, so that two who write at once do not wait for each other crosswise."""
    return sorted(wanted, key=lambda key: (key[0] or 0, key[1] or 0))


@transaction.atomic
def remove_calendar(row: WorkCalendar, *, by: User) -> None:
    """Remove a calendar nobody goes by; Refused while somebody does. Past clocks keep their editions."""
    if row.uses.exists():
        raise Refused("Somebody goes by this calendar: give them another one first.")
    record(workspace=row.workspace, by=by, verb="removed", what=f"the calendar “{row.name}”")
    row.delete()
