"""Companies: who they are, how they behave, what is heard of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace


class Company(TenantModel):
    """A firm that leads work for; found by its registrable domain."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="companies")
    name = models.CharField(max_length=200)
    name_norm = models.CharField(max_length=200, editable=False)
    domain = models.CharField("Web domain", max_length=253, null=True, blank=True)  # noqa: DJ001 - unique where set
    industry = models.CharField(max_length=80, blank=True)
    employees = models.PositiveIntegerField("People", null=True, blank=True)
    revenue = models.PositiveBigIntegerField("Yearly revenue", null=True, blank=True, help_text="In whole units.")
    currency = models.CharField(max_length=3, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=80, blank=True)
    sites = models.JSONField(default=list, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, db_constraint=False, related_name="children"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="company_rows"),
            TenantKey(name="company_parent_key", field="parent", to="leads.Company"),
            models.UniqueConstraint(fields=["workspace", "domain"], name="company_domain_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "name_norm", "id"], name="company_by_name")]

    def __str__(self) -> str:
        return self.name


class CompanyChange(TenantModel):
    """What a company's columns were before they changed, so that the past can be shown; written by a trigger.

    Columns that are filled in the transaction that makes a company are not changes.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="company_changes"
    )
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="changes"
    )
    at = models.DateTimeField(db_default=Now())
    were = models.JSONField()  # {column: value}

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="companychange_rows"),
            TenantKey(name="companychange_company_key", field="company", to="leads.Company"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "company", "at"], name="companychange_of_company")]

    def __str__(self) -> str:
        return ", ".join(self.were)


class Fact(TenantModel):
    """Something a company does that says it may buy (exegraphic): hiring a CMO, opening an office."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="facts")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, db_constraint=False, related_name="facts")
    kind = models.CharField(max_length=40)
    on = models.DateField("Date")
    source = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="fact_rows"),
            TenantKey(name="fact_company_key", field="company", to="leads.Company"),
            models.CheckConstraint(condition=~Q(kind=""), name="fact_has_kind"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "company", "kind", "on"], name="fact_of_company")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}"


class CompanyNews(TenantModel):
    """A line in a company's news log."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="company_news")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, db_constraint=False, related_name="news")
    at = models.DateTimeField(db_default=Now())
    headline = models.CharField(max_length=300)
    url = models.URLField(max_length=500, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="companynews_rows"),
            TenantKey(name="companynews_company_key", field="company", to="leads.Company"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "company", "-at"], name="companynews_newest")]

    def __str__(self) -> str:
        return self.headline
