"""The bell of subscriptions: reports on a schedule, and alerts on a number, each at most once a period."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from django.urls import reverse

from accounts import bells
from accounts.actions import notify
from accounts.models import Workspace
from reports import looking, rhythm
from reports.actions.planning import KIND, put_off
from reports.alerts import METRICS, RATES, WAYS, is_worth, sentence
from reports.figures import Figures, Scope
from reports.looking import Look
from reports.models import Subscription
from reports.pages import assignment, coaching, engagement, feedback, funnel, pipeline, sources
from reports.periods import Period
from reports.sums import Sums

EVERY = timedelta(minutes=15)
REPORTS = {
    "pipeline": ("Pipeline", pipeline.pipeline),
    "funnel": ("Funnel", funnel.funnel),
    "sources": ("Sources", sources.sources),
    "assignment": ("Assignment", assignment.assignment),
    "feedback": ("Feedback", feedback.feedback),
    "coaching": ("Coaching", coaching.coaching),
    "engagement": ("Engagement", engagement.engagement),
}
AGAIN = {"weekly": "a week", "monthly": "a month", "quarterly": "a quarter"}
AT_ONCE = 50


@bells.answers(KIND, every=EVERY)
def send_due(workspace_id: int, now: datetime) -> datetime | None:
    """Look at what is due; come again at once when there was more than a handful."""
    workspace = Workspace.objects.get(pk=workspace_id)
    local = now.astimezone(ZoneInfo(workspace.time_zone))
    due = Subscription.objects.filter(
        workspace=workspace,
        due_at__lte=now,
        user__memberships__workspace=workspace,
        user__memberships__deactivated_at=None,
    ).order_by("due_at")
    rows = list(due.distinct()[:AT_ONCE])
    for row in rows:
        if row.report:
            send_report(workspace, row, local)
        else:
            look_at(workspace, row, local)
    return now if len(rows) == AT_ONCE else None


def send_report(workspace: Workspace, row: Subscription, now: datetime) -> None:
    """The numbers of a report with the way to it."""
    title, page = REPORTS.get(row.report, REPORTS["pipeline"])
    if not put_off(row, until=rhythm.next_due(row.rhythm, now)):
        return
    first, last = rhythm.span_of(row.rhythm, now.date())
    asked = {**dict(parse_qsl(row.query)), "period": "custom", "from": first.isoformat(), "to": last.isoformat()}
    look = looking.read(workspace, asked, now=now)
    found = page(look)
    lines = [
        f"{stat.label}: {stat.value}" + (f" ({stat.way} {stat.delta})" if stat.delta else "") for stat in found.stats
    ]
    notify(
        workspace.pk,
        to=[row.user_id],
        kind="report",
        key=f"report {row.pk} {first}",
        title=f"{title}, {first:%-d %b} to {last:%-d %b}",
        text="\n".join([*lines, *found.warnings, *narrowed(look), asked_for(row)]),
        url=look.url(row.report if row.report in REPORTS else "pipeline"),
        at=now,
    )


def narrowed(look: Look) -> list[str]:
    """By which filters, and what these do not narrow."""
    found = [f"Only: {look.filters_text}."] if look.wanted else []
    return [*found, look.limits] if look.limits else found


def asked_for(row: Subscription) -> str:
    """Why it comes."""
    return f"You asked for this report {row.get_rhythm_display().lower()}."


@dataclass(frozen=True)
class Seen:
    """A number now and in the period before, and whether a period is over."""

    now: float | None
    before: float | None
    is_over: bool
    key: str
    period: Period


def look_at(workspace: Workspace, row: Subscription, now: datetime) -> None:
    """Tell when the number passed the line, at most once in a period."""
    seen = number_of(workspace, row, now)
    told = None
    if seen.key != row.told_for and is_worth(row.way, row.line, seen.now, seen.before, is_over=seen.is_over):
        told = seen.key
    if not put_off(row, until=now + EVERY, told_for=told) or told is None or seen.now is None:
        return
    names = looking.names(workspace, row.dimension, [row.value]) if row.dimension else {}
    text = sentence(row.metric, row.way, row.line, seen.now, seen.before, names.get(row.value, ""))
    notify(
        workspace.pk,
        to=[row.user_id],
        kind="report",
        key=f"alert {row.pk} {seen.key}",
        title=text,
        text=f"From {seen.period.first:%-d %b} to {seen.period.last:%-d %b}. You asked to be told when"
        f" {METRICS[row.metric]} {WAYS[row.way]} {row.line:,}; it is told once {AGAIN[row.rhythm]}.",
        url=reverse("reports:subscriptions", args=[workspace.slug]),
        at=now,
    )


def number_of(workspace: Workspace, row: Subscription, now: datetime) -> Seen:
    """The running period for “over”; the last whole one for “under”; the last two whole ones for “fell”."""
    begun = rhythm.begin(row.rhythm, now.date())
    first, last = rhythm.span_of(row.rhythm, now.date())
    whole = Period(first, last + timedelta(days=1))
    earlier_first, earlier_last = rhythm.span_of(row.rhythm, first)
    running = Period(begun, now.date() + timedelta(days=1))
    period = running if row.way == "over" else whole
    scope = Scope(row.dimension, row.value) if row.dimension else Scope()
    figures = Figures(workspace)
    earlier = Period(earlier_first, earlier_last + timedelta(days=1))
    seen, before = figures.totals([period, earlier], scope)
    return Seen(
        value_of(row.metric, seen),
        value_of(row.metric, before),
        period is whole,
        rhythm.period_key(row.rhythm, now.date()),
        period,
    )


def value_of(metric: str, sums: Sums) -> float | None:
    """The number, rates in percent."""
    if metric in RATES:
        rate = getattr(sums, metric)
        return None if rate.value is None else rate.value * 100
    return float(getattr(sums, metric)) if metric in METRICS else None
