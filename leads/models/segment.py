"""Segments: named conditions on leads, always met by whoever meets them now."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import TenantRows
from accounts.models import TenantModel, User, Workspace


class Segment(TenantModel):
    """A condition with a name. Nobody is put into a segment: whoever meets the condition is in it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="segments")
    name = models.CharField(max_length=80)
    condition = models.JSONField()  # as leads.conditions.to_json writes it
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="segment_rows"),
            models.UniqueConstraint(fields=["workspace", "name"], name="segment_once"),
            models.CheckConstraint(condition=~Q(name=""), name="segment_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
