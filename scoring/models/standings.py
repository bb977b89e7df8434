"""Where leads stand: tallies, what is due on them, grade changes, releases held back, checks."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import AppendOnly, TenantKey, TenantRows
from accounts.models import TenantModel, Workspace
from leads.models import Lead
from scoring.models.signals import SLOTS
from scoring.models.versions import ScoringModel


class Tally(TenantModel):
    """One row a lead: the forward-decayed sum of each slot, the traits it has, and the standing by the published model.

    Written by the statements of `scoring.actions` only. No index but its key, so that an activity costs one HOT update.
    """

    pk = models.CompositePrimaryKey("workspace_id", "lead_id")
    # The key to the lead carries the workspace.
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    traits_a = models.BigIntegerField(db_default=0)  # bits 0 to 61
    traits_b = models.BigIntegerField(db_default=0)  # bits 62 to 123
    changes = models.IntegerField(db_default=0)  # counts up with each change of slots or traits
    score = models.IntegerField(db_default=0)  # hundredths, as the grade was last judged
    grade = models.CharField(max_length=2, db_default="")
    qualifies = models.BooleanField(db_default=False)
    barred = models.SmallIntegerField(null=True)  # place of the disqualifier in the model's list
    judged_by = models.IntegerField(null=True)  # version

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="tally_rows", keyed=False),
            TenantKey(name="tally_lead_key", field="lead", to="leads.Lead", cascade=True),
        ]

    def __str__(self) -> str:
        return f"Tally of {self.lead_id}"


for number in range(SLOTS):
    Tally.add_to_class(f"s{number:02d}", models.FloatField(null=True))  # NULL: nothing was ever counted


class Due(TenantModel):
    """A change of a tally that waits for its instant: a hit leaves a window, a hit dated ahead begins to count.

    Without a slot the traits of the lead are asked again.
    """

    lead_id = models.BigIntegerField()
    due_at = models.DateTimeField()
    slot = models.SmallIntegerField(null=True)
    change = models.FloatField(default=0)

    class Meta:
        constraints: ClassVar = [TenantRows(name="due_rows", keyed=False)]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "due_at"], name="due_soonest"),
            models.Index(fields=["workspace", "lead_id"], name="due_of_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} at {self.due_at}"


class Recheck(TenantModel):
    """The instant before which a lead cannot cross a band or threshold by itself; beside the tally, for the index."""

    pk = models.CompositePrimaryKey("workspace_id", "lead_id")
    lead_id = models.BigIntegerField()
    due_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [TenantRows(name="recheck_rows", keyed=False)]
        indexes: ClassVar = [models.Index(fields=["workspace", "due_at"], name="recheck_soonest")]

    def __str__(self) -> str:
        return f"{self.lead_id} at {self.due_at}"


class Stale(TenantModel):
    """Leads whose score in lists waits for the next minute; one row for each batch of activities."""

    leads = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [TenantRows(name="stale_rows")]

    def __str__(self) -> str:
        return f"{len(self.leads)} leads"


class Staged(TenantModel):
    """What a slot will hold for a lead, counted from the activities as they were when `changes` stood there."""

    slot = models.SmallIntegerField()
    lead_id = models.BigIntegerField()
    amount = models.FloatField(null=True)
    changes = models.IntegerField()

    class Meta:
        constraints: ClassVar = [TenantRows(name="staged_rows", keyed=False)]
        indexes: ClassVar = [models.Index(fields=["workspace", "slot", "lead_id"], name="staged_of_slot")]

    def __str__(self) -> str:
        return f"{self.slot} of {self.lead_id}"


class GradeChange(TenantModel):
    """A lead's grade or standing changed at an instant: by an activity, by cooling, by its data, or by the model."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="grade_changes"
    )
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="grade_changes"
    )
    at = models.DateTimeField()
    was = models.CharField(max_length=2, blank=True)
    to = models.CharField(max_length=2)
    score = models.IntegerField()
    fit = models.IntegerField()
    engagement = models.IntegerField()
    qualified = models.BooleanField()  # before
    qualifies = models.BooleanField()  # from now on
    cause = models.CharField(max_length=20)  # activity, time, attributes, model, merge
    model_version = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="gradechange_rows"),
            TenantKey(name="gradechange_lead_key", field="lead", to="leads.Lead", cascade=True),
            AppendOnly(name="gradechange_append_only"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "lead", "-at"], name="gradechange_of_lead")]

    def __str__(self) -> str:
        return f"{self.was} → {self.to}"


class HeldRelease(TenantModel):
    """A lead that an edit of the model made qualify: kept from sales until somebody lets a portion go."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="held_releases")
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="held_releases"
    )
    model = models.ForeignKey(ScoringModel, on_delete=models.CASCADE, db_constraint=False, related_name="held")
    score = models.IntegerField()
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)  # no longer qualifies, or passed by itself

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="heldrelease_rows"),
            TenantKey(name="heldrelease_lead_key", field="lead", to="leads.Lead", cascade=True),
            TenantKey(name="heldrelease_model_key", field="model", to="scoring.ScoringModel"),
            models.UniqueConstraint(
                fields=["workspace", "lead"],
                condition=Q(released_at=None, dropped_at=None),
                name="heldrelease_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace", "-score", "id"],
                condition=Q(released_at=None, dropped_at=None),
                name="heldrelease_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} held by {self.model_id}"


class ScoreCheck(TenantModel):
    """What comparing stored scores with their receipts found, each minute; a day of them is kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="score_checks")
    at = models.DateTimeField()
    looked_at = models.PositiveIntegerField()
    differing = models.PositiveIntegerField()
    differences = models.JSONField(default=list)  # [{"lead", "stored", "receipt"}], the first few

    class Meta:
        constraints: ClassVar = [TenantRows(name="scorecheck_rows")]
        indexes: ClassVar = [models.Index(fields=["workspace", "-at"], name="scorecheck_newest")]

    def __str__(self) -> str:
        return f"{self.differing} of {self.looked_at} at {self.at}"
