"""What we can do for people: the library from which a brief says how we can help."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import TenantRows
from accounts.models import TenantModel, Workspace


class OfferingQuerySet(models.QuerySet["Offering"]):
    """Offerings, as pages ask for them."""

    def current(self) -> "OfferingQuerySet":
        """Those that are still offered, by name."""
        return self.filter(retired_at=None).order_by("name", "id")


class Offering(TenantModel):
    """One thing we can do for a lead, and the words by which one hears that it would help."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="offerings")
    name = models.CharField(max_length=120)
    text = models.TextField("What we do")
    helps_when = models.CharField("It helps when", max_length=300)
    words = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = OfferingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="offering_rows"),
            models.UniqueConstraint(
                fields=["workspace", "name"], condition=Q(retired_at=None), name="offering_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
