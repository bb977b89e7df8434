"""What sales says about a lead it was given: clause 4 of the agreement."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.constraints import TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace
from leads.models import Lead


class Rating(TenantModel):
    """How good a lead was, and the answers to the agreement's questions; one for each pass, the last word counts."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="lead_ratings")
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="ratings"
    )
    cycle = models.PositiveSmallIntegerField(default=1)
    stars = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=list)  # [{"question", "answer"}]
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="rating_rows"),
            TenantKey(name="rating_lead_key", field="lead", to="leads.Lead"),
            models.UniqueConstraint(fields=["workspace", "lead", "cycle"], name="rating_once_a_pass"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="rating_stars"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "-at"], name="rating_newest")]

    def __str__(self) -> str:
        return f"{self.stars} of 5"
