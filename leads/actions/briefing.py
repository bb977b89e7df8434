"""The brief of a lead: what is known, gathered for the pure rules; and what people told, written down as said."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q

from accounts.actions import Refused
from accounts.models import User, Workspace
from leads import countries
from leads.actions.activities import record
from leads.brief import Behaviour, Colleague, Deed, Help, Known
from leads.brief import brief as made
from leads.models import Activity, Company, Fact, Lead, Offering
from leads.person import Event

LOOKED_AT = 400  # activities a brief reads
COLLEAGUES = 8
LATELY = timedelta(days=90)


def brief(lead: Lead, at: datetime) -> dict[str, Any]:
    """Who, where, what, when, why and how, as JSON; a fixed number of queries."""
    company = lead.company
    known = Known(
        lead=lead.pk,
        changed_at=lead.changed_at,
        first_seen_at=lead.first_seen_at,
        contact=tuple(part for part in (lead.email, lead.phone) if part),
        title=lead.title,
        role=lead.buying_role.replace("_", " "),
        place=", ".join(part for part in (lead.city, countries.called(lead.country)) if part),
        zone=lead.time_zone,
        product=lead.product,
        company=lead.company_id,
        company_line=company_line(company) if company else lead.company_name,
        employees=company.employees if company else None,
        own_fields=lead.custom,
        deeds=deeds_of(lead, at=at),
        colleagues=colleagues_of(lead, at=at),
        behaviours=behaviours_of(lead, at=at),
        helps=helps_of(lead.workspace_id),
    )
    return made(known, at=at)


def company_line(company: Company) -> str:
    """“Northwind Freight: 420 people, logistics”."""
    people = f"{company.employees:,} people" if company.employees else ""
    about = ", ".join(part for part in (people, company.industry) if part)
    return f"{company.name}: {about}" if about else company.name


def deeds_of(lead: Lead, *, at: datetime) -> list[Deed]:
    """What they did, newest first; what machines did is left out."""
    rows = Activity.objects.filter(workspace_id=lead.workspace_id, lead_id=lead.pk, at__lte=at, counts=True)
    told = rows.select_related("content").order_by("-at")[:LOOKED_AT]
    return [
        Deed(
            row.pk,
            row.at,
            row.type,
            title=row.title,
            content=row.content.title if row.content else "",
            journey=row.content.journey if row.content else "",
            properties=row.properties,
            by_member=row.by_id is not None,
        )
        for row in told
    ]


def colleagues_of(lead: Lead, *, at: datetime) -> list[Colleague]:
    """Others at the company, the latest active first, with how much they did lately."""
    if lead.company_id is None:
        return []
    rows = Lead.objects.present().filter(workspace_id=lead.workspace_id, company_id=lead.company_id)
    found = list(rows.exclude(pk=lead.pk).exclude(last_activity_at=None).order_by("-last_activity_at")[:COLLEAGUES])
    done = {
        row["lead_id"]: row
        for row in Activity.objects.filter(
            workspace_id=lead.workspace_id, lead_id__in=[one.pk for one in found], at__gt=at - LATELY, counts=True
        )
        .values("lead_id")
        .annotate(n=Count("id"), last=Max("at"))
    }
    return [
        Colleague(one.pk, one.called, one.title, done[one.pk]["n"], done[one.pk]["last"])
        for one in found
        if one.pk in done
    ]


def behaviours_of(lead: Lead, *, at: datetime) -> list[Behaviour]:
    """What the company does that says it may buy, newest first, as far as it still counts."""
    if lead.company_id is None:
        return []
    rows = Fact.objects.filter(workspace_id=lead.workspace_id, company_id=lead.company_id, withdrawn_at=None)
    current = rows.filter(Q(expires_on=None) | Q(expires_on__gte=at.date())).order_by("-on")[:COLLEAGUES]
    return [Behaviour(row.note or row.kind.replace("_", " ").capitalize(), row.on) for row in current]


def helps_of(workspace_id: int) -> list[Help]:
    """Our library of offerings."""
    rows = Offering.objects.current().filter(workspace_id=workspace_id)
    return [Help(row.pk, row.name, row.text, row.helps_when, tuple(map(str, row.words))) for row in rows]


def told_why(lead: Lead, *, by: User, said: str, at: datetime) -> None:
    """Write down why they look, as they said it to a colleague; it opens how we can help."""
    text = " ".join(said.split())
    if not text:
        raise Refused("Write down what they said, in their words.")
    event = Event(message_id=uuid.uuid4(), at=at, type="note", title="They said why", lead_id=lead.pk)
    event.properties, event.origin, event.by_id = {"note": text[:2000], "said": "why"}, "member", by.pk
    record(lead.workspace_id, [event])


@transaction.atomic
def keep_offering(
    workspace: Workspace,
    *,
    name: str,
    text: str,
    helps_when: str,
    words: list[str],
    offering: Offering | None = None,
) -> Offering:
    """Put an offering into the library, or change one."""
    name = name.strip()
    others = Offering.objects.current().filter(workspace=workspace, name=name)
    if others.exclude(pk=offering.pk if offering else 0).exists():
        raise Refused(f"There is an offering “{name}” already.")
    row = offering or Offering(workspace=workspace)
    row.name, row.text, row.helps_when, row.words = name, text.strip(), helps_when.strip(), words
    row.save()
    return row


def retire_offering(offering: Offering, *, at: datetime) -> None:
    """Take an offering out of the library; what was written about it stays."""
    Offering.objects.filter(pk=offering.pk, retired_at=None).update(retired_at=at)
