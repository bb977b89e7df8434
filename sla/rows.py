"""From rows to the pure values that clocks go by."""

from collections.abc import Iterable

from sla.calendars import Closure
from sla.models import CalendarBlock, CalendarClosure, CalendarUse, WorkCalendar
from sla.timetables import Timetable


def timetable_of(row: WorkCalendar) -> Timetable:
    """What a stored calendar says (two queries, none where blocks and closures were fetched before)."""
    return timetable(row, row.blocks.all(), row.closures.all())


def timetable(row: WorkCalendar, blocks: Iterable[CalendarBlock], closures: Iterable[CalendarClosure]) -> Timetable:
    """A calendar from its rows."""
    week: list[list[tuple[object, object]]] = [[] for _ in range(7)]
    for block in blocks:
        week[block.weekday].append((block.begins, block.ends))
    return Timetable(
        calendar_id=row.pk,
        zone=row.time_zone,
        week=tuple(tuple(sorted(day)) for day in week),  # type: ignore[arg-type]
        closures=tuple(sorted(Closure(each.on, each.begins, each.ends, each.name) for each in closures)),
        always_open=row.always_open,
        country=row.country,
        subdivision=row.subdivision,
        half_days_from=row.half_days_from,
    )


def chosen(uses: Iterable[CalendarUse], *, rep: int | None, pool: int | None) -> WorkCalendar | None:
    """The rep's calendar, else the pool's, else the workspace's."""
    by_user = {(use.rep_id, use.pool): use.calendar for use in uses}
    wanted: list[tuple[int | None, int | None]] = [(rep, None)] if rep is not None else []
    wanted += [(None, pool)] if pool is not None else []
    return next((by_user[key] for key in [*wanted, (None, None)] if key in by_user), None)
