"""The handoff meeting: marketing and sales, perhaps with the lead, go through the brief together."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.constraints import TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace
from leads.models import Lead

THE_LEAD = "lead"


class MeetingState(models.TextChoices):
    """What became of a meeting."""

    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    NO_SHOW = "no_show", "Nobody came"
    CANCELLED = "cancelled", "Called off"


class Meeting(TenantModel):
    """One meeting; its invitation keeps one UID, and each change of time counts SEQUENCE up."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="meetings")
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="meetings"
    )
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    sequence = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=9, choices=MeetingState.choices, default=MeetingState.PLANNED)
    organiser = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    colleague = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    with_lead = models.BooleanField("Invite the lead as well", default=False)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    zone = models.CharField(max_length=64, default="UTC")
    place = models.CharField("Where", max_length=300, blank=True)
    agenda = models.TextField(blank=True)
    invited = models.JSONField(default=list)  # [{"email", "name"}], as the last invitation went out
    attended = models.JSONField(default=list, blank=True)  # addresses of those who came; or THE_LEAD
    outcome = models.CharField(max_length=1000, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="meeting_rows"),
            TenantKey(name="meeting_lead_key", field="lead", to="leads.Lead"),
            models.UniqueConstraint(fields=["workspace", "uid"], name="meeting_uid_once"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=480), name="meeting_length"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "starts_at"], name="meeting_by_time"),
            models.Index(fields=["workspace", "lead"], name="meeting_of_lead"),
        ]

    @property
    def lead_key(self) -> str:
        """What stands for the lead among those who came: their address where they were invited."""
        return str(self.invited[-1]["email"]) if self.with_lead and self.invited else THE_LEAD

    @property
    def might_come(self) -> dict[str, str]:
        """Everybody who may have been there, by what stands for them: the invited, and the lead in any case."""
        guests = {guest["email"]: guest.get("name") or guest["email"] for guest in self.invited}
        return guests if self.lead_key in guests else {**guests, THE_LEAD: f"{self.lead.called} (the lead)"}

    @property
    def came(self) -> list[str]:
        """Those who were there, by name."""
        names = self.might_come
        return [names.get(key, key) for key in self.attended]

    def __str__(self) -> str:
        return f"Meeting about lead {self.lead_id} at {self.starts_at}"
