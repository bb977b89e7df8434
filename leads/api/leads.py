"""Leads for programs: one at a time, five hundred at a time, and what each of them did."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.reading import Statement
from accounts.rest.errors import Fault, escaped, faults_of, invalid
from accounts.rest.fields import Body
from accounts.rest.paging import PageQuery
from accounts.rest.views import WorkspaceViewSet
from accounts.scopes import Scope
from leads import actions, addresses
from leads.actions.rulebook import rulebook
from leads.api.batches import BatchBody, BatchDone
from leads.api.bodies import (
    ChangeBody,
    LeadBody,
    LeadQuery,
    PersonBody,
)
from leads.models import Activity, Company, Lead
from leads.person import Complaint, Outcome, Person
from leads.search import matching

LEADS = "Leads"
CAUSE = "api"
READ_WRITE = {"GET": Scope.LEADS_READ, "POST": Scope.LEADS_WRITE, "PATCH": Scope.LEADS_WRITE}
PLAIN = ("stage", "holder", "source")
ROWS = {"company": "company_id", "owner": "owner_id", "rep": "rep_id"}


def faults(complaints: Iterable[Complaint], *, under: str = "", code: str = "invalid") -> list[Fault]:
    """Complaints as faults of the request."""
    return [Fault(f"{under}{pointer(each.field)}", code, f"{each.why} {each.do}".strip()) for each in complaints]


def pointer(field: str) -> str:
    """“custom.seats” as a JSON pointer."""
    return "".join(f"/{escaped(part)}" for part in field.split(".", 1)) if field else ""


def person_of(said: dict[str, Any]) -> Person:
    """A checked body as the hall takes it; null is not said."""
    return Person(**{name: value for name, value in said.items() if value is not None})


ONE = Statement(
    "SELECT {lead}, {company} FROM leads_lead lead LEFT JOIN leads_company company"
    " ON company.workspace_id = lead.workspace_id AND company.id = lead.company_id"
    " WHERE lead.workspace_id = %s AND lead.id = %s",
    lead=Lead,
    company=Company,
)


class Leads(ListModelMixin, RetrieveModelMixin, WorkspaceViewSet):
    """People."""

    tag = LEADS
    scopes: ClassVar = READ_WRITE
    serializer_class = LeadBody
    accepts: ClassVar = {"create": PersonBody, "partial_update": ChangeBody}
    asks: ClassVar = {"list": LeadQuery}
    says: ClassVar = {
        "list": "List leads. Newest first, without those that were merged into others or erased.",
        "retrieve": "Get a lead. One that was merged or erased is shown as what is left of it.",
    }

    def get_queryset(self) -> QuerySet[Lead]:
        """All leads, or those that are asked for."""
        rows = self.workspace.leads.all()
        beside = ("company", "campaign", "owner", "rep")
        return self.asked_for(rows.select_related(*beside)) if self.action == "list" else rows

    def asked_for(self, rows: Any) -> QuerySet[Lead]:
        """The leads that the query means."""
        asked = self.query
        rows = rows.present().filter(**{name: asked[name] for name in PLAIN if name in asked})
        rows = rows.filter(**{column: asked[name] for name, column in ROWS.items() if name in asked})
        if "email" in asked:
            rows = rows.filter(email_key=self.key_of(asked["email"]))
        return matching(rows, asked["q"]) if "q" in asked else rows

    def key_of(self, email: str) -> str:
        """The address as it is compared here."""
        try:
            return addresses.read(email, rule=rulebook(self.workspace.pk).rules.email_rule).key
        except addresses.BadAddress as bad:
            raise invalid([Fault("?email", "invalid", str(bad))]) from None

    def create(self, request: Request) -> Response:
        """Add a lead, or say more about one. Found by address, else by id, else by phone, else by name and company;
        what is said replaces what was known, what is not said stays. 201 for a new lead, 200 for one that was there.
        """
        outcome = actions.upsert(self.workspace.pk, person_of(self.given), at=timezone.now(), cause=CAUSE, by=self.by)
        if outcome.complaints:
            raise invalid(faults(outcome.complaints))
        row = self.one(outcome.lead_id)
        if outcome.what == "created":
            return self.shown(row, status=201, location=reverse("api:lead", args=[row.pk]))
        return self.shown(row)

    def one(self, pk: int | None) -> Lead:
        """The lead with its company, as it is now."""
        found = ONE.first([self.workspace.pk, pk])
        assert found is not None
        lead, lead.company = found
        return cast(Lead, lead)

    def partial_update(self, request: Request, pk: int) -> Response:
        """Change a lead. All that is named is set, or nothing."""
        lead, at = self.get_object(), timezone.now()
        complaints = actions.change(lead, fields=self.fields(), at=at, by=self.by, cause=CAUSE)
        if complaints:
            raise invalid(faults(complaints))
        if "company" in self.given:
            company = self.named("companies", "company")
            actions.correct(lead, company=company, at=at, by=self.by)
        return self.shown(self.one(pk))

    def fields(self) -> dict[str, Any]:
        """What is to be set, with rows for names."""
        fields = {
            name: value for name, value in self.given.items() if name not in {"company", "owner_email", "campaign"}
        }
        if "owner_email" in self.given:
            fields["owner"] = self.member()
        if "campaign" in self.given:
            fields["campaign"] = self.campaign()
        return fields

    def member(self) -> Any:
        """The member with the address that was sent."""
        email = (self.given["owner_email"] or "").strip().lower()
        found = self.workspace.memberships.active().filter(user__email=email).select_related("user").first()
        if email and found is None:
            raise invalid([Fault("/owner_email", "invalid", "Nobody with this address is a member here.")])
        return found.user if found else None

    def campaign(self) -> Any:
        """The campaign with the name or key that was sent."""
        name, rows = self.given["campaign"] or "", self.workspace.campaigns
        found = rows.filter(name=name).first() or rows.filter(key=name).exclude(key="").first()
        if name and found is None:
            raise invalid([Fault("/campaign", "invalid", "There is no campaign with this name or key.")])
        return found

    def named(self, rows: str, name: str) -> Any:
        """The row with the id that was sent."""
        pk = self.given[name]
        found = getattr(self.workspace, rows).filter(pk=pk).first() if pk is not None else None
        if pk is not None and found is None:
            raise invalid([Fault(f"/{name}", "invalid", "There is no row with this id.")])
        return found


class Batches(WorkspaceViewSet):
    """Many people at once."""

    tag = LEADS
    scopes: ClassVar = {"POST": Scope.LEADS_WRITE}
    serializer_class = BatchDone
    accepts: ClassVar = {"batch": BatchBody}

    @extend_schema(responses={200: BatchDone, 207: BatchDone})
    def batch(self, request: Request) -> Response:
        """Add or update many leads. Each row is taken or refused by itself, and each has an answer: 200 when all were
        taken, 207 when one or more were refused, with the place and the reason of every fault.
        """
        rows: list[dict[str, Any]] = [{} for _ in self.given["leads"]]
        people, reader = [], PersonBody()
        for place, said in enumerate(self.given["leads"]):
            try:
                person = person_of(reader.run_validation(said))
            except serializers.ValidationError as error:
                wrong = list(faults_of(error.detail, f"/leads/{place}"))
                rows[place] = {"row": place, "what": "refused", "id": None, "errors": wrong}
            else:
                person.line = place
                people.append(person)
        told = actions.upsert_many(self.workspace.pk, people, at=timezone.now(), cause=CAUSE, by=self.by)
        for outcome in told:
            rows[outcome.line] = row_of(outcome)
        counts = Counter(row["what"] for row in rows)
        done = {what: counts[what] for what in ("created", "updated", "same", "refused")}
        errors = [{**row, "errors": [fault._asdict() for fault in row["errors"]]} for row in rows]
        return Response({**done, "rows": errors}, status=207 if counts["refused"] else 200)


def row_of(outcome: Outcome) -> dict[str, Any]:
    """What became of one row."""
    code = "invalid" if outcome.what == "refused" else "left_out"
    wrong = faults(outcome.complaints, under=f"/leads/{outcome.line}", code=code)
    return {"row": outcome.line, "what": outcome.what, "id": outcome.lead_id, "errors": wrong}


class ActivityBody(Body):
    """One thing somebody did."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    type = serializers.CharField()
    title = serializers.CharField()
    properties = serializers.DictField()
    channel = serializers.CharField()
    origin = serializers.CharField(help_text="Who told us.")
    content = serializers.IntegerField(source="content_id", allow_null=True)
    campaign = serializers.IntegerField(source="campaign_id", allow_null=True)
    message_id = serializers.UUIDField()
    counts = serializers.BooleanField(help_text="False for what a machine did: it is kept and worth nothing.")

    examples: ClassVar = {"id": 90210, "type": "page", "title": "Pricing", "origin": "segment"}


class Activities(ListModelMixin, WorkspaceViewSet):
    """What a lead did."""

    tag = LEADS
    scopes: ClassVar = {"GET": Scope.LEADS_READ}
    serializer_class = ActivityBody
    asks: ClassVar = {"list": PageQuery}
    says: ClassVar = {"list": "List what a lead did. Newest first by when it was stored."}

    def get_queryset(self) -> QuerySet[Activity]:
        """The activities of the lead and of those that were merged into it."""
        lead = get_object_or_404(self.workspace.leads, pk=self.kwargs["pk"])
        return self.workspace.activities.filter(lead__in=actions.family(lead))
