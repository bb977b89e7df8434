"""What is written down about companies, and where a lead works."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from leads import addresses
from leads.actions import firms, storing
from leads.actions.finding import refresh_words
from leads.changed import tell
from leads.models import Company, CompanyNews, Fact, Lead, LeadChange


@transaction.atomic
def change_company(company: Company, *, fields: dict[str, Any]) -> None:
    """Correct what is known of a company; its leads are found by its new name at once."""
    rows = Company.objects.filter(pk=company.pk, workspace_id=company.workspace_id)
    named = rows.values_list("name", "domain").get()
    for name, value in fields.items():
        setattr(company, name, value)
    company.name_norm = firms.normal(company.name)
    company.save()
    if named != (company.name, company.domain):
        refresh_words(company.workspace_id, company.leads.values_list("pk", flat=True))
    firms.tell_of(company.workspace_id, [company.pk])


@transaction.atomic
def add_company(workspace_id: int, *, fields: dict[str, Any]) -> Company:
    """Write down a company that no lead has brought."""
    company = Company(workspace_id=workspace_id, **fields)
    company.name_norm = firms.normal(company.name)
    company.save()
    return company


@transaction.atomic
def note_fact(
    company: Company, *, kind: str, on: date, source: str, note: str, expires_on: date | None, by: User
) -> Fact:
    """Write down something a company does: what, since when, who says so, until when it counts."""
    said: dict[str, Any] = {"kind": kind, "on": on, "source": source, "note": note, "expires_on": expires_on}
    fact = Fact.objects.create(workspace_id=company.workspace_id, company=company, recorded_by=by, **said)
    firms.tell_of(company.workspace_id, [company.pk])
    return fact


@transaction.atomic
def withdraw_fact(fact: Fact, *, at: datetime) -> bool:
    """Say that a fact was not so; it stays in the log and counts no more. False when somebody said so before."""
    rows = Fact.objects.filter(pk=fact.pk, workspace_id=fact.workspace_id, withdrawn_at=None)
    withdrawn = bool(rows.update(withdrawn_at=at))
    if withdrawn:
        firms.tell_of(fact.workspace_id, [fact.company_id])
    return withdrawn


def note_news(company: Company, *, headline: str, url: str, at: datetime, by: User) -> CompanyNews:
    """Add a line to a company's news log."""
    row = CompanyNews(workspace_id=company.workspace_id, company=company, headline=headline, url=url, at=at, by=by)
    row.save()
    return row


@transaction.atomic
def place(lead: Lead, *, name: str, domain: str, at: datetime, by: User) -> Company | None:
    """Say where a lead really works (nothing: nowhere known); from then on the address no longer decides."""
    found = firms.settle(lead.workspace_id, [(domain, name)]).of(domain, name)
    company = Company.objects.get(workspace_id=lead.workspace_id, pk=found.id) if found else None
    was = lead.company.name if lead.company else lead.company_name
    rows = Lead.objects.present().filter(workspace_id=lead.workspace_id, pk=lead.pk)
    rows.update(
        company=company,
        company_name=name or (company.name if company else ""),
        company_fixed=True,
        changed_at=at,
    )
    fields = {"company": [was, company.name if company else ""]}
    LeadChange.objects.create(workspace_id=lead.workspace_id, lead=lead, at=at, by=by, cause="manual", fields=fields)
    refresh_words(lead.workspace_id, [lead.pk])
    tell(lead.workspace_id, [lead.pk])
    return company


@transaction.atomic
def match(lead: Lead, *, at: datetime, by: User | None) -> Company | None:
    """Let the address, or else the company as they wrote it, decide again where a lead works."""
    wanted = (addresses.firm_of(lead.email_domain), lead.company_name)
    found = firms.settle(lead.workspace_id, [wanted]).of(*wanted)
    return put(lead, found.id if found else None, fixed=False, at=at, by=by)


@transaction.atomic
def correct(lead: Lead, *, company: Company | None, at: datetime, by: User | None) -> Company | None:
    """Put a lead at a company, or at none, by hand: from now on nothing else decides it. `match` undoes that."""
    return put(lead, company.pk if company else None, fixed=True, at=at, by=by)


def put(lead: Lead, company_id: int | None, *, fixed: bool, at: datetime, by: User | None) -> Company | None:
    """Set a lead's company and write down the change."""
    held = Lead.objects.select_for_update(no_key=True).get(pk=lead.pk, workspace_id=lead.workspace_id)
    was = held.company_id
    Lead.objects.filter(pk=lead.pk).update(company_id=company_id, company_fixed=fixed, changed_at=at)
    if was != company_id:
        fields = {lead.pk: {"company": [was, company_id]}}
        storing.note_changes(lead.workspace_id, fields, at=at, by_id=by.pk if by else None, cause="manual")
        refresh_words(lead.workspace_id, [lead.pk])
        tell(lead.workspace_id, [lead.pk])
    lead.refresh_from_db()
    return lead.company
