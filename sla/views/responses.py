"""Response times: within the agreement by everything that matters, how long leads wait, and the rows behind it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.answers import page
from accounts.drawings import Mark, Row, Series, Table
from accounts.members import MemberRequest, member
from accounts.paging import newest_first
from accounts.templatetags.shell import duration
from leads.export import csv_rows
from sla import responses, survival
from sla.models import Clock, Kind
from sla.periods import NAMES, Period, period
from sla.responses import Answer, Tally

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NO_NAME = "–"
EXPORTED = 100_000


@require_safe
@member()
def response_times(request: MemberRequest) -> HttpResponse:
    """The page of figures."""
    now, kind, chosen = timezone.now(), kind_of(request), period_of(request)
    found = responses.answers(request.workspace, kind=kind, period=chosen, now=now)
    zone = request.workspace.time_zone
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
        "trend": trend_of(responses.by_week(found, zone)),
        "trend_table": trend_table(responses.by_week(found, zone)),
        "survival": survival_of(wall, working),
        "survival_table": survival_table(wall, working),
        "unreachable": [named(row, people) for row in responses.overdue(request.workspace, now=now)],
        "behind": responses.behind(request.workspace, now=now),
        "now": now,
        "rows_url": rows_url(request),
    }
    return page(request, "sla/responses/responses.html", context)


def asked_context(request: MemberRequest, kind: str, chosen: Period) -> dict[str, Any]:
    """What the filter above the figures shows."""
    return {"kinds": Kind.choices, "kind": kind, "periods": NAMES.items(), "period": chosen}


def kind_of(request: MemberRequest) -> str:
    """First response, unless another kind of clock was asked for."""
    asked = request.GET.get("kind", "")
    return asked if asked in Kind.values else Kind.RESPOND.value


def period_of(request: MemberRequest) -> Period:
    """The period that was asked for."""
    return period(request.GET.dict(), today=timezone.localdate(), zone=request.workspace.time_zone)


def rows_url(request: MemberRequest, **more: Any) -> str:
    """The rows behind a figure."""
    kept = {key: request.GET[key] for key in ("kind", "period", "from", "to") if request.GET.get(key)}
    return f"{reverse('sla:clocks', args=[request.workspace.slug])}?{urlencode({**kept, **more})}"


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


def trend_of(weeks: list[Tally]) -> list[Series]:
    """In time, week by week."""
    marks = [
        Mark(f"{row.key.day} {row.key:%b}", row.ratio, note=f"{row.in_time} of {row.decided} in time") for row in weeks
    ]
    return [Series("Within the agreement", marks)] if marks else []


def trend_table(weeks: list[Tally]) -> Table:
    """The same as figures."""
    rows = [[f"{row.key.day} {row.key:%b %Y}", row.count, row.in_time, row.late, part(row.ratio)] for row in weeks]
    return Table(("Week from", "Clocks", "In time", "Late", "Part in time"), rows)


def survival_of(wall: survival.Curve, working: survival.Curve) -> list[Series]:
    """Both curves beside what is known of others."""
    names = [duration(seconds) if seconds else "0" for seconds in survival.GRID]
    lines = [
        ("Wall clock", survival.shown(wall), False),
        ("Working clock", survival.shown(working), False),
        ("2,241 firms (2011)", survival.benchmark(), True),
    ]
    return [
        Series(name, [Mark(at, value) for at, value in zip(names, values, strict=True)], dashed=dashed)
        for name, values, dashed in lines
    ]


def survival_table(wall: survival.Curve, working: survival.Curve) -> Table:
    """The same as figures."""
    values = zip(survival.GRID, survival.shown(wall), survival.shown(working), survival.benchmark(), strict=True)
    rows = [
        [duration(seconds) if seconds else "at once", *(part(share) for share in shares)] for seconds, *shares in values
    ]
    return Table(("Still without an answer after", "Wall clock", "Working clock", "2,241 firms"), rows)


def part(share: float | None) -> str:
    """A share in per cent."""
    return "–" if share is None else f"{share * 100:.0f}%"


# --- the rows -------------------------------------------------------------------------------------------------


@require_safe
@member()
def clocks(request: MemberRequest) -> HttpResponse:
    """The clocks behind a figure."""
    now, kind, chosen = timezone.now(), kind_of(request), period_of(request)
    shown = newest_first(rows_asked(request), request.GET.get("cursor"))
    late = {
        row.clock_id: row
        for row in request.workspace.breaches.filter(clock__in=shown.rows).prefetch_related("excuses__by")
    }
    context = {
        **asked_context(request, kind, chosen),
        "rows": [
            {"clock": clock, "breach": late.get(clock.pk), "is_late": is_late(clock, now)} for clock in shown.rows
        ],
        "page": shown,
        "narrowed": narrowing(request),
        "csv_url": f"{reverse('sla:clocks_csv', args=[request.workspace.slug])}?{request.GET.urlencode()}",
        "crumbs": crumbs(request),
    }
    return page(request, "sla/responses/clocks.html", context)


def is_late(clock: Clock, now: datetime) -> bool:
    """Whether its breach is written down, or will be as soon as a ticker looks."""
    return clock.is_late or (clock.stopped_at is None and clock.due_at < now)


@require_safe
@member()
def clocks_csv(request: MemberRequest) -> StreamingHttpResponse:
    """The same as a file; what a spreadsheet would run is made into text."""
    lines = csv_rows(HEAD, [line_of(clock) for clock in rows_asked(request).order_by("-pk")[:EXPORTED]])
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="response-times-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer


HEAD = (
    *("Lead", "Name", "Source", "Clock", "Tier", "Rep", "Started", "Due", "Stopped", "Why"),
    *("Allowed, seconds", "Ran, seconds", "Late", "Excused", "Agreement"),
)


def line_of(clock: Clock) -> list[Any]:
    """One line of the file."""
    instants = [at.isoformat() if at else "" for at in (clock.started_at, clock.due_at, clock.stopped_at)]
    who = clock.rep.called if clock.rep else ""
    begins = [clock.lead_id, clock.lead.called, clock.lead.source, clock.get_kind_display(), clock.tier, who]
    ends = [
        clock.allowed_seconds,
        clock.ran_seconds,
        is_late(clock, timezone.now()),
        clock.is_excused,
        clock.agreement_version,
    ]
    return [*begins, *instants, clock.why, *ends]


def rows_asked(request: MemberRequest) -> Any:
    """The rows a figure's link asks for."""
    rows = responses.clocks(request.workspace, kind=kind_of(request), period=period_of(request))
    zone = request.workspace.time_zone
    rows = responses.narrowed(rows, request.GET.dict(), zone=zone, now=timezone.now())
    return rows.select_related("lead", "rep", "lead__company")


def narrowing(request: MemberRequest) -> Iterator[str]:
    """What the link asked for, in words."""
    labels = {"tier": "tier", "source": "source", "hour": "hour", "outcome": "outcome", "pool": "pool"}
    found = [f"{label} {request.GET[name]}" for name, label in labels.items() if request.GET.get(name)]
    if request.GET.get("weekday", "").isdigit() and int(request.GET["weekday"][:2]) < 7:
        found.append(DAYS[int(request.GET["weekday"][:2])])
    return iter(found)


def crumbs(request: MemberRequest) -> list[dict[str, str]]:
    """What stands above the rows."""
    return [{"label": "Response times", "url": reverse("sla:response_times", args=[request.workspace.slug])}]
