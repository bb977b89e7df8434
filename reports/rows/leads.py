"""Leads behind a number: those of a month that came so far, those that stand somewhere, those that did something."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from leads.models import Activity, Lead, StageChange
from reports.counting import BY_MODEL, NAMES, NOT_STEPS, STAGES
from reports.looking import Look
from reports.models import Counted
from reports.periods import Period, months_before
from reports.rows.parts import of_filters, within
from routing.models import Handoff, Offer, State
from sla.models.ratings import Rating

Leads = QuerySet[Lead]
LADDER = ("lead", "mql", "sal", "sql", "won")
OF = {
    "of-entered": "Entered",
    "of-mql": "Came to MQL",
    "of-sal": "Came to SAL",
    "of-sql": "Came to SQL",
    "of-won": "Won",
    "of-lost": "Lost",
    "of-disqualified": "Disqualified",
    "of-open": "Still open",
    "of-unflagged": "Won, and the definition never found them",
}
TITLES = {
    "worked": "Worked by sales now",
    "overdue": "Next step overdue",
    "rated": "Rated by sales",
    "rated-low": "Rated with one or two stars",
    "refused": "Refused by sales",
    "taken": "Accepted by sales",
    "untouched": "Accepted and never touched",
    "offered": "Offered to a rep",
    "did": "Passed on, and did this",
    "did-after": "Did this after they were passed on",
    "did-taken": "Did this, and were accepted",
    "saw": "Passed on, and looked at this",
}
SAMPLED = 300  # the newest passes whose doings are looked at
EARLIER = timedelta(days=180)


def title_of(what: str, asked: Mapping[str, str]) -> str:
    """What the rows are."""
    kind, _, stage = what.partition("-")
    if what in OF or what in TITLES:
        named = asked.get("named", "")
        return OF.get(what) or (f"{TITLES[what]}: {named}" if named else TITLES[what])
    if kind == "at" and stage in NAMES:
        return f"{NAMES[stage]} now"
    return "Leads that entered"


def period_of(look: Look) -> Period:
    """The period, or the one month that was asked for."""
    try:
        month = date.fromisoformat(f"{look.asked.get('cohort', '')}-01")
    except ValueError:
        return look.period
    return Period(month, months_before(month, -1))


def leads(look: Look, what: str) -> Leads:
    """The leads, newest first."""
    kind, _, stage = what.partition("-")
    rows: Leads = look.workspace.leads.filter(of_filters(look, ""), merged_into=None, is_test=False)
    if what in TITLES:
        rows = DOING[what](look, rows)
    elif kind == "at" and stage in STAGES:
        rows = standing(look, rows, stage)
    else:
        rows = entered(look, rows, what)
    return rows.select_related("company").order_by("-first_seen_at", "-id")


def entered(look: Look, rows: Leads, what: str) -> Leads:
    """Those that entered in the period (whole months for cohorts) and came so far."""
    period = period_of(look)
    first = period.first.replace(day=1) if what in OF else period.first
    counted = Counted.objects.filter(workspace=look.workspace, entered_on__gte=first, entered_on__lt=period.end)
    rows = rows.filter(pk__in=counted.values("lead"))
    stage = what.removeprefix("of-")
    if what == "of-unflagged":
        flagged = StageChange.objects.filter(lead=OuterRef("pk"), to="mql", cause__in=BY_MODEL)
        return rows.filter(stage="won").exclude(Exists(flagged.filter(~Q(details__has_key="inferred"))))
    if stage in {"won", "lost", "disqualified"}:
        return rows.filter(stage=stage)
    if stage == "open":
        return rows.filter(stage__in=LADDER[:4])
    if stage in LADDER[1:]:
        beyond = LADDER[LADDER.index(stage) :]
        taken = StageChange.objects.filter(lead=OuterRef("pk"), to__in=beyond).exclude(cause__in=NOT_STEPS)
        return rows.filter(Q(stage__in=beyond) | Exists(taken))
    return rows


def standing(look: Look, rows: Leads, stage: str) -> Leads:
    """Those that stand at a stage, for at least and at most so many days."""
    rows = rows.filter(stage=stage)
    zone = look.now.tzinfo
    least, most = (days(look.asked.get(name, "")) for name in ("least", "most"))
    if least is not None:
        after = look.today - timedelta(days=least - 1)
        rows = rows.filter(staged_at__lt=datetime.combine(after, time.min, zone))
    if most is not None:
        rows = rows.filter(staged_at__gte=datetime.combine(look.today - timedelta(days=most), time.min, zone))
    return rows


def days(text: str) -> int | None:
    """A number of days, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else None  # noqa: PLR2004


def steps_to_mql(look: Look) -> QuerySet[StageChange]:
    """The passes of the period."""
    return look.workspace.stage_changes.filter(to="mql", **within("at", look)).exclude(cause__in=NOT_STEPS)


def handed(look: Look, rows: Leads, state: str, **more: object) -> Leads:
    """Those with a pass that was answered so in the period, of the grade that was asked for."""
    answered = Handoff.objects.filter(workspace=look.workspace, state=state, **within("answered_at", look))
    if "grade_then" in look.asked:
        answered = answered.filter(grade=look.asked["grade_then"].replace("-", ""))
    return rows.filter(pk__in=answered.values("lead"))


def untouched(look: Look, rows: Leads) -> Leads:
    """Accepted, and no touch since."""
    answered = Handoff.objects.filter(workspace=look.workspace, state=State.ACCEPTED)
    answered = answered.filter(**within("answered_at", look), lead=OuterRef("pk"))
    if "grade_then" in look.asked:
        answered = answered.filter(grade=look.asked["grade_then"].replace("-", ""))
    since = Activity.objects.filter(workspace=look.workspace, lead=OuterRef("lead"), type="touch")
    return rows.filter(Exists(answered.exclude(Exists(since.filter(at__gte=OuterRef("answered_at"))))))


def offered(look: Look, rows: Leads) -> Leads:
    """Those that routing gave to somebody in this way."""
    why = look.asked.get("named", "")
    ways = Q(why=why) | Q(why__startswith=f"{why}:")
    offers = Offer.objects.filter(ways, workspace=look.workspace, **within("at", look))
    return rows.filter(pk__in=offers.values("handoff__lead"))


def rated(look: Look, rows: Leads, most: int = 5) -> Leads:
    """Those that sales rated in the period."""
    given = Rating.objects.filter(workspace=look.workspace, stars__lte=most, **within("at", look))
    return rows.filter(pk__in=given.values("lead"))


def doing(look: Look, rows: Leads, *, after: bool = False) -> Leads:
    """Of the newest passes: those that did what is named, within half a year before, or after."""
    passes = steps_to_mql(look).filter(lead__in=rows.order_by().values("pk"))
    newest = passes.order_by("-at").values_list("lead", "at")[:SAMPLED]
    since: dict[int, datetime] = {}
    for pk, at in newest:
        since[pk] = max(at, since.get(pk, at))
    said = Activity.objects.filter(named(look), workspace=look.workspace, counts=True, lead__in=list(since))
    found = {
        pk
        for pk, at in said.annotate(of=F("lead")).values_list("of", "at")
        if (at > since[pk] if after else at >= since[pk] - EARLIER)
    }
    return rows.filter(pk__in=found)


def named(look: Look) -> Q:
    """The kind that was asked for, or for what was looked at the title, and the path of what has none."""
    name = look.asked.get("named", "")
    if look.asked.get("what") != "saw":
        return Q(type=name)
    seen = Q(type="page") | Q(content__isnull=False)
    return seen & (Q(title=name) | Q(title="", properties__path=name) | Q(title="", type=name))


DOING: dict[str, Callable[[Look, Leads], Leads]] = {
    "worked": lambda look, rows: rows.filter(stage__in=["sal", "sql"]),
    "overdue": lambda look, rows: rows.filter(holder="sales", next_step_at__lt=look.now),
    "rated": rated,
    "rated-low": lambda look, rows: rated(look, rows, 2),
    "refused": lambda look, rows: handed(look, rows, State.REJECTED),
    "taken": lambda look, rows: handed(look, rows, State.ACCEPTED),
    "untouched": untouched,
    "offered": offered,
    "did": doing,
    "did-after": lambda look, rows: doing(look, rows, after=True),
    "did-taken": lambda look, rows: doing(look, rows).filter(stage__in=["sal", "sql", "won"]),
    "saw": doing,
}
