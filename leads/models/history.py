"""What happened to a lead: activities, stage and custody changes, consent, merges. Written once."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import AppendOnly, TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace
from leads.models.lead import Lead
from leads.models.library import Campaign, Content

# A key to the lead carries the workspace: a second check of the workspace alone, on each row, would buy nothing.


class Visitor(TenantModel):
    """A browser or device nobody has a name for yet; what it did becomes its lead's once it is known."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="visitors")
    anonymous_id = models.CharField(max_length=200)
    lead = models.ForeignKey(Lead, null=True, on_delete=models.SET_NULL, db_constraint=False, related_name="visitors")
    linked_at = models.DateTimeField(null=True)  # the instant of the event that linked it: the earliest wins
    linked_by = models.UUIDField(null=True)  # its message, to settle a tie the same way in any order
    first_seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="visitor_rows"),
            TenantKey(name="visitor_lead_key", field="lead", to="leads.Lead"),
            models.UniqueConstraint(fields=["workspace", "anonymous_id"], name="visitor_once"),
        ]

    def __str__(self) -> str:
        return self.anonymous_id


class Identity(TenantModel):
    """An id by which another system knows a lead: a user id, a CRM's id, an id from an imported file."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="identities"
    )
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, db_constraint=False, related_name="identities")
    kind = models.CharField(max_length=40)
    value = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="identity_rows"),
            TenantKey(name="identity_lead_key", field="lead", to="leads.Lead"),
            models.UniqueConstraint(fields=["workspace", "kind", "value"], name="identity_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class MessageKey(models.Model):
    """Every message id a workspace ever took, so that a retry is known for ever; outlives the activity."""

    pk = models.CompositePrimaryKey("workspace_id", "message_id")
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
    message_id = models.UUIDField()

    class Meta:
        constraints: ClassVar = [TenantRows(name="messagekey_rows", keyed=False)]

    def __str__(self) -> str:
        return str(self.message_id)


class Activity(TenantModel):
    """One thing somebody did, at an instant. Partitioned by month of `at`; only whose it is may be corrected."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="activities"
    )
    lead = models.ForeignKey(
        Lead, null=True, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="activities"
    )
    visitor = models.ForeignKey(
        Visitor, null=True, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="activities"
    )
    at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)  # as the client's clock had it; `at` is corrected by it
    type = models.CharField(max_length=100)  # small letters, single spaces: “page”, “demo requested”
    title = models.CharField(max_length=300, blank=True)
    properties = models.JSONField(default=dict)
    content = models.ForeignKey(
        Content, null=True, on_delete=models.SET_NULL, db_constraint=False, db_index=False, related_name="activities"
    )
    campaign = models.ForeignKey(
        Campaign, null=True, on_delete=models.SET_NULL, db_constraint=False, db_index=False, related_name="activities"
    )
    channel = models.CharField(max_length=60, blank=True)
    origin = models.CharField(max_length=40)  # who told us: segment, rudderstack, track.js, api, import, form, a member
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    message_id = models.UUIDField()
    counts = models.BooleanField(default=True)  # False: a scanner or machine did it; kept, and worth nothing

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="activity_rows", keyed=False),
            TenantKey(name="activity_lead_key", field="lead", to="leads.Lead"),
            TenantKey(name="activity_visitor_key", field="visitor", to="leads.Visitor"),
            TenantKey(name="activity_content_key", field="content", to="leads.Content"),
            TenantKey(name="activity_campaign_key", field="campaign", to="leads.Campaign"),
            models.CheckConstraint(
                condition=Q(lead__isnull=False) | Q(visitor__isnull=False), name="activity_is_somebodys"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "lead", "at"], name="activity_of_lead"),
            models.Index(
                fields=["workspace", "visitor"], condition=Q(visitor__isnull=False), name="activity_of_visitor"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.type


class StageChange(TenantModel):
    """One step of a lead's way: from, to, when, by whom or what, and why."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="stage_changes"
    )
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="stage_changes"
    )
    was = models.CharField(max_length=12)
    to = models.CharField(max_length=12)
    cycle = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    cause = models.CharField(max_length=60)  # what set it off: score, hand-raiser, manual, import, accept …
    reason = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)
    definition_version = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="stagechange_rows"),
            TenantKey(name="stagechange_lead_key", field="lead", to="leads.Lead"),
            AppendOnly(name="stagechange_append_only"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "lead", "at"], name="stagechange_of_lead"),
            models.Index(fields=["workspace", "to", "at"], name="stagechange_to"),
        ]

    def __str__(self) -> str:
        return f"{self.was} → {self.to}"


class CustodyChange(TenantModel):
    """Who held a lead from an instant on, until when it was promised, and why it changed hands."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="custody_changes"
    )
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="custody_changes"
    )
    at = models.DateTimeField()
    holder = models.CharField(max_length=9)
    until = models.DateTimeField(null=True)
    rep = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    pool = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="custodychange_rows"),
            TenantKey(name="custodychange_lead_key", field="lead", to="leads.Lead"),
            AppendOnly(name="custodychange_append_only"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "lead", "at"], name="custodychange_of_lead")]

    def __str__(self) -> str:
        return f"{self.holder} from {self.at}"


class LeadChange(TenantModel):
    """Which of a lead's fields changed at an instant, from what to what; so that the past can be shown."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="lead_changes"
    )
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="changes"
    )
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    cause = models.CharField(max_length=60)
    fields = models.JSONField()  # {field: [was, to]}

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="leadchange_rows"),
            TenantKey(name="leadchange_lead_key", field="lead", to="leads.Lead"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "lead", "at"], name="leadchange_of_lead")]

    def __str__(self) -> str:
        return ", ".join(self.fields)


class Consent(TenantModel):
    """Somebody gave or withdrew consent: when, to what text, how we know."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="consents"
    )
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="consents"
    )
    given = models.BooleanField()
    at = models.DateTimeField()
    text_version = models.CharField(max_length=80, blank=True)
    origin = models.CharField(max_length=120, blank=True)  # the form, file, mail link or member that told us
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="consent_rows"),
            TenantKey(name="consent_lead_key", field="lead", to="leads.Lead"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "lead", "at"], name="consent_of_lead")]

    def __str__(self) -> str:
        return "given" if self.given else "withdrawn"


class Suppressed(TenantModel):
    """An address nobody may write to any more; kept as a hash, so that it outlives erasure."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="suppressed")
    hashed = models.CharField(max_length=64)
    reason = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="suppressed_rows"),
            models.UniqueConstraint(fields=["workspace", "hashed"], name="suppressed_once"),
        ]

    def __str__(self) -> str:
        return self.reason


class Merge(TenantModel):
    """Two leads that are one person: what was where before, so that it can be undone."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="merges")
    kept = models.ForeignKey(Lead, on_delete=models.CASCADE, db_constraint=False, related_name="merges")
    gone = models.ForeignKey(Lead, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=60)
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="merge_rows"),
            TenantKey(name="merge_kept_key", field="kept", to="leads.Lead"),
            TenantKey(name="merge_gone_key", field="gone", to="leads.Lead"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"


class CustodyCheck(TenantModel):
    """What the look at all live leads found, each minute; the newest is shown, a day of them is kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="custody_checks")
    at = models.DateTimeField()
    live = models.PositiveBigIntegerField()
    adrift = models.PositiveBigIntegerField()
    overdue = models.JSONField(default=dict)
    held = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [TenantRows(name="custodycheck_rows")]
        indexes: ClassVar = [models.Index(fields=["workspace", "-at"], name="custodycheck_newest")]

    def __str__(self) -> str:
        return f"{self.adrift} of {self.live} at {self.at}"
