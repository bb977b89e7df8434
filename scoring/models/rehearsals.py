"""Dress rehearsals: what a draft would have done in the past, beside the published version."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import TenantKey, TenantRows
from accounts.models import Job, TenantModel, User, Workspace
from leads.models import Lead
from scoring.models.versions import ScoringModel


class Rehearsal(TenantModel):
    """One replay of a version against another over days of the past; `result` is what its page shows."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="rehearsals")
    draft = models.ForeignKey(ScoringModel, on_delete=models.CASCADE, db_constraint=False, related_name="rehearsals")
    published = models.ForeignKey(ScoringModel, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, db_constraint=False, related_name="+")
    days = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    definition_version = models.PositiveIntegerField()
    draft_changed_at = models.DateTimeField()  # what the draft was when it was replayed
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="rehearsal_rows"),
            TenantKey(name="rehearsal_draft_key", field="draft", to="scoring.ScoringModel", cascade=True),
            TenantKey(name="rehearsal_published_key", field="published", to="scoring.ScoringModel"),
            TenantKey(name="rehearsal_job_key", field="job", to="accounts.Job"),
            models.CheckConstraint(condition=Q(since__lt=models.F("until")), name="rehearsal_looks_back"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "draft", "-id"], name="rehearsal_of_draft")]

    def __str__(self) -> str:
        return f"{self.days} days of {self.draft_id}"


class RehearsedLead(TenantModel):
    """One lead in one rehearsal: when it first passes by each version, its scores at the end, what came of it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="rehearsed_leads")
    rehearsal = models.ForeignKey(Rehearsal, on_delete=models.CASCADE, db_constraint=False, related_name="leads")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    draft_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    draft_score = models.IntegerField()
    published_score = models.IntegerField()
    won_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    rejected_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="rehearsedlead_rows", keyed=False),
            TenantKey(name="rehearsedlead_rehearsal_key", field="rehearsal", to="scoring.Rehearsal", cascade=True),
            TenantKey(name="rehearsedlead_lead_key", field="lead", to="leads.Lead", cascade=True),
            models.UniqueConstraint(fields=["workspace", "rehearsal", "lead"], name="rehearsedlead_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} in {self.rehearsal_id}"
