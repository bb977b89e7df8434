"""Forms on web sites: what they ask, the consent they ask for, and what came in by them."""

import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import AppendOnly, TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace
from capture.models.tracking import ALPHABET
from leads.models import Lead

LENGTH = 16  # random characters of a public id


def mint_public_id(workspace_id: int) -> str:
    """A new public id. It names its workspace, so that it is looked up inside it and nowhere else."""
    return f"{workspace_id}-{''.join(secrets.choice(ALPHABET) for _ in range(LENGTH))}"


class WebForm(TenantModel):
    """A form that people fill in on a page of its own or on the workspace's web site."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="web_forms")
    public_id = models.CharField(max_length=40, editable=False)
    name = models.CharField(max_length=80)
    intro = models.TextField(blank=True)
    questions = models.JSONField(default=list)  # [{"key": "email", "label": "…", "required": true}], in their order
    button = models.CharField(max_length=40, default="Send")
    thanks = models.CharField(max_length=500, default="Thank you. We will be in touch.")
    consent_text = models.CharField(max_length=1_000, blank=True)
    consent_version = models.PositiveIntegerField(default=0)  # 0: no consent was ever asked for
    consent_required = models.BooleanField(default=False)
    activity_type = models.CharField(max_length=100, default="form submitted")
    raises_hand = models.BooleanField(default=False)  # whoever sends it wants to be called now
    source = models.CharField(max_length=80, blank=True)
    product = models.CharField(max_length=80, blank=True)
    campaign = models.CharField(max_length=120, blank=True)  # its name or key
    origins = models.JSONField(default=list, blank=True)
    per_minute = models.PositiveIntegerField(default=300)  # sendings from one address
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="webform_rows"),
            models.UniqueConstraint(fields=["workspace", "public_id"], name="webform_public_id_once"),
            models.UniqueConstraint(
                fields=["workspace", "name"], condition=Q(closed_at=None), name="webform_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it takes anything."""
        return self.closed_at is None

    @property
    def consent_name(self) -> str:
        """The name of the consent text that is asked for now, as the consent log keeps it."""
        return f"{self.name[:70]} v{self.consent_version}" if self.consent_text else ""


class ConsentText(TenantModel):
    """One version of the consent text of a form: what people agreed to stays readable for ever."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="consent_texts")
    form = models.ForeignKey(
        WebForm, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="consent_texts"
    )
    version = models.PositiveIntegerField()
    text = models.CharField(max_length=1_000)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="consenttext_rows"),
            TenantKey(name="consenttext_form_key", field="form", to="capture.WebForm"),
            models.UniqueConstraint(fields=["workspace", "form", "version"], name="consenttext_once"),
            AppendOnly(name="consenttext_append_only"),
        ]

    def __str__(self) -> str:
        return f"Version {self.version}"


class EntryQuerySet(models.QuerySet["FormEntry"]):
    """Entries, as their page asks for them."""

    def taken(self) -> "EntryQuerySet":
        """Those that became part of a lead."""
        return self.filter(held_for="")

    def held(self) -> "EntryQuerySet":
        """Those kept back for somebody to look at."""
        return self.exclude(held_for="")


class FormEntry(TenantModel):
    """One sending of a form: which lead it made or met, or why it was kept back."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="form_entries")
    form = models.ForeignKey(WebForm, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    lead = models.ForeignKey(
        Lead, null=True, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="form_entries"
    )
    message_id = models.UUIDField()  # of the activity; the same sending, however often it comes, is one
    at = models.DateTimeField()
    what = models.CharField(max_length=7, blank=True)  # created, updated or same, as the hall says
    held_for = models.CharField(max_length=80, blank=True)
    said = models.JSONField(null=True)  # of those kept back

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="formentry_rows"),
            TenantKey(name="formentry_form_key", field="form", to="capture.WebForm"),
            TenantKey(name="formentry_lead_key", field="lead", to="leads.Lead"),
            models.UniqueConstraint(fields=["workspace", "form", "message_id"], name="formentry_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "form", "-id"], name="formentry_newest"),
            models.Index(fields=["workspace", "lead"], condition=Q(lead__isnull=False), name="formentry_of_lead"),
            models.Index(fields=["workspace", "form"], condition=~Q(held_for=""), name="formentry_held"),
        ]

    def __str__(self) -> str:
        return f"Entry {self.pk}"

    @property
    def words(self) -> list[Any]:
        """What somebody said in an entry that was kept back."""
        return [value for value in (self.said or {}).values() if value]
