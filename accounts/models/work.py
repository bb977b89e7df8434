"""Work that is due: bells, jobs, what leaves the house, answers to repeat, and signs of life."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import IN_WORKSPACE, TenantKey, TenantRows
from accounts.models.people import ApiKey, TenantModel, User, Workspace

RINGING = f"{IN_WORKSPACE} OR current_setting('baton.doorbells', true) = 'on'"


class Bell(TenantModel):
    """“This workspace has work of this kind, due then.” Written with the work, taken down with it."""

    kind = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [TenantRows(name="bell_rows", rows=RINGING, checked=RINGING)]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], name="bell_due"),
            models.Index(fields=["workspace", "kind", "due_at"], name="bell_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.due_at}"


class JobStatus(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs, as their page asks for them."""

    def open(self) -> "JobQuerySet":
        """Those that still have work to do."""
        return self.filter(status__in=[JobStatus.WAITING, JobStatus.RUNNING])

    def newest_first(self) -> "JobQuerySet":
        """The job page's order."""
        return self.select_related("started_by").order_by("-id")


class Job(TenantModel):
    """Anything long: done in portions, each one transaction, so it can be left, stopped, killed and goes on."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="jobs")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    state = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    status = models.CharField(max_length=9, choices=JobStatus.choices, default=JobStatus.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    trouble = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    began_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stop_asked_at = models.DateTimeField(null=True)
    stop_asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="job_rows"),
            models.CheckConstraint(condition=Q(status__in=JobStatus.values), name="job_known_status"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "running"]) ^ Q(ended_at__isnull=False), name="job_open_or_ended"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-id"], name="job_newest"),
            models.Index(
                fields=["workspace", "moved_at", "id"],
                condition=Q(status__in=["waiting", "running"]),
                name="job_open",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether there is still work to do."""
        return self.status in {JobStatus.WAITING, JobStatus.RUNNING}

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None while nobody knows how much there is."""
        return min(100, self.done * 100 // self.total) if self.total else None


class Channel(models.TextChoices):
    """How something leaves the house."""

    MAIL = "mail", "Mail"
    WEBHOOK = "webhook", "Webhook"
    CHAT = "chat", "Chat"


class SendingStatus(models.TextChoices):
    """Where an outgoing item stands."""

    DUE = "due", "Due"
    SENT = "sent", "Sent"
    DEAD = "dead", "Given up"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Outgoing(models.Model):
    """Something to be sent after its transaction committed, and marked after the other side answered."""

    stable_id = models.UUIDField(default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=7, choices=Channel.choices)
    address = models.CharField(max_length=500)
    subject = models.CharField(max_length=300, blank=True)
    payload = models.JSONField(default=dict)
    status = models.CharField(max_length=9, choices=SendingStatus.choices, default=SendingStatus.DUE)
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.channel} to {self.address}: {self.subject}"


class OutboxItem(Outgoing, TenantModel):
    """Something a workspace sends."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="outbox")
    # One cause makes one row: the same event may ask for the same message any number of times.
    once = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - several rows without one
    cause = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="outbox_rows"),
            models.UniqueConstraint(fields=["workspace", "once"], name="outbox_once"),
            models.UniqueConstraint(fields=["workspace", "stable_id"], name="outbox_stable_id"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "due_at", "id"], condition=Q(status="due"), name="outbox_due"),
            models.Index(fields=["workspace", "status", "-id"], name="outbox_newest"),
        ]


class AccountMail(Outgoing):
    """A mail to a person about their own account: sign-up, reset, invitation by address. Nobody's tenant data."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at", "id"], condition=Q(status="due"), name="account_mail_due")]


class RepeatableAnswer(TenantModel):
    """The answer given to a request with an Idempotency-Key, given again when the request comes again."""

    api_key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body: Any = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="answer_rows"),
            TenantKey(name="answer_api_key_key", field="api_key", to="accounts.ApiKey"),
            models.UniqueConstraint(fields=["workspace", "api_key", "key"], name="answer_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "created_at"], name="answer_age")]

    def __str__(self) -> str:
        return self.key


class Heartbeat(models.Model):
    """One process's sign of life."""

    process = models.CharField(max_length=20)
    instance = models.CharField(max_length=100)
    beat_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["process", "instance"], name="heartbeat_once")]

    def __str__(self) -> str:
        return f"{self.process} {self.instance}"
