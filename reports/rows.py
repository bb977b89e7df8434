"""The rows behind a number: the steps that were counted, or the leads of a month that came so far."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from leads.models import Lead, StageChange
from reports.counting import BY_MODEL, NOT_STEPS
from reports.looking import Look
from reports.models import Counted
from reports.periods import Period, months_before

STEPS: dict[str, tuple[str, Q]] = {
    "mql": ("Became MQL", Q(to="mql")),
    "sal": ("Accepted by sales", Q(to="sal")),
    "sql": ("Became SQL", Q(to="sql") & ~Q(was="won")),
    "won": ("Won", Q(to="won")),
    "lost": ("Lost", Q(to="lost")),
    "disqualified": ("Disqualified", Q(to="disqualified")),
    "rejected": ("Rejected by sales", Q(was="mql", to__in=["lead", "disqualified"])),
    "recycled": ("Given back by sales", Q(was__in=["sal", "sql"], to="lead")),
}
OF = {
    "of-entered": "Entered",
    "of-mql": "Came to MQL",
    "of-sal": "Came to SAL",
    "of-sql": "Came to SQL",
    "of-won": "Won",
    "of-unflagged": "Won, and the definition never found them",
}
LADDER = ("lead", "mql", "sal", "sql", "won")


def title_of(what: str) -> str:
    """What the rows are."""
    if what in STEPS:
        return STEPS[what][0]
    return OF.get(what, "Leads that entered")


def period_of(look: Look) -> Period:
    """The period, or the one month that was asked for."""
    try:
        month = date.fromisoformat(f"{look.asked.get('cohort', '')}-01")
    except ValueError:
        return look.period
    return Period(month, months_before(month, -1))


def steps(look: Look, what: str) -> QuerySet[StageChange]:
    """Steps of a kind in the period, newest first."""
    rows = look.workspace.stage_changes.filter(STEPS[what][1], lead__is_test=False, **within("at", look.period))
    if look.asked.get("reason"):
        rows = rows.filter(reason=look.asked["reason"])
    rows = rows.exclude(cause__in=NOT_STEPS).filter(of_scope(look, "lead__")).select_related("lead__company", "by")
    return rows.order_by("-at", "-id")


def leads(look: Look, what: str) -> QuerySet[Lead]:
    """Leads that entered in the period (whole months for cohorts) and came so far, newest first."""
    period = period_of(look)
    first = period.first.replace(day=1) if what in OF else period.first
    entered = Counted.objects.filter(workspace=look.workspace, entered_on__gte=first, entered_on__lt=period.end)
    rows = look.workspace.leads.filter(pk__in=entered.values("lead"), merged_into=None).filter(of_scope(look, ""))
    stage = what.removeprefix("of-")
    if what == "of-unflagged":
        flagged = StageChange.objects.filter(lead=OuterRef("pk"), to="mql", cause__in=BY_MODEL)
        rows = rows.filter(stage="won").exclude(Exists(flagged.filter(~Q(details__has_key="inferred"))))
    elif stage == "won":
        rows = rows.filter(stage="won")
    elif stage in LADDER[1:]:
        beyond = LADDER[LADDER.index(stage) :]
        taken = StageChange.objects.filter(lead=OuterRef("pk"), to__in=beyond).exclude(cause__in=NOT_STEPS)
        rows = rows.filter(Q(stage__in=beyond) | Exists(taken))
    return rows.select_related("company").order_by("-first_seen_at", "-id")


def within(name: str, period: Period) -> dict[str, Any]:
    """Instants of the period in the reader's zone."""
    zone = timezone.get_current_timezone()
    start, end = (datetime.combine(day, time.min, zone) for day in (period.first, period.end))
    return {f"{name}__gte": start, f"{name}__lt": end}


def of_scope(look: Look, prefix: str) -> Q:
    """Only the leads of the chosen value."""
    dimension, value = look.scope.dimension, look.scope.value
    if value is None:
        return Q()
    if dimension in {"source", "channel", "product"}:
        return Q(**{f"{prefix}{dimension}": value})
    if dimension == "landing":
        path = f"{prefix}landing_page"
        return (
            Q(**{path: value}) | Q(**{f"{path}__startswith": f"{value}?"}) | Q(**{f"{path}__startswith": f"{value}#"})
        )
    if dimension == "campaign":
        return Q(**{f"{prefix}campaign": int(value)}) if value.isdecimal() else Q(**{f"{prefix}campaign": None})
    if dimension == "rep" and value[:1] == "u" and value[1:].isdecimal():
        return Q(**{f"{prefix}owner": int(value[1:])})
    # Text of reps, pool, grade and first content stand where leads were counted.
    tags = Counted.objects.filter(workspace=look.workspace, **{f"tags__{PLACE[dimension]}": value})
    return Q(**{f"{prefix}pk__in": tags.values("lead")})


PLACE = {"content": 6, "rep": 7, "pool": 8, "grade": 9}
