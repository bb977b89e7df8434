"""The clocks behind a figure, as a list and as a file."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.answers import page
from accounts.members import MemberRequest, member
from accounts.paging import newest_first
from accounts.templatetags.shell import duration
from leads.export import csv_rows
from sla import responses
from sla.models import Cause, Clock, Kind
from sla.periods import NAMES, Period, period

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NO_NAME = "–"
EXPORTED = 100_000
OUTCOMES = {
    "in_time": "in time",
    "late": "late",
    "decided": "in time or late",
    "open": "running, in time so far",
    "answered": "answered",
    "unanswered": "not answered",
    "excused": "excused",
    "dropped": "broken off",
}


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


@require_safe
@member()
def clocks(request: MemberRequest) -> HttpResponse:
    """The clocks behind a figure."""
    now, kind, chosen = timezone.now(), kind_of(request), period_of(request)
    asked = rows_asked(request)
    shown, count = newest_first(asked, request.GET.get("cursor")), asked.count()
    went = how_it_went(request, shown.rows, now)
    late = {
        row.clock_id: row
        for row in request.workspace.breaches.filter(clock__in=shown.rows).prefetch_related("excuses__by")
    }
    context = {
        **asked_context(request, kind, chosen),
        "rows": [
            {"clock": clock, "breach": late.get(clock.pk), "is_late": is_late(clock, now), **went[clock.pk]}
            for clock in shown.rows
        ],
        "page": shown,
        "count_words": f"{count:,} clock{'' if count == 1 else 's'}",
        "over": is_over(request),
        "narrowed": narrowing(request),
        "csv_url": f"{reverse('sla:clocks_csv', args=[request.workspace.slug])}?{request.GET.urlencode()}",
        "crumbs": crumbs(request),
    }
    return page(request, "sla/responses/clocks.html", context)


def how_it_went(request: MemberRequest, rows: Sequence[Clock], now: datetime) -> dict[int, dict[str, Any]]:
    """How long each has run by now, and whether it ended with what it waited for."""
    mine = request.workspace.clocks.filter(pk__in=[row.pk for row in rows])
    found = responses.read(request.workspace, responses.judged(request.workspace, mine), now)
    return {each.pk: {"ran": each.working, "is_answered": each.ended} for each in found}


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
    workspace, asked, now = request.workspace, request.GET.dict(), timezone.now()
    if is_over(request):
        rows: Any = responses.judged(workspace, workspace.clocks.overdue(now))
    else:
        rows = responses.clocks(workspace, kind=kind_of(request), period=period_of(request))
    rows = responses.narrowed(rows, asked, zone=workspace.time_zone, now=now)
    if is_number(asked.get("longer", "")):
        working = asked.get("by") == "working"
        rows = responses.longer(workspace, rows, int(asked["longer"]), working=working, now=now)
    return rows.select_related("lead", "rep", "lead__company")


def is_over(request: MemberRequest) -> bool:
    """Whether the leads are asked for that lie beyond their time right now, whenever they came."""
    return request.GET.get("over") == "now"


def is_number(text: str) -> bool:
    """Whether it is a length of time in seconds that makes sense."""
    return text.isascii() and text.isdigit() and len(text) < 10


def narrowing(request: MemberRequest) -> Iterator[str]:
    """What the link asked for, in words."""
    asked = request.GET
    if is_over(request):
        yield "beyond their time right now"
    yield from (f"{name} {asked[name]}" for name in ("tier", "source") if asked.get(name))
    yield from owners(request)
    yield from arrival(asked.get("weekday", ""), asked.get("hour", ""))
    if asked.get("outcome") in OUTCOMES:
        yield OUTCOMES[asked["outcome"]]
    if asked.get("cause") in Cause.values:
        yield Cause(asked["cause"]).label.lower()
    if is_number(asked.get("longer", "")):
        clock = "working" if asked.get("by") == "working" else "wall"
        yield f"longer than {duration(int(asked['longer']))} by the {clock} clock"


def arrival(weekday: str, hour: str) -> Iterator[str]:
    """When they came."""
    if weekday.isdigit() and int(weekday[:2]) < len(DAYS):
        yield DAYS[int(weekday[:2])]
    if hour.isdigit():
        yield f"from {int(hour[:3]):02d}:00 to {int(hour[:3]):02d}:59"


def owners(request: MemberRequest) -> Iterator[str]:
    """Whose clocks, by name."""
    rep, pool = request.GET.get("rep", ""), request.GET.get("pool", "")
    if rep == "none":
        yield "nobody’s yet"
    elif is_number(rep):
        row = request.workspace.memberships.filter(user=int(rep)).select_related("user").first()
        yield row.user.called if row else f"rep {rep}"
    if pool == "none":
        yield "straight to a rep"
    elif is_number(pool):
        yield str(request.workspace.pools.filter(pk=int(pool)).first() or f"pool {pool}")


def crumbs(request: MemberRequest) -> list[dict[str, str]]:
    """What stands above the rows."""
    return [{"label": "Response times", "url": reverse("sla:response_times", args=[request.workspace.slug])}]
