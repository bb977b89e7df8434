"""Running clocks: what is to be done about a lead by when, each step on the way, and what came too late."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from accounts.constraints import AppendOnly, TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace
from leads.models import Lead
from sla.models.agreement import Policy
from sla.models.calendars import CalendarEdition


class Kind(models.TextChoices):
    """What a clock waits for."""

    ACCEPT = "accept", "Acceptance"
    RESPOND = "respond", "First response"
    ATTEMPT = "attempt", "Next attempt"
    FEEDBACK = "feedback", "Feedback"

    @property
    def missed(self) -> str:
        """What did not happen when it ran out."""
        return MISSED[self.value]


MISSED = {
    "accept": "Not accepted or rejected in time",
    "respond": "Not answered in time",
    "attempt": "No attempt to reach them in time",
    "feedback": "Not rated in time",
}


class Cause(models.TextChoices):
    """Why a clock ran out."""

    UNACCEPTED = "unaccepted", "Nobody accepted the lead in time"
    UNTOUCHED = "untouched", "Accepted, but nobody got in touch in time"
    UNTRIED = "untried", "Reached nobody, and was not tried again in time"
    UNRATED = "unrated", "Not rated in time"


class ClockQuerySet(models.QuerySet["Clock"]):
    """Clocks, as pages and tickers ask for them."""

    def running(self) -> "ClockQuerySet":
        """Those that nobody stopped."""
        return self.filter(stopped_at=None)

    def of(self, lead: Lead) -> "ClockQuerySet":
        """Those of a lead, and of what was merged into it; asked by ids, so that an index finds them."""
        merged = Lead.objects.filter(workspace_id=lead.workspace_id, merged_into=lead.pk).values_list("pk", flat=True)
        return self.filter(workspace_id=lead.workspace_id, lead__in=[lead.pk, *merged])

    def overdue(self, now: datetime) -> "ClockQuerySet":
        """Running beyond their time: one clock for each lead that waits, for one lateness is not counted twice."""
        waits = self.running().in_figures().filter(due_at__lt=now)
        offered = Clock.objects.running().filter(lead=OuterRef("lead"), kind=Kind.ACCEPT, due_at__lt=now)
        return waits.filter(Q(kind=Kind.ACCEPT) | Q(kind=Kind.RESPOND) & ~Exists(offered))

    def in_figures(self) -> "ClockQuerySet":
        """Without those of test leads."""
        return self.filter(lead__is_test=False)


class Clock(TenantModel):
    """The time allowed for one answer. `next_at` is the next instant at which something has to be done about it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="clocks")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="clocks")
    handoff_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=8, choices=Kind)
    nth = models.PositiveSmallIntegerField(default=1)  # of the attempts; 1 for the others
    rep = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    pool = models.BigIntegerField(null=True)
    tier = models.CharField(max_length=40)
    policy = models.ForeignKey(
        Policy, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="clocks"
    )
    agreement_version = models.PositiveIntegerField()
    edition = models.ForeignKey(
        CalendarEdition, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="clocks"
    )
    allowed_seconds = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=120, blank=True)
    ran_seconds = models.PositiveIntegerField(null=True)  # working time from start to stop, pauses not counted

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="clock_rows"),
            TenantKey(name="clock_lead_key", field="lead", to="leads.Lead"),
            TenantKey(name="clock_policy_key", field="policy", to="sla.Policy"),
            TenantKey(name="clock_edition_key", field="edition", to="sla.CalendarEdition"),
            models.UniqueConstraint(
                fields=["workspace", "lead", "kind"], condition=Q(stopped_at=None), name="clock_one_running"
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="clock_due_after_start"),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(next_at=None, paused_at=None), name="clock_stopped_rests"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "next_at"], condition=Q(next_at__isnull=False), name="clock_due"),
            models.Index(fields=["workspace", "lead", "started_at"], name="clock_of_lead"),
            models.Index(fields=["workspace", "kind", "started_at"], name="clock_of_period"),
            models.Index(fields=["workspace", "rep"], condition=Q(stopped_at=None), name="clock_running_of_rep"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.due_at}"

    @property
    def allowed(self) -> timedelta:
        """Working time allowed."""
        return timedelta(seconds=self.allowed_seconds)


class ClockStep(TenantModel):
    """Something that was due on a clock's way and has been done: each once, however many tickers look."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="clock_steps")
    clock = models.ForeignKey(
        Clock, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="steps"
    )
    key = models.CharField(max_length=20)  # “50-remind”, “100-tell”
    due_at = models.DateTimeField()
    done_at = models.DateTimeField()
    overtaken = models.BooleanField(default=False)  # a later one was due as well: written down, nobody told

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="clockstep_rows"),
            TenantKey(name="clockstep_clock_key", field="clock", to="sla.Clock"),
            AppendOnly(name="clockstep_append_only"),
            models.UniqueConstraint(fields=["workspace", "clock", "key"], name="clockstep_once"),
        ]

    def __str__(self) -> str:
        return self.key


class ClockPause(TenantModel):
    """The clock stood still, because the ball was in the lead's court."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="clock_pauses")
    clock = models.ForeignKey(
        Clock, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="pauses"
    )
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    most_until = models.DateTimeField()  # it ends by itself here
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="clockpause_rows"),
            TenantKey(name="clockpause_clock_key", field="clock", to="sla.Clock"),
            TenantKey(name="clockpause_lead_key", field="lead", to="leads.Lead"),
            models.UniqueConstraint(
                fields=["workspace", "clock"], condition=Q(ended_at=None), name="clockpause_one_open"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "clock", "began_at"], name="clockpause_of_clock")]

    def __str__(self) -> str:
        return self.reason


class Breach(TenantModel):
    """A clock ran out. A fact: it stays, also when it is excused.

    `root` is the breach this one comes of: a lead that nobody accepted in time is not answered in time either, which
    is one lateness and not two.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="breaches")
    clock = models.ForeignKey(
        Clock, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="breaches"
    )  # at most one
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="breaches"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    cause = models.CharField(max_length=10, choices=Cause, blank=True, db_default="")
    root = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="followed_by"
    )
    rep = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    pool = models.BigIntegerField(null=True)
    due_at = models.DateTimeField()
    noticed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="breach_rows"),
            TenantKey(name="breach_clock_key", field="clock", to="sla.Clock"),
            TenantKey(name="breach_lead_key", field="lead", to="leads.Lead"),
            TenantKey(name="breach_root_key", field="root", to="sla.Breach"),
            AppendOnly(name="breach_append_only"),
            models.UniqueConstraint(fields=["workspace", "clock"], name="breach_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "-due_at"], name="breach_newest")]

    def __str__(self) -> str:
        return MISSED[self.kind]

    @property
    def why(self) -> str:
        """Its cause in words; what was missed where the cause was not written down."""
        return Cause(self.cause).label if self.cause else str(self)


class Excuse(TenantModel):
    """A manager's reason why a breach was nobody's fault; shown beside it, never instead of it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="excuses")
    breach = models.ForeignKey(
        Breach, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="excuses"
    )  # at most one
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="excuse_rows"),
            TenantKey(name="excuse_breach_key", field="breach", to="sla.Breach"),
            TenantKey(name="excuse_lead_key", field="lead", to="leads.Lead"),
            models.UniqueConstraint(fields=["workspace", "breach"], name="excuse_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="excuse_has_reason"),
        ]

    def __str__(self) -> str:
        return self.reason
