"""A lead as it was: its attributes, consent and stage at an instant, as columns that stand in for the row's own.

Attributes are read backwards from the log of changes. What is asked of before the lead was known is answered by what
was known first.
"""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from leads.models import Campaign, Company, CompanyChange, Consent, CustodyChange, Lead, LeadChange, StageChange

NAMED: dict[str, type[Any]] = {"company": Company, "campaign": Campaign}
PLAIN = {field.attname for field in Lead._meta.concrete_fields} - {"id", "workspace_id", "email_key"}


def attributes_at(lead: Lead, at: datetime) -> dict[str, Any]:
    """Columns of the lead that were others at the instant, and what they were."""
    since = max(at, lead.created_at)
    found: dict[str, Any] = {}
    for change in LeadChange.objects.filter(lead=lead, at__gt=since).order_by("-at", "-id"):
        for name, pair in change.fields.items():
            if not isinstance(pair, list) or len(pair) != 2:
                continue
            if name in NAMED:
                found[f"{name}_id"] = named(NAMED[name], lead.workspace_id, pair[0])
            elif name in PLAIN:
                found[name] = pair[0]
    return found | stage_at(lead, since) | consent_at(lead, since)


def company_at(lead: Lead, company_id: int | None, at: datetime) -> dict[str, Any]:
    """Columns of the company that were others at the instant, and what they were."""
    found: dict[str, Any] = {}
    if company_id is None:
        return found
    since = max(at, lead.created_at)
    rows = CompanyChange.objects.filter(workspace_id=lead.workspace_id, company_id=company_id, at__gt=since)
    for were in rows.order_by("-at", "-id").values_list("were", flat=True):
        found |= were
    return found


def named(model: type[Any], workspace_id: int, name: Any) -> int | None:
    """The row that was called so; ids were written as such by a few verbs."""
    rows = model.objects.filter(workspace_id=workspace_id)
    if isinstance(name, int):
        return rows.filter(pk=name).values_list("pk", flat=True).first()
    return rows.filter(name=name).values_list("pk", flat=True).first() if name else None


def stage_at(lead: Lead, at: datetime) -> dict[str, Any]:
    """The stage, where it has changed since."""
    change = StageChange.objects.filter(lead=lead, at__gt=at).order_by("at", "id").first()
    return {"stage": change.was} if change else {}


def consent_at(lead: Lead, at: datetime) -> dict[str, Any]:
    """The consent, where a word was said since."""
    words = Consent.objects.filter(lead=lead)
    if not words.filter(at__gt=at).exists():
        return {}
    last = words.filter(at__lte=at).order_by("-at", "-id").first()
    return {"consent": "unknown" if last is None else "given" if last.given else "withdrawn"}


def holder_at(lead: Lead, at: datetime) -> CustodyChange | None:
    """Who held the lead."""
    rows = CustodyChange.objects.filter(lead=lead, at__lte=at).select_related("rep")
    return rows.order_by("-at", "-id").first()


def ask_the_past(
    rows: QuerySet[Any], lead: Lead, were: dict[str, Any], company: dict[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """The answer of a query over leads, with other values in some columns of this one and of its company.

    Table expressions of the same names stand before the tables, so that the query needs not know.
    """
    sql, params = rows.filter(pk=lead.pk).query.sql_with_params()
    shadows = [shadow(Lead, lead.pk, were)] if were else []
    if company:
        shadows.append(shadow(Company, were.get("company_id", lead.company_id), company))
    if not shadows:
        return list(rows.filter(pk=lead.pk))
    said = ", ".join(text for text, _ in shadows)
    values = [value for _, some in shadows for value in some]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {said} {sql}", [*values, *params])
        return cursor.fetchall()


def shadow(model: type[Model], pk: int | None, were: dict[str, Any]) -> tuple[str, list[Any]]:
    """A table expression with one row as it was, named as its table is; and its parameters."""
    columns, values = [], []
    for field in model._meta.concrete_fields:
        assert field.column is not None
        if field.attname in were:
            columns.append(f"%s::{field.db_type(connection)} AS {field.column}")
            values.append(field.get_db_prep_save(were[field.attname], connection))
        else:
            columns.append(field.column)
    table = model._meta.db_table
    return f"{table} AS (SELECT {', '.join(columns)} FROM {table} WHERE id = %s)", [*values, pk]  # noqa: S608
