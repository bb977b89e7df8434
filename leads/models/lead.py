"""The lead: one person, where they stand, who holds them; and the constraints that keep the promise."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.constraints import TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace
from leads.models.company import Company
from leads.models.library import Campaign
from leads.stages import HOLDERS, Custody, Holder, Stage

WHOLE = (
    Q(holder="marketing", return_at__isnull=False, promise_at=None, accept_by=None, next_step_at=None)
    & Q(held_for="", offered_pool=None, rep=None, closed_for="")
) | (
    Q(holder="waiting", promise_at__isnull=False, return_at=None, accept_by=None, next_step_at=None)
    & Q(offered_pool=None, rep=None, closed_for="")
    & ~Q(held_for="")
)
WHOLE |= Q(holder="offered", accept_by__isnull=False, return_at=None, promise_at=None, next_step_at=None) & (
    Q(held_for="", closed_for="") & (Q(rep__isnull=False, offered_pool=None) | Q(rep=None, offered_pool__isnull=False))
)
WHOLE |= Q(holder="sales", next_step_at__isnull=False, rep__isnull=False, return_at=None, promise_at=None) & Q(
    accept_by=None, held_for="", offered_pool=None, closed_for=""
)
WHOLE |= Q(holder="closed", return_at=None, promise_at=None, accept_by=None, next_step_at=None) & (
    Q(held_for="", offered_pool=None) & ~Q(closed_for="")
)
FITTING = Q()
for _stage, _holders in HOLDERS.items():
    FITTING |= Q(stage=_stage.value, holder__in=sorted(_holders))

UNTIL = {Holder.MARKETING: "return_at", Holder.WAITING: "promise_at", Holder.OFFERED: "accept_by"}
UNTIL |= {Holder.SALES: "next_step_at"}


class LeadQuerySet(models.QuerySet["Lead"]):
    """Leads, as their pages ask for them."""

    def present(self) -> "LeadQuerySet":
        """Those that were not merged into another or erased."""
        return self.filter(merged_into=None, erased_at=None)

    def newest_first(self) -> "LeadQuerySet":
        """The list's usual order."""
        return self.order_by("-id")

    def for_list(self) -> "LeadQuerySet":
        """With what a row of the list shows."""
        return self.present().select_related("company", "owner", "rep")


class Lead(TenantModel):
    """One person."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="leads")
    # who
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    email = models.CharField("E-mail", max_length=254, blank=True)
    email_key = models.CharField(max_length=254, null=True, editable=False)  # noqa: DJ001 - unique where there is one
    email_domain = models.CharField(max_length=253, blank=True, editable=False)
    phone = models.CharField(max_length=20, blank=True, help_text="International, +49 30 …")
    title = models.CharField("Job title", max_length=150, blank=True)
    buying_role = models.CharField(max_length=40, blank=True)
    preferred_channel = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, blank=True)
    company = models.ForeignKey(
        Company,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        related_name="leads",
    )
    company_name = models.CharField("Company as they wrote it", max_length=200, blank=True)
    company_fixed = models.BooleanField(
        default=False, editable=False
    )  # corrected by hand: the domain no longer decides
    # where
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=80, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    # where from
    source = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=60, blank=True)
    campaign = models.ForeignKey(
        Campaign,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        related_name="leads",
    )
    utm = models.JSONField(default=dict, blank=True)
    landing_page = models.CharField(max_length=500, blank=True)
    product = models.CharField(max_length=80, blank=True, db_default="")  # what they are interested in
    custom = models.JSONField(default=dict, blank=True)
    consent = models.CharField(
        max_length=9, default="unknown"
    )  # unknown, given, withdrawn: the consent log's last word
    # where they stand
    stage = models.CharField(max_length=12, default=Stage.LEAD)
    staged_at = models.DateTimeField(db_default=Now())
    cycle = models.PositiveSmallIntegerField(default=1)  # counts up each time the lead is given back to marketing
    # who holds them
    holder = models.CharField(max_length=9, default=Holder.MARKETING)
    held_since = models.DateTimeField(db_default=Now())
    return_at = models.DateTimeField(null=True)
    promise_at = models.DateTimeField(null=True)
    held_for = models.CharField(max_length=200, blank=True)
    accept_by = models.DateTimeField(null=True)
    rep = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    offered_pool = models.BigIntegerField(null=True)
    next_step_at = models.DateTimeField(null=True)
    closed_for = models.CharField(max_length=200, blank=True)
    # what other rooms need to know: each column has one writer
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    score = models.IntegerField(default=0)  # hundredths of a point; scoring writes these
    fit = models.IntegerField(default=0)
    engagement = models.IntegerField(default=0)
    grade = models.CharField(max_length=2, blank=True)
    scored_at = models.DateTimeField(null=True)
    model_version = models.PositiveIntegerField(null=True)
    qualifies = models.BooleanField(
        default=False, db_default=False
    )  # reaches the published model's threshold, and nothing bars it
    score_at_return = models.IntegerField(null=True)  # what the score was when the lead was last given back
    barred_for = models.CharField(
        max_length=200, blank=True, db_default=""
    )  # the disqualifier that keeps it from being an MQL
    is_test = models.BooleanField(default=False, db_default=False, editable=False)  # sent to try the chain: no figure
    # times
    first_seen_at = models.DateTimeField(db_default=Now())
    last_activity_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="merged",
    )
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = LeadQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="lead_rows"),
            TenantKey(name="lead_company_key", field="company", to="leads.Company"),
            TenantKey(name="lead_campaign_key", field="campaign", to="leads.Campaign"),
            TenantKey(name="lead_merged_into_key", field="merged_into", to="leads.Lead"),
            models.UniqueConstraint(fields=["workspace", "email_key"], name="lead_email_once"),
            models.CheckConstraint(condition=WHOLE, name="lead_custody_whole"),
            models.CheckConstraint(condition=FITTING, name="lead_holder_fits_stage"),
            models.CheckConstraint(
                condition=Q(consent__in=["unknown", "given", "withdrawn"]), name="lead_known_consent"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="lead_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(email_key=None), name="lead_merged_gives_up_its_address"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace", "-id"], condition=Q(merged_into=None, erased_at=None), name="lead_newest"
            ),
            models.Index(
                fields=["workspace", "-score", "-id"],
                condition=Q(merged_into=None, erased_at=None),
                name="lead_hottest",
            ),
            models.Index(
                fields=["workspace", "stage", "-id"],
                condition=Q(merged_into=None, erased_at=None),
                name="lead_of_stage",
            ),
            models.Index(
                fields=["workspace", "stage", "source", "-id"],
                condition=Q(merged_into=None, erased_at=None),
                name="lead_of_stage_and_source",
            ),
            models.Index(fields=["workspace", "company"], condition=Q(company__isnull=False), name="lead_of_company"),
            models.Index(fields=["workspace", "source", "-id"], name="lead_of_source"),
            models.Index(
                fields=["workspace", "campaign"], condition=Q(campaign__isnull=False), name="lead_of_campaign"
            ),
            models.Index(fields=["workspace", "phone"], condition=~Q(phone=""), name="lead_of_phone"),
            models.Index(fields=["workspace", "rep"], condition=Q(rep__isnull=False), name="lead_of_rep"),
            models.Index(fields=["workspace", "owner", "-id"], condition=Q(owner__isnull=False), name="lead_of_owner"),
            models.Index(fields=["workspace", "grade", "-id"], condition=~Q(grade=""), name="lead_of_grade"),
            models.Index(
                fields=["workspace", "holder", "-id"],
                condition=Q(merged_into=None, erased_at=None),
                name="lead_of_holder",
            ),
            models.Index(
                fields=["workspace", "merged_into"], condition=Q(merged_into__isnull=False), name="lead_merged"
            ),
            # What is overdue, by holder: open rows only, so the cost does not grow with history.
            models.Index(fields=["workspace", "return_at"], condition=Q(holder="marketing"), name="lead_return_due"),
            models.Index(fields=["workspace", "promise_at"], condition=Q(holder="waiting"), name="lead_promise_due"),
            models.Index(fields=["workspace", "accept_by"], condition=Q(holder="offered"), name="lead_accept_due"),
            models.Index(fields=["workspace", "next_step_at"], condition=Q(holder="sales"), name="lead_step_due"),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def name(self) -> str:
        """First and last name as one."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def called(self) -> str:
        """The name, or the best there is instead of one."""
        return self.name or self.email or self.phone or f"Visitor {self.pk}"

    @property
    def custody(self) -> Custody:
        """Who holds the lead, until when and why."""
        holder = Holder(self.holder)
        until = getattr(self, UNTIL[holder]) if holder in UNTIL else None
        reason = self.held_for if holder is Holder.WAITING else self.closed_for
        return Custody(holder, until=until, rep=self.rep_id, pool=self.offered_pool, reason=reason)


def columns_of(custody: Custody) -> dict[str, Any]:
    """The custody as columns of a lead's row; those of the other shapes are emptied."""
    values: dict[str, Any] = dict.fromkeys(UNTIL.values())
    if custody.holder in UNTIL:
        values[UNTIL[custody.holder]] = custody.until
    values |= {"holder": custody.holder.value, "rep_id": custody.rep, "offered_pool": custody.pool}
    values["held_for"] = custody.reason if custody.holder is Holder.WAITING else ""
    values["closed_for"] = custody.reason if custody.holder is Holder.CLOSED else ""
    return values


class Token(TenantModel):
    """A word by which a lead is found: of the name, the address, the company. Compared as plain text under RLS.

    The lead is no key in the database: words are derived from leads and deleted with them, and checking seven keys
    for each new lead took a fifth of what storing it takes. A word that is left over finds nobody.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
    lead = models.BigIntegerField(db_column="lead_id")
    word = models.CharField(max_length=64, db_collation="C")  # ranges need the order of code points

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="token_rows", keyed=False),
            models.UniqueConstraint(fields=["workspace", "word", "lead"], name="token_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "lead"], name="token_of_lead")]

    def __str__(self) -> str:
        return self.word
