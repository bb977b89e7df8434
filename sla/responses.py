"""Response times of a period: read in one statement, told by rep, pool, tier, source and hour."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from accounts.models import Workspace
from sla.calendars import Calendar
from sla.clock import Pause, elapsed
from sla.models import Breach, Cause, Clock, ClockQuerySet, Excuse, Kind
from sla.periods import Period
from sla.survival import Curve, Wait, curve
from sla.timetables import calendar_from

# What ends a wait with what was waited for; any other stop only breaks it off.
ANSWERS = {
    Kind.ACCEPT: {"Accepted", "Rejected"},
    Kind.RESPOND: {"Answered"},
    Kind.ATTEMPT: {"Tried", "Reached"},
    Kind.FEEDBACK: {"Rated"},
}
MOST = 200_000
LATE = timedelta(seconds=30)
COLUMNS = (
    *("pk", "rep_id", "pool", "tier", "lead__source", "started_at", "due_at", "stopped_at", "why", "ran_seconds"),
    *("edition_id", "kind", "is_late", "is_excused"),
)
EDITION, STOPPED = COLUMNS.index("edition_id"), COLUMNS.index("stopped_at")


@dataclass
class Tally:
    """One row of a table: how many, in time, late, not decided yet, excused; and the waits."""

    key: Any
    count: int = 0
    in_time: int = 0
    late: int = 0
    open: int = 0
    excused: int = 0
    dropped: int = 0
    waits: list[Wait] = field(default_factory=list)
    label: str = ""
    url: str = ""

    @property
    def decided(self) -> int:
        """Those of which it is known."""
        return self.in_time + self.late

    @property
    def ratio(self) -> float | None:
        """Which part was in time."""
        return self.in_time / self.decided if self.decided else None

    @property
    def tone(self) -> str:
        """How it is shown."""
        if self.ratio is None:
            return "quiet"
        return "good" if self.ratio >= 0.9 else "warn" if self.ratio >= 0.7 else "bad"

    @property
    def curve(self) -> Curve:
        """How long they waited, the unanswered included."""
        return curve(self.waits)


@dataclass(frozen=True)
class Answer:
    """One clock, as the figures need it. `working` and `wall` are seconds; `ended`: answered; `dropped`: broken off."""

    pk: int
    rep: int | None
    pool: int | None
    tier: str
    source: str
    started_at: datetime
    ended: bool
    late: bool
    excused: bool
    decided: bool
    dropped: bool
    wall: float
    working: float


def answered() -> Q:
    """Clocks that ended with what they waited for."""
    found = Q()
    for kind, whys in ANSWERS.items():
        found |= Q(kind=kind, stopped_at__isnull=False, why__in=whys)
    return found


def clocks(workspace: Workspace, *, kind: str, period: Period) -> QuerySet[Clock]:
    """The clocks of a kind that started in a period, without test leads; with whether each is late and excused."""
    rows = workspace.clocks.filter(kind=kind, started_at__gte=period.since, started_at__lt=period.until)
    return judged(workspace, rows.filter(lead__is_test=False))


def judged(workspace: Workspace, rows: ClockQuerySet) -> ClockQuerySet:
    """With whether each is late, and excused."""
    late = Breach.objects.filter(workspace=workspace, clock=OuterRef("pk"))
    excused = Excuse.objects.filter(workspace=workspace, breach__clock=OuterRef("pk"))
    return rows.annotate(is_late=Exists(late), is_excused=Exists(excused))


def answers(workspace: Workspace, *, kind: str, period: Period, now: datetime) -> list[Answer]:
    """Every clock of the period, the newest first up to a limit, in three statements."""
    return read(workspace, clocks(workspace, kind=kind, period=period), now)


def read(workspace: Workspace, rows: QuerySet[Clock], now: datetime) -> list[Answer]:
    """The rows as values; those that still run with how long they have run, pauses not counted."""
    found = list(rows.order_by("-started_at").values_list(*COLUMNS)[:MOST])
    running = [row for row in found if row[STOPPED] is None]
    editions = workspace.calendar_editions.filter(pk__in={row[EDITION] for row in running})
    calendars = {pk: calendar_from(written) for pk, written in editions.values_list("pk", "written")}
    stood: dict[int, list[Pause]] = defaultdict(list)
    pauses = workspace.clock_pauses.filter(clock__in=[row[0] for row in running], began_at__lt=now) if running else ()
    for pause in pauses:
        stood[pause.clock_id].append((pause.began_at, min(pause.ended_at or pause.most_until, now)))
    return [answer(row, calendars, stood.get(row[0], ()), now) for row in found]


def answer(row: tuple[Any, ...], calendars: dict[int, Calendar], stood: Iterable[Pause], now: datetime) -> Answer:
    """One row."""
    pk, rep, pool, tier, source, started, due, stopped, why, ran, edition, kind, late, excused = row
    if ran is None:
        ran = elapsed(started, max(stopped or now, started), calendars[edition], pauses=stood).total_seconds()
    late = late or (stopped is None and now > due)
    ended = stopped is not None and why in ANSWERS[Kind(kind)]
    return Answer(
        pk,
        rep,
        pool,
        tier,
        source or "",
        started,
        ended=ended,
        late=late,
        excused=excused,
        decided=ended or late,
        dropped=stopped is not None and not ended and not late,
        wall=max(((stopped or now) - started).total_seconds(), 0.0),
        working=float(ran),
    )


def tally(found: Iterable[Answer], key: Callable[[Answer], Any]) -> list[Tally]:
    """Answers counted by a key, the most first."""
    rows: dict[Any, Tally] = {}
    for each in found:
        row = rows.setdefault(key(each), Tally(key(each)))
        row.count += 1
        row.in_time += each.decided and not each.late
        row.late += each.late
        row.open += not each.decided and not each.dropped
        row.dropped += each.dropped
        row.excused += each.excused
        row.waits.append(Wait(each.working, each.ended))
    return sorted(rows.values(), key=lambda row: (-row.count, str(row.key)))


def by_hour(found: Iterable[Answer], zone: str) -> dict[tuple[int, int], Tally]:
    """By weekday (0 is Monday) and hour of arrival, in a time zone."""
    tz = ZoneInfo(zone)

    def arrived(each: Answer) -> tuple[int, int]:
        local = each.started_at.astimezone(tz)
        return local.weekday(), local.hour

    return {row.key: row for row in tally(found, arrived)}


def by_week(found: Iterable[Answer], zone: str) -> list[Tally]:
    """By the Monday of the week of arrival, oldest first."""
    tz = ZoneInfo(zone)

    def monday(each: Answer) -> Any:
        day = each.started_at.astimezone(tz).date()
        return day - timedelta(days=day.weekday())

    return sorted(tally(found, monday), key=lambda row: row.key)


def curves(found: Iterable[Answer]) -> tuple[Curve, Curve]:
    """The waits by the wall clock and by the working clock."""
    held = list(found)
    return curve(Wait(each.wall, each.ended) for each in held), curve(Wait(each.working, each.ended) for each in held)


NUMBERS = {"rep": "rep_id", "pool": "pool"}
WORDS = {"tier": "tier", "source": "lead__source"}


def narrowed(rows: QuerySet[Clock], asked: dict[str, str], *, zone: str, now: datetime) -> QuerySet[Clock]:
    """The rows behind a figure: what its link asks for. A value that cannot be read asks for nothing."""
    for name, column in NUMBERS.items():
        value = asked.get(name, "")
        if value == "none":
            rows = rows.filter(**{f"{column}__isnull": True})
        elif value.isdigit() and len(value) < 19:
            rows = rows.filter(**{column: int(value)})
    rows = arrived(rows, asked, ZoneInfo(zone))
    words = {column: "" if asked[name] == "–" else asked[name] for name, column in WORDS.items() if asked.get(name)}
    if asked.get("cause") in (*Cause.values, "none"):
        words["breaches__cause"] = asked["cause"].replace("none", "")
    return rows.filter(outcomes(now).get(asked.get("outcome", ""), Q()), **words)


def arrived(rows: QuerySet[Clock], asked: dict[str, str], tz: ZoneInfo) -> QuerySet[Clock]:
    """Those of a weekday and an hour, as the wall reads."""
    if asked.get("hour", "").isdigit():
        rows = rows.annotate(hour=ExtractHour("started_at", tzinfo=tz)).filter(hour=int(asked["hour"][:3]))
    if asked.get("weekday", "").isdigit():
        day = ExtractIsoWeekDay("started_at", tzinfo=tz)
        rows = rows.annotate(weekday=day).filter(weekday=int(asked["weekday"][:3]) + 1)
    return rows


def outcomes(now: datetime) -> dict[str, Q]:
    """How a clock went, by the names that links use."""
    late = Q(is_late=True) | Q(stopped_at=None, due_at__lt=now)
    return {
        "in_time": answered() & Q(is_late=False),
        "late": late,
        "decided": answered() | late,
        "open": Q(stopped_at=None, is_late=False, due_at__gte=now),
        "answered": answered(),
        "unanswered": ~answered(),
        "excused": Q(is_excused=True),
        "dropped": Q(stopped_at__isnull=False, is_late=False) & ~answered(),
    }


def causes(workspace: Workspace, *, kind: str, period: Period) -> list[tuple[str, int]]:
    """How many of the clocks were late for each cause, the most first."""
    late = clocks(workspace, kind=kind, period=period).filter(Q(is_late=True)).values("pk")
    rows = Breach.objects.filter(workspace=workspace, clock__in=late).values("cause").annotate(count=Count("pk"))
    return list(rows.order_by("-count", "cause").values_list("cause", "count"))


def longer(
    workspace: Workspace, rows: QuerySet[Clock], seconds: int, *, working: bool, now: datetime
) -> QuerySet[Clock]:
    """Those that waited, or have waited, longer: by the working clock or by the wall's."""
    if not working:
        length = timedelta(seconds=seconds)
        return rows.filter(Q(stopped_at__gt=F("started_at") + length) | Q(stopped_at=None, started_at__lt=now - length))
    running = read(workspace, rows.filter(stopped_at=None), now)
    waiting = [each.pk for each in running if each.working > seconds]
    return rows.filter(Q(ran_seconds__gt=seconds) | Q(pk__in=waiting))


def behind(workspace: Workspace, *, now: datetime) -> int:
    """Steps that are more than half a minute late: nobody looked, and somebody should look why. Normally none."""
    return workspace.clocks.filter(next_at__lt=now - LATE).count()


def overdue(workspace: Workspace, *, now: datetime) -> list[Tally]:
    """Who has leads lying beyond their time right now, the most and longest first; each lead counts once."""
    rows = workspace.clocks.overdue(now)
    found: dict[int | None, Tally] = defaultdict(lambda: Tally(None))
    for rep, due in rows.order_by("due_at").values_list("rep_id", "due_at"):
        row = found[rep]
        row.key = rep
        row.waits.append(Wait((now - due).total_seconds(), ended=False))
        row.count += 1
        row.late = max(row.late, int((now - due).total_seconds()))
    return sorted(found.values(), key=lambda row: (-row.count, -row.late))
