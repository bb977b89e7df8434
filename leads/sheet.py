"""Leads as the rows of a file."""

from collections.abc import Iterable, Iterator
from typing import Any

from leads.export import csv_rows
from leads.models import Lead

COLUMNS = {
    "id": "Id",
    "first_name": "First name",
    "last_name": "Last name",
    "email": "E-mail",
    "phone": "Phone",
    "title": "Job title",
    "company": "Company",
    "country": "Country",
    "city": "City",
    "source": "Source",
    "campaign": "Campaign",
    "product": "Product",
    "stage": "Stage",
    "holder": "Held by",
    "owner": "Owner",
    "score": "Score",
    "grade": "Grade",
    "consent": "Consent",
    "first_seen_at": "First seen",
    "last_activity_at": "Last active",
}


def leads_as_csv(leads: Iterable[Lead]) -> Iterator[str]:
    """Leads under their headings, line by line."""
    return csv_rows(list(COLUMNS.values()), (cells(lead) for lead in leads))


def cells(lead: Lead) -> list[Any]:
    """One lead as the cells of its line."""
    row = {name: getattr(lead, name) for name in COLUMNS}
    row["company"] = lead.company.name if lead.company else lead.company_name
    row["campaign"] = lead.campaign.name if lead.campaign else ""
    row["owner"] = lead.owner.email if lead.owner else ""
    row["score"] = lead.score / 100 if lead.scored_at else None
    row["first_seen_at"] = lead.first_seen_at.isoformat(timespec="seconds")
    row["last_activity_at"] = lead.last_activity_at.isoformat(timespec="seconds") if lead.last_activity_at else None
    return list(row.values())
