"""What a rehearsal found, added up from its leads; and the leads behind each number."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Abs

from scoring import capacity
from scoring.models import Rehearsal, RehearsedLead
from scoring.rehearsal.workload import Week, weeks_of

SIDES = ("draft", "published")
STEP = 1_000  # hundredths: a bar of the distribution is ten points wide
PER_DAY = """
SELECT ({side}_at AT TIME ZONE %(zone)s)::date, count(*) FROM scoring_rehearsedlead
WHERE workspace_id = %(ws)s AND rehearsal_id = %(pk)s AND {side}_at > %(since)s GROUP BY 1
"""
HAPPENED = """
SELECT (at AT TIME ZONE %(zone)s)::date, count(*) FROM leads_stagechange
WHERE workspace_id = %(ws)s AND "to" = 'mql' AND at > %(since)s AND at <= %(until)s GROUP BY 1
"""
SPREAD = """
SELECT {side}_score / %(step)s, count(*) FROM scoring_rehearsedlead
WHERE workspace_id = %(ws)s AND rehearsal_id = %(pk)s GROUP BY 1 ORDER BY 1
"""


def result_of(row: Rehearsal) -> dict[str, Any]:
    """Everything that the page shows, as JSON."""
    days = {side: per_day(row, PER_DAY.format(side=side)) for side in SIDES}
    days["happened"] = per_day(row, HAPPENED)
    mondays = capacity.mondays(local_day(row, row.since), local_day(row, row.until))
    work = capacity.in_weeks(row.workspace_id, mondays)
    return {
        "weeks": [week_of(monday, days, work.get(monday)) for monday in mondays],
        "won": {"all": chosen(row, "won").count(), **{side: passed_first(row, "won", side) for side in SIDES}},
        "rejected": {
            "all": chosen(row, "rejected").count(),
            **{side: passed_first(row, "rejected", side) for side in SIDES},
        },
        "accepted": {side: answers(row, side) for side in SIDES},
        "before": {side: rows_of(row).filter(**{f"{side}_at__lte": row.since}).count() for side in SIDES},
        "scores": {side: spread(row, side) for side in SIDES},
        "load": {side: [said(week) for week in weeks_of(days[side], work)] for side in SIDES},
        "leads": rows_of(row).count(),
    }


def rows_of(row: Rehearsal) -> QuerySet[RehearsedLead]:
    """The leads of a rehearsal."""
    return RehearsedLead.objects.filter(workspace_id=row.workspace_id, rehearsal=row)


def chosen(row: Rehearsal, which: str) -> QuerySet[RehearsedLead]:
    """The leads behind one of the numbers; KeyError for a number there is not."""
    leads = rows_of(row)
    late = Q(draft_at=None) | Q(draft_at__gt=F("won_at"))
    late_published = Q(published_at=None) | Q(published_at__gt=F("won_at"))
    held = Q(draft_at=None) | Q(draft_at__gt=F("rejected_at"))
    found = {
        "won": leads.filter(won_at__isnull=False),
        "missed": leads.filter(late, won_at__isnull=False),
        "missed-now": leads.filter(late_published, won_at__isnull=False),
        "rejected": leads.filter(rejected_at__isnull=False),
        "held": leads.filter(held, rejected_at__isnull=False),
        "draft": leads.filter(draft_at__gt=row.since),
        "published": leads.filter(published_at__gt=row.since),
        "movers": leads.exclude(draft_score=F("published_score")),
    }
    return found[which]


def movers(row: Rehearsal, most: int) -> list[RehearsedLead]:
    """The leads whose score differs most between the versions."""
    leads = chosen(row, "movers").annotate(moved=Abs(F("draft_score") - F("published_score")))
    return list(leads.select_related("lead__company").order_by("-moved", "lead_id")[:most])


def passed_first(row: Rehearsal, outcome: str, side: str) -> int:
    """How many of those who were won or rejected a version hands over before."""
    return chosen(row, outcome).filter(**{f"{side}_at__lte": F(f"{outcome}_at")}).count()


def answers(row: Rehearsal, side: str) -> dict[str, int]:
    """Of those a version hands over: how many sales really accepted and rejected in these days."""
    passed = rows_of(row).filter(**{f"{side}_at__isnull": False})
    accepted = passed.filter(accepted_at__isnull=False).count()
    return {"accepted": accepted, "rejected": passed.filter(accepted_at=None, rejected_at__isnull=False).count()}


def per_day(row: Rehearsal, sql: str) -> dict[date, int]:
    """Counts by day of the workspace's time zone."""
    return {day: count for day, count in asked(row, sql)}


def spread(row: Rehearsal, side: str) -> dict[str, int]:
    """How many leads end with how many points, in steps of ten."""
    return {str(step * STEP // 100): count for step, count in asked(row, SPREAD.format(side=side))}


def asked(row: Rehearsal, sql: str) -> list[tuple[Any, int]]:
    """The rows of one of the statements above."""
    params: dict[str, Any] = {
        "ws": row.workspace_id,
        "pk": row.pk,
        "since": row.since,
        "until": row.until,
        "step": STEP,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, {**params, "zone": row.workspace.time_zone})
        return list(cursor.fetchall())


def local_day(row: Rehearsal, at: datetime) -> date:
    """The day of an instant in the workspace's time zone."""
    return at.astimezone(ZoneInfo(row.workspace.time_zone)).date()


def week_of(monday: date, days: Mapping[str, Mapping[date, int]], reps: Mapping[str, float] | None) -> dict[str, Any]:
    """One week of the chart."""
    counts = {
        name: sum(count for day, count in per.items() if 0 <= (day - monday).days < 7) for name, per in days.items()
    }
    return {"week": monday.isoformat(), **counts, "can_work": None if reps is None else sum(reps.values())}


def said(week: Week) -> dict[str, Any]:
    """One week of the workload."""
    return {
        "week": week.begins_on.isoformat(),
        "handed": week.handed,
        "can_work": week.can_work,
        "waiting": week.waiting,
        "late": week.late,
        "queues": dict(week.queues),
    }
