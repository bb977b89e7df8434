"""Response times: within the agreement by everything that matters, how long leads wait, and the rows behind it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.answers import page
from accounts.drawings import Mark, Row, Series, Table
from accounts.members import MemberRequest, member
from accounts.roles import Role
from accounts.templatetags.shell import duration
from sla import responses, survival
from sla.models import Cause
from sla.responses import Answer, Tally
from sla.views.clock_rows import DAYS, NO_NAME, asked_context, kind_of, period_of, rows_url


@require_safe
@member()
def response_times(request: MemberRequest) -> HttpResponse:
    """The page of figures."""
    now, kind, chosen = timezone.now(), kind_of(request), period_of(request)
    found = responses.answers(request.workspace, kind=kind, period=chosen, now=now)
    zone = request.workspace.time_zone
    weeks = responses.by_week(found, zone)
    whole = (responses.tally(found, lambda each: None) or [Tally(None)])[0]
    wall, working = responses.curves(found)
    people = {row.user_id: row.user.called for row in request.workspace.memberships.by_name()}
    context = {
        **asked_context(request, kind, chosen),
        "whole": whole,
        "wall": wall,
        "working": working,
        "tables": tables(request, found, people),
        "heat": heat_of(request, responses.by_hour(found, zone)),
        "trend": trend_of(request, weeks),
        "trend_table": trend_table(request, weeks),
        "survival": survival_of(request, wall, working),
        "survival_table": survival_table(request, wall, working),
        "causes": causes(request, kind),
        "unreachable": [named(row, people) for row in responses.overdue(request.workspace, now=now)],
        "behind": responses.behind(request.workspace, now=now),
        "now": now,
        "is_manager": request.membership.has(Role.MANAGER, Role.ADMIN),
        "urls": urls_of(request, wall, working),
    }
    return page(request, "sla/responses/responses.html", context)


def tables(request: MemberRequest, found: list[Answer], people: dict[int, str]) -> list[dict[str, Any]]:
    """By rep, pool, tier and source."""
    keys: list[tuple[str, str, Any]] = [
        ("rep", "By rep", lambda each: each.rep),
        ("pool", "By pool", lambda each: each.pool),
        ("tier", "By tier", lambda each: each.tier),
        ("source", "By source", lambda each: each.source),
    ]
    shown = []
    for name, title, key in keys:
        rows = responses.tally(found, key)
        for row in rows:
            row.label = people.get(row.key, "Nobody yet") if name == "rep" else str(row.key or NO_NAME)
            row.url = rows_url(
                request,
                **{name: row.key if row.key not in (None, "") else ("none" if name in ("rep", "pool") else NO_NAME)},
            )
        if name != "pool" or any(row.key is not None for row in rows):
            shown.append({"name": name, "title": title, "rows": rows})
    return shown


def named(row: Tally, people: dict[int, str]) -> Tally:
    """With the rep's name."""
    row.label = people.get(row.key, "Nobody: offered to a pool")
    return row


def heat_of(request: MemberRequest, found: dict[tuple[int, int], Tally]) -> list[Row]:
    """Weekdays by hours: the part answered in time."""
    lines = []
    for weekday, name in enumerate(DAYS):
        marks = []
        for hour in range(24):
            row = found.get((weekday, hour))
            url = rows_url(request, weekday=weekday, hour=hour) if row else ""
            note = f"{row.in_time} of {row.decided} in time" if row else "no lead came"
            marks.append(Mark(f"{hour:02d}", row.ratio if row else None, note=note, url=url))
        lines.append(Row(name, marks))
    return lines


def trend_of(request: MemberRequest, weeks: list[Tally]) -> list[Series]:
    """In time, week by week."""
    marks = [
        Mark(
            f"{row.key.day} {row.key:%b}",
            row.ratio,
            note=f"{row.in_time} of {row.decided} in time",
            url=week_url(request, row, outcome="decided"),
        )
        for row in weeks
    ]
    return [Series("Within the agreement", marks)] if marks else []


def trend_table(request: MemberRequest, weeks: list[Tally]) -> Table:
    """The same as figures."""
    rows = [
        [
            f"{row.key.day} {row.key:%b %Y}",
            {"text": row.count, "url": week_url(request, row)},
            {"text": row.in_time, "url": week_url(request, row, outcome="in_time")},
            {"text": row.late, "url": week_url(request, row, outcome="late")},
            {"text": part(row.ratio), "url": week_url(request, row, outcome="decided")},
        ]
        for row in weeks
    ]
    return Table(("Week from", "Clocks", "In time", "Late", "Part in time"), rows)


def week_url(request: MemberRequest, row: Tally, **more: str) -> str:
    """The rows of a week, as far as it lies in the period."""
    chosen = period_of(request)
    first, last = max(row.key, chosen.first), min(row.key + timedelta(days=6), chosen.last)
    return rows_url(request, **{"period": "own", "from": first.isoformat(), "to": last.isoformat(), **more})


def survival_of(request: MemberRequest, wall: survival.Curve, working: survival.Curve) -> list[Series]:
    """Both curves beside what is known of others."""
    names = [duration(seconds) if seconds else "0" for seconds in survival.GRID]
    lines = [
        ("Wall clock", survival.shown(wall), "wall"),
        ("Working clock", survival.shown(working), "working"),
        ("2,241 firms (2011)", survival.benchmark(), ""),
    ]
    return [
        Series(
            name,
            [
                Mark(at, value, url=rows_url(request, longer=seconds, by=by) if by else "")
                for at, seconds, value in zip(names, survival.GRID, values, strict=True)
            ],
            dashed=not by,
        )
        for name, values, by in lines
    ]


def survival_table(request: MemberRequest, wall: survival.Curve, working: survival.Curve) -> Table:
    """The same as figures; each leads to the leads that waited longer."""
    values = zip(survival.GRID, survival.shown(wall), survival.shown(working), survival.benchmark(), strict=True)
    rows = [
        [
            duration(seconds) if seconds else "at once",
            {"text": part(by_wall), "url": rows_url(request, longer=seconds, by="wall")},
            {"text": part(by_work), "url": rows_url(request, longer=seconds, by="working")},
            part(known),
        ]
        for seconds, by_wall, by_work, known in values
    ]
    return Table(("Still without an answer after", "Wall clock", "Working clock", "2,241 firms"), rows)


def causes(request: MemberRequest, kind: str) -> list[dict[str, Any]]:
    """Why they were late, the most first; each leads to its rows."""
    rows = responses.causes(request.workspace, kind=kind, period=period_of(request))
    return [
        {
            "label": Cause(cause).label if cause else "Noted before causes were kept",
            "count": count,
            "url": rows_url(request, cause=cause or "none"),
        }
        for cause, count in rows
    ]


def urls_of(request: MemberRequest, wall: survival.Curve, working: survival.Curve) -> dict[str, str]:
    """The rows behind each figure at the top."""
    csv = reverse("sla:clocks_csv", args=[request.workspace.slug])
    kept = {key: request.GET[key] for key in ("kind", "period", "from", "to") if request.GET.get(key)}

    def beyond(seconds: float | None, by: str) -> str:
        if seconds is None:
            return rows_url(request, outcome="unanswered")
        return rows_url(request, longer=int(seconds), by=by)

    return {
        "all": rows_url(request),
        "decided": rows_url(request, outcome="decided"),
        "answered": rows_url(request, outcome="answered"),
        "unanswered": rows_url(request, outcome="unanswered"),
        "median": beyond(working.median, "working"),
        "p90": beyond(working.p90, "working"),
        "wall": beyond(wall.median, "wall"),
        "csv": f"{csv}?{urlencode(kept)}",
    }


def part(share: float | None) -> str:
    """A share in per cent."""
    return "–" if share is None else f"{share * 100:.0f}%"
