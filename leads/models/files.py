"""Files that members keep with a lead: a brief, a signed offer. They lie under keys nobody can guess."""

from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace
from leads.filing import place
from leads.models.lead import Lead


class LeadFile(TenantModel):
    """One file of one lead; `key` names it in the workspace's folder, `name` is what the person called it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="lead_files")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="files")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=64, editable=False)
    size = models.PositiveBigIntegerField()  # bytes
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="leadfile_rows"),
            TenantKey(name="leadfile_lead_key", field="lead", to="leads.Lead"),
            models.UniqueConstraint(fields=["workspace", "key"], name="leadfile_key_once"),
            models.CheckConstraint(condition=~Q(key=""), name="leadfile_has_key"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "lead", "-at"], name="leadfile_of_lead")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the bytes lie."""
        return place(Path(settings.MEDIA_ROOT), self.workspace_id, self.key)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Forget the row, and the bytes once that is committed."""
        path = self.path
        gone = super().delete(*args, **kwargs)
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
        return gone
