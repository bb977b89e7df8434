"""How the four clauses are kept, counted from the rows now; each figure knows the rows behind it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Workspace
from leads.models import StageChange
from leads.stages import Stage
from sla.models import Breach, Clock, Kind, TwoWayAgreement
from sla.periods import USUAL, period
from sla.responses import outcomes

NOBODYS = ("import", "merge", "unmerge")  # steps that tidying up made, not marketing or sales


@dataclass(frozen=True)
class Kept:
    """One clause's figure: `done` of `of`, or `done` against a target."""

    done: int
    of: int
    target: int | None = None
    expected: float | None = None
    late: int = 0
    running: int = 0

    @property
    def ratio(self) -> float | None:
        """Which part is kept; None where there is nothing to keep yet."""
        return self.done / self.of if self.of else None

    @property
    def tone(self) -> str:
        """How it is shown."""
        if self.ratio is None:
            return "quiet"
        return "good" if self.ratio >= 0.9 else "warn" if self.ratio >= 0.7 else "bad"


@dataclass(frozen=True)
class State:
    """The four clauses."""

    delivered: Kept
    accepted: Kept
    answered: Kept
    attempted: Kept
    rated: Kept
    reasons: Kept
    since: datetime


def month_begin(workspace: Workspace, at: datetime) -> datetime:
    """Midnight of the first of the month in the workspace's zone."""
    local = at.astimezone(ZoneInfo(workspace.time_zone))
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def state(workspace: Workspace, agreement: TwoWayAgreement, *, at: datetime) -> State:
    """The four clauses as they are kept: this month's deliveries, and the answers of the last 30 days."""
    since = usual_since(workspace, at)
    kept = by_kind(workspace, since=since, until=at)
    return State(
        delivered=delivered(workspace, agreement, at=at),
        accepted=kept[Kind.ACCEPT],
        answered=kept[Kind.RESPOND],
        attempted=kept[Kind.ATTEMPT],
        rated=kept[Kind.FEEDBACK],
        reasons=reasons(workspace, since=since, until=at),
        since=since,
    )


def usual_since(workspace: Workspace, at: datetime) -> datetime:
    """The first midnight of the last 30 days, as the page of response times counts them."""
    zone = workspace.time_zone
    return period({"period": USUAL}, today=at.astimezone(ZoneInfo(zone)).date(), zone=zone).since


def passes(workspace: Workspace, *, at: datetime) -> QuerySet[StageChange]:
    """What marketing delivered this month."""
    rows = StageChange.objects.filter(workspace=workspace, to=Stage.MQL, at__gte=month_begin(workspace, at), at__lte=at)
    return rows.filter(lead__is_test=False).exclude(cause__in=NOBODYS)


def delivered(workspace: Workspace, agreement: TwoWayAgreement, *, at: datetime) -> Kept:
    """MQLs of this month against the agreement, and how many there should be by now."""
    begin = month_begin(workspace, at)
    following = (begin + timedelta(days=32)).replace(day=1)
    done = passes(workspace, at=at).count()
    share = (at - begin) / (following - begin)
    expected = agreement.leads_per_month * share
    return Kept(done, max(1, round(expected)), target=agreement.leads_per_month, expected=expected)


def by_kind(workspace: Workspace, *, since: datetime, until: datetime) -> dict[str, Kept]:
    """In time and late of each kind of clock that was decided in the period: stopped, or its time is up."""
    late = Exists(Breach.objects.filter(workspace=workspace, clock=OuterRef("pk")))
    rows = Clock.objects.filter(workspace=workspace, started_at__gte=since, started_at__lte=until).in_figures()
    went = outcomes(until)
    counted = (
        rows.annotate(is_late=late)
        .values("kind")
        .order_by("kind")
        .annotate(
            in_time=Count("pk", filter=went["in_time"]),
            late=Count("pk", filter=went["late"]),
            running=Count("pk", filter=Q(stopped_at=None)),
        )
    )
    found = {
        row["kind"]: Kept(row["in_time"], row["in_time"] + row["late"], late=row["late"], running=row["running"])
        for row in counted
    }
    return {kind: found.get(kind.value, Kept(0, 0)) for kind in Kind}


def given_back(workspace: Workspace, *, since: datetime, until: datetime) -> QuerySet[StageChange]:
    """Leads that sales gave back, turned down or lost."""
    rows = StageChange.objects.filter(workspace=workspace, at__gte=since, at__lte=until, lead__is_test=False)
    rows = rows.filter(was__in=[Stage.MQL, Stage.SAL, Stage.SQL], to__in=[Stage.LEAD, Stage.DISQUALIFIED, Stage.LOST])
    return rows.exclude(cause__in=NOBODYS)


def reasons(workspace: Workspace, *, since: datetime, until: datetime) -> Kept:
    """Those that were given back with a reason, of all of them."""
    found = given_back(workspace, since=since, until=until).aggregate(
        all=Count("pk"), said=Count("pk", filter=~Q(reason=""))
    )
    return Kept(found["said"], found["all"])
