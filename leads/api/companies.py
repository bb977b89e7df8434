"""Companies for programs: who they are, how they behave, what is heard of them."""

from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.errors import Fault, invalid
from accounts.rest.fields import Body, Choice, Text, Whole
from accounts.rest.paging import PageQuery
from accounts.rest.views import WorkspaceViewSet
from leads import words
from leads.actions import companies as verbs
from leads.actions import firms
from leads.api.bodies import text
from leads.api.leads import READ_WRITE, faults
from leads.company_values import read_company
from leads.conditions.vocabulary import FACTS
from leads.models import Company, CompanyNews, Fact

COMPANIES = "Companies"


class Day(serializers.DateField):
    """A day, written year-month-day."""

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)


def count(help_text: str) -> Whole:
    """A whole number that may be left out or cleared."""
    return Whole(required=False, allow_null=True, min_value=0, help_text=help_text)


class CompanyFields(Body):
    """What to set on a company; what is not named stays, and null or an empty text clears."""

    name = text()
    domain = text("The web domain it registered.")
    industry = text()
    employees = count("How many people work there.")
    revenue = count("A year's, in whole units of the currency.")
    currency = text("A code of three letters.")
    country = text("A name in any language, or a code.")
    region = text()
    city = text()

    examples: ClassVar = {"name": "Acme", "domain": "acme.example", "industry": "Steel", "employees": 1200}


class CompanyBody(Body):
    """A firm that leads work for."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    domain = serializers.CharField(allow_null=True)
    industry = serializers.CharField()
    employees = serializers.IntegerField(allow_null=True)
    revenue = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField()
    country = serializers.CharField()
    region = serializers.CharField()
    city = serializers.CharField()
    sites = serializers.ListField()
    parent = serializers.IntegerField(source="parent_id", allow_null=True)
    created_at = serializers.DateTimeField()

    examples: ClassVar = {"id": 4, "name": "Acme", "domain": "acme.example", "industry": "Steel"}


class CompanyQuery(PageQuery):
    """Which companies."""

    q = Text(required=False, max_length=200, help_text="The beginning of the name.")
    domain = Text(required=False, max_length=253, help_text="Exactly this registrable domain.")


class Companies(ListModelMixin, RetrieveModelMixin, WorkspaceViewSet):
    """Firms."""

    tag = COMPANIES
    scopes: ClassVar = READ_WRITE
    serializer_class = CompanyBody
    accepts: ClassVar = {"create": CompanyFields, "partial_update": CompanyFields}
    asks: ClassVar = {"list": CompanyQuery}
    says: ClassVar = {"list": "List companies. Newest first.", "retrieve": "Get a company"}

    def get_queryset(self) -> QuerySet[Company]:
        """All companies, or those that are asked for."""
        rows = self.workspace.companies.all()
        if self.query.get("q"):
            begin = firms.normal(self.query["q"])
            rows = rows.filter(name_norm__gte=begin, name_norm__lt=words.beyond(begin))
        return rows.filter(domain=self.query["domain"].lower()) if "domain" in self.query else rows

    def create(self, request: Request) -> Response:
        """Add a company. Leads bring their companies by themselves; this is for those that have no lead yet."""
        self.given["name"] = self.given.get("name") or self.given.get("domain") or ""
        company = self.store(None)
        return self.shown(company, status=201, location=reverse("api:company", args=[company.pk]))

    def partial_update(self, request: Request, pk: int) -> Response:
        """Change a company. All that is named is set, or nothing; its leads are found by a new name at once."""
        company = self.get_object()
        self.store(company)
        return self.shown(self.get_queryset().get(pk=pk))

    def store(self, company: Company | None) -> Company:
        """Write what was sent to a company or to a new one; a domain belongs to one company."""
        values, complaints = read_company(self.given)
        if complaints:
            raise invalid(faults(complaints))
        try:
            with transaction.atomic():
                if company is None:
                    return verbs.add_company(self.workspace.pk, fields=values)
                verbs.change_company(company, fields=values)
                return company
        except IntegrityError as error:
            if getattr(error.__cause__, "pgcode", "") != "23505":
                raise
            raise invalid([Fault("/domain", "taken", "Another company here has this domain.")]) from None


class OfCompany(WorkspaceViewSet):
    """Something about one company."""

    def company(self) -> Company:
        """The company in the address."""
        return get_object_or_404(self.workspace.companies, pk=self.kwargs["pk"])


class FactBody(Body):
    """Something a company does that says it may buy."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    on = serializers.DateField(help_text="Its date.")
    source = serializers.CharField()
    note = serializers.CharField()
    expires_on = serializers.DateField(allow_null=True)
    recorded_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="When somebody said it was not so.")

    examples: ClassVar = {"id": 8, "kind": "funding", "source": "https://news.example/acme"}


class NewFactBody(Body):
    """A fact to write down."""

    kind = Choice(choices=list(FACTS))
    on = Day(help_text="Its date.")
    source = Text(required=False, allow_blank=True, max_length=300, help_text="A link, or who told you.")
    note = Text(required=False, allow_blank=True, max_length=500)
    expires_on = Day(required=False, allow_null=True, help_text="Until when it counts.")

    examples: ClassVar = {"kind": "funding", "on": "2026-03-01", "source": "https://news.example/acme"}


class CompanyFacts(ListModelMixin, OfCompany):
    """How a company behaves."""

    tag = COMPANIES
    scopes: ClassVar = READ_WRITE
    serializer_class = FactBody
    accepts: ClassVar = {"create": NewFactBody}
    asks: ClassVar = {"list": PageQuery}
    says: ClassVar = {"list": "List a company's facts. Newest first, withdrawn ones among them."}

    def get_queryset(self) -> QuerySet[Fact]:
        """The company's facts."""
        return self.workspace.facts.filter(company=self.company())

    def create(self, request: Request, pk: int) -> Response:
        """Write down a fact. It counts from its date until it expires or is withdrawn."""
        said = {"source": "", "note": "", "expires_on": None, **self.given}
        if said["expires_on"] is not None and said["expires_on"] < said["on"]:
            raise invalid([Fault("/expires_on", "invalid", "This is before the date of the fact.")])
        return self.shown(verbs.note_fact(self.company(), by=self.by, **said), status=201)


class NewsBody(Body):
    """A line of a company's news log."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    headline = serializers.CharField()
    url = serializers.CharField()

    examples: ClassVar = {"id": 3, "headline": "Acme opens an office in Pune"}


class NewNewsBody(Body):
    """A line to add."""

    headline = Text(max_length=300)
    url = serializers.URLField(required=False, allow_blank=True, max_length=500)

    examples: ClassVar = {"headline": "Acme opens an office in Pune"}


class CompanyNewsLog(ListModelMixin, OfCompany):
    """What is heard of a company."""

    tag = COMPANIES
    scopes: ClassVar = READ_WRITE
    serializer_class = NewsBody
    accepts: ClassVar = {"create": NewNewsBody}
    asks: ClassVar = {"list": PageQuery}
    says: ClassVar = {"list": "List a company's news. Newest first."}

    def get_queryset(self) -> QuerySet[CompanyNews]:
        """The company's news."""
        return self.workspace.company_news.filter(company=self.company())

    def create(self, request: Request, pk: int) -> Response:
        """Add to a company's news."""
        said = {"url": "", **self.given}
        return self.shown(verbs.note_news(self.company(), at=timezone.now(), by=self.by, **said), status=201)
