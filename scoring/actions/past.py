"""A lead as it was: its attributes, consent and stage at an instant, as columns that stand in for the row's own.

Attributes are read backwards from the log of changes. What is asked of before the lead was known is answered by what
was known first.
"""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from leads.models import Campaign, Company, Consent, CustodyChange, Lead, LeadChange, StageChange

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


def ask_the_past(rows: QuerySet[Any], lead: Lead, were: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The answer of a query over leads, with other values in some columns of this one.

    A table expression of the same name stands before the table, so that the query needs not know.
    """
    sql, params = rows.filter(pk=lead.pk).query.sql_with_params()
    if not were:
        return list(rows.filter(pk=lead.pk))
    columns, values = [], []
    for field in Lead._meta.concrete_fields:
        assert field.column is not None
        if field.attname in were:
            columns.append(f"%s::{field.db_type(connection)} AS {field.column}")
            values.append(field.get_db_prep_save(were[field.attname], connection))
        else:
            columns.append(field.column)
    shadow = f"SELECT {', '.join(columns)} FROM leads_lead WHERE id = %s"  # noqa: S608 - the model's own columns
    with connection.cursor() as cursor:
        cursor.execute(f"WITH leads_lead AS ({shadow}) {sql}", [*values, lead.pk, *params])
        return cursor.fetchall()
