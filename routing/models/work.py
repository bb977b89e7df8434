"""What a rep does with a lead: the next step, the checklist, the opportunity, agreed actions as tasks, questions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace
from leads.models import Lead, StageChange
from routing.models.handoff import Handoff


class NextStep(TenantModel):
    """What is done next with a lead that a rep works; when it is due stands in the lead's custody."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="next_steps")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    text = models.CharField("Next step", max_length=200)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    touched_at = models.DateTimeField(null=True)  # the last logged touch, its way and what came of it
    channel = models.CharField(max_length=10, blank=True)
    outcome = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="nextstep_rows"),
            TenantKey(name="nextstep_lead_key", field="lead", to="leads.Lead"),
            models.UniqueConstraint(fields=["workspace", "lead"], name="nextstep_once"),
        ]

    def __str__(self) -> str:
        return self.text


class ChecklistItem(TenantModel):
    """One question that must be answered before a lead is an SQL: budget, authority, need, timing, or one's own."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="checklist")
    key = models.CharField(max_length=40)
    label = models.CharField("Name", max_length=60)
    question = models.CharField(max_length=200)
    required = models.BooleanField("Must be answered", default=True)
    position = models.PositiveSmallIntegerField(default=100)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="checklistitem_rows"),
            models.UniqueConstraint(fields=["workspace", "key"], name="checklistitem_once"),
        ]

    def __str__(self) -> str:
        return self.label


class Opportunity(TenantModel):
    """What a qualified lead may buy, for how much and by when; amounts in hundredths."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="opportunities")
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="opportunities"
    )
    handoff = models.ForeignKey(
        Handoff, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="opportunities"
    )
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    expected_on = models.DateField("Expected close", null=True)
    checklist = models.JSONField(default=dict, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=12, blank=True)  # won, lost, or where else the lead went
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="opportunity_rows"),
            TenantKey(name="opportunity_lead_key", field="lead", to="leads.Lead"),
            TenantKey(name="opportunity_handoff_key", field="handoff", to="routing.Handoff"),
            models.UniqueConstraint(
                fields=["workspace", "lead"], condition=Q(closed_at=None), name="opportunity_open_once"
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="opportunity_amount"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "-id"], name="opportunity_newest")]

    def __str__(self) -> str:
        return f"Opportunity with lead {self.lead_id}"

    @property
    def whole(self) -> float | None:
        """The amount in whole units."""
        return None if self.amount is None else self.amount / 100


class Doer(models.TextChoices):
    """Whose list an agreed action comes to."""

    HOLDER = "holder", "The rep who holds the lead"
    PASSER = "passer", "The marketer who passed it"


class Play(TenantModel):
    """One agreed action of a stage's playbook: who does what, how soon after the lead came to the stage."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="plays")
    stage = models.CharField(max_length=12)
    title = models.CharField("What is done", max_length=160)
    doer = models.CharField("By", max_length=6, choices=Doer.choices, default=Doer.HOLDER)
    hours = models.PositiveSmallIntegerField("Within hours", default=24)
    position = models.PositiveSmallIntegerField(default=100)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [TenantRows(name="play_rows")]
        indexes: ClassVar = [models.Index(fields=["workspace", "stage"], name="play_of_stage")]

    def __str__(self) -> str:
        return self.title


class Task(TenantModel):
    """An agreed action that fell to somebody: once for each step of a lead and play."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="tasks")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="tasks")
    change = models.ForeignKey(
        StageChange, null=True, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
    play = models.ForeignKey(
        Play, null=True, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="tasks"
    )
    to = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    title = models.CharField(max_length=160)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    dropped_at = models.DateTimeField(null=True)  # the lead left before it was done

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="task_rows"),
            TenantKey(name="task_lead_key", field="lead", to="leads.Lead"),
            TenantKey(name="task_change_key", field="change", to="leads.StageChange"),
            TenantKey(name="task_play_key", field="play", to="routing.Play"),
            models.UniqueConstraint(fields=["workspace", "change", "play"], name="task_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace", "to", "due_at"], condition=Q(done_at=None, dropped_at=None), name="task_open"
            ),
            models.Index(fields=["workspace", "lead"], name="task_of_lead"),
        ]

    def __str__(self) -> str:
        return self.title


class Question(TenantModel):
    """A rep asks marketing something about a lead, and the answer."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="questions")
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="questions"
    )
    text = models.CharField("Question", max_length=1000)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    asked_at = models.DateTimeField()
    to = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    answer = models.CharField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="question_rows"),
            TenantKey(name="question_lead_key", field="lead", to="leads.Lead"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-id"], condition=Q(answered_at=None), name="question_open"),
            models.Index(fields=["workspace", "lead"], name="question_of_lead"),
        ]

    def __str__(self) -> str:
        return self.text
