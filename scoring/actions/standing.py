"""A lead as it was at an instant: attributes and facts known then, score and grade, holder, rules in force."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from leads.actions import standing as one_it_is_now
from leads.models import Company, CustodyChange, Fact, Lead
from scoring.actions.past import attributes_at, company_at, holder_at
from scoring.actions.receipts import in_force, receipt
from scoring.models import GradeChange, ScoringModel
from scoring.receipts import Receipt


@dataclass(frozen=True)
class StandingThen:
    """What was known and held at an instant."""

    at: datetime
    attributes: dict[str, Any]  # columns of the lead as they were
    firm: dict[str, Any]  # what was known of its company; empty without one
    stage: str
    holder: CustodyChange | None
    facts: list[Fact]
    model: ScoringModel | None
    receipt: Receipt | None
    recorded: GradeChange | None  # the grade that was written down last before the instant

    @property
    def grade(self) -> str:
        """The grade by the activities and data of then."""
        return self.receipt.grade if self.receipt else ""


SHOWN = (
    *("first_name", "last_name", "email", "phone", "title", "company_id", "company_name", "country", "region"),
    *("city", "source", "channel", "product", "consent", "custom"),
)


FIRM = ("name", "industry", "employees", "country", "city")


def firm_at(lead: Lead, company_id: int | None, at: datetime) -> dict[str, Any]:
    """What was known of the company."""
    company = Company.objects.filter(workspace_id=lead.workspace_id, pk=company_id).first() if company_id else None
    if company is None:
        return {}
    were = company_at(lead, company_id, at)
    return {name: were.get(name, getattr(company, name)) for name in FIRM}


def standing_at(lead: Lead, *, at: datetime) -> StandingThen:
    """The lead as it was at a past instant."""
    lead = one_it_is_now(lead)
    were = attributes_at(lead, at)
    attributes = {name: were.get(name, getattr(lead, name)) for name in SHOWN}
    known = Fact.objects.filter(workspace_id=lead.workspace_id, company_id=attributes["company_id"])
    known = known.filter(Q(recorded_at__lte=at) & (Q(withdrawn_at=None) | Q(withdrawn_at__gt=at)))
    model = in_force(lead.workspace_id, at)
    grades = GradeChange.objects.filter(lead=lead, at__lte=at).order_by("-at", "-id")
    return StandingThen(
        at=at,
        attributes=attributes,
        firm=firm_at(lead, attributes["company_id"], at),
        stage=were.get("stage", lead.stage),
        holder=holder_at(lead, at),
        facts=list(known.order_by("-on", "id")) if attributes["company_id"] else [],
        model=model,
        receipt=receipt(lead, as_of=at) if model else None,
        recorded=grades.first(),
    )
