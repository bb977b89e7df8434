"""Periods and filters as Django's queries know them."""

from typing import Any

from django.db.models import Q, QuerySet

from leads.matching import narrowed
from leads.models import Lead
from reports.looking import Look
from reports.models import Counted

MERGED_INTO_MERGED = 4  # leads one behind the other


def within(name: str, look: Look) -> dict[str, Any]:
    """Instants of the period, by days of the workspace's zone as everything is counted by."""
    bounds = look.bounds()
    return {f"{name}__gte": bounds["first"], f"{name}__lt": bounds["end"]}


def of_filters(look: Look, prefix: str) -> Q:
    """Only the leads that fit the filters."""
    found = Q()
    for dimension, value in look.wanted.values.items():
        found &= of_value(look, prefix, dimension, value)
    if look.wanted.segment is not None:
        rows = Lead.objects.filter(workspace=look.workspace)
        inside: QuerySet[Lead] = narrowed(rows, workspace=look.workspace, segment=look.wanted.segment, now=look.now)
        found &= Q(**{f"{prefix}pk__in": inside.order_by().values("pk")})
    return found


def of_filters_by_now(look: Look) -> Q:
    """Only steps of leads that fit the filters; those of a merged lead count where the one it went into does."""
    if not look.wanted:
        return Q()
    found, lead = Q(), "lead__"
    for _ in range(MERGED_INTO_MERGED):
        is_it = {f"{lead}pk__isnull": False, f"{lead}merged_into": None}
        found |= Q(**is_it) & of_filters(look, lead)
        lead += "merged_into__"
    return found


def of_value(look: Look, prefix: str, dimension: str, value: str) -> Q:
    """Only the leads of one value."""
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
    tags = Counted.objects.filter(workspace=look.workspace, **{dimension: value})
    return Q(**{f"{prefix}pk__in": tags.values("lead")})
