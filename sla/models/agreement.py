"""The two-way agreement: what marketing delivers and what sales does with it. The document is the configuration."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.constraints import AppendOnly, TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace


class AgreementState(models.TextChoices):
    """A version's life: written, in force, past."""

    DRAFT = "draft", "Draft"
    IN_FORCE = "in_force", "In force"
    PAST = "past", "Past"


class Counts(models.TextChoices):
    """Whose calendar a policy goes by."""

    REP = "rep", "The rep’s, else the pool’s"
    POOL = "pool", "The pool’s"
    WORKSPACE = "workspace", "The workspace’s"
    LEAD = "lead", "The workspace’s hours in the lead’s time zone"


class Side(models.TextChoices):
    """The two who sign."""

    MARKETING = "marketing", "Marketing"
    SALES = "sales", "Sales"


class TwoWayAgreement(TenantModel):
    """One version of the agreement. One is in force; at most one is a draft; what was in force is never changed."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="agreements")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=AgreementState, default=AgreementState.DRAFT)
    purpose = models.TextField("What we agree on, and why", blank=True, max_length=2000)
    # 1. marketing delivers
    leads_per_month = models.PositiveIntegerField("MQLs that marketing delivers per month", default=50)
    # 2. response times are the policies
    # 3. sales follows up
    attempts = models.PositiveSmallIntegerField("Attempts to reach an accepted lead", default=6)
    attempt_days = models.PositiveSmallIntegerField("Over how many days", default=10)
    attempt_channels = models.JSONField("By", default=list)
    # 4. sales tells how it went
    reason_required = models.BooleanField("A reason is given with every rejection", default=True)
    rating_days = models.PositiveSmallIntegerField("Days in which sales rates each lead", default=5)
    questions = models.JSONField("Questions sales answers", default=list)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    made_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    in_force_from = models.DateTimeField(null=True, editable=False)
    in_force_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="agreement_rows"),
            models.UniqueConstraint(fields=["workspace", "version"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["workspace", "state"], condition=~Q(state="past"), name="agreement_one_draft_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", in_force_from=None) | Q(~Q(state="draft"), in_force_from__isnull=False),
                name="agreement_state_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.version}"


class Policy(TenantModel):
    """A row of clause 2: for whom, how soon, by whose calendar, and what happens on the way. First match wins."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="sla_policies")
    agreement = models.ForeignKey(
        TwoWayAgreement, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="policies"
    )
    place = models.PositiveSmallIntegerField(default=0)
    tier = models.CharField("Tier", max_length=40)
    hand_raiser = models.BooleanField("For leads who raised a hand", default=False)
    condition = models.JSONField(null=True, blank=True)  # leads.conditions; none: everybody
    accept_seconds = models.PositiveIntegerField("Accepted within")
    respond_seconds = models.PositiveIntegerField("First answered within")
    counts = models.CharField("Counted by", max_length=9, choices=Counts, default=Counts.REP)
    pause_days = models.PositiveSmallIntegerField("Days it may wait for the lead", default=3)
    steps = models.JSONField(default=list)  # [{"at": percent, "do": remind, tell or reoffer}]

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="policy_rows"),
            TenantKey(name="policy_agreement_key", field="agreement", to="sla.TwoWayAgreement"),
            models.UniqueConstraint(fields=["workspace", "agreement", "place"], name="policy_place_once"),
            models.CheckConstraint(
                condition=Q(accept_seconds__gt=0, respond_seconds__gte=F("accept_seconds")), name="policy_times"
            ),
        ]

    def __str__(self) -> str:
        return self.tier


class Signature(TenantModel):
    """Who signed a version for which side, and when."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="signatures")
    agreement = models.ForeignKey(
        TwoWayAgreement, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="signatures"
    )
    side = models.CharField(max_length=9, choices=Side)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)  # of the text that was signed; a draft changed later is not signed

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="signature_rows"),
            TenantKey(name="signature_agreement_key", field="agreement", to="sla.TwoWayAgreement"),
            AppendOnly(name="signature_append_only"),
            models.UniqueConstraint(fields=["workspace", "agreement", "side", "digest"], name="signature_once"),
        ]

    def __str__(self) -> str:
        return f"{self.side} signed"
