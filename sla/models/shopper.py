"""The secret shopper: marked test leads that go the whole way, to learn how long a person really waits."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.constraints import TenantKey, TenantRows
from accounts.models import TenantModel, Workspace
from leads.models import Lead


class Shopper(TenantModel):
    """Whether and how often a test lead is sent."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="shopper")
    is_on = models.BooleanField("Send test leads", default=False)
    every_days = models.PositiveSmallIntegerField("Every so many days", default=14)
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="shopper_rows"),
            models.CheckConstraint(condition=Q(every_days__gte=1, every_days__lte=365), name="shopper_days"),
        ]

    def __str__(self) -> str:
        return "on" if self.is_on else "off"

    @classmethod
    def of(cls, workspace: Workspace) -> "Shopper":
        """The workspace's choice; off until it made one."""
        return cls.objects.filter(workspace=workspace).first() or cls(workspace=workspace)


class ShopperLead(TenantModel):
    """One test lead; how it fared is read from its clocks."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="shopper_leads")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="shopperlead_rows"),
            TenantKey(name="shopperlead_lead_key", field="lead", to="leads.Lead"),
            models.UniqueConstraint(fields=["workspace", "lead"], name="shopperlead_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "-sent_at"], name="shopperlead_newest")]

    def __str__(self) -> str:
        return f"Test lead of {self.sent_at}"
