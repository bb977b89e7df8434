"""What marketing and sales agreed on, version by version; who signed, and what was said on the way."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import AppendOnly, TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace
from leads.definitions import Kind, Side, State


class Definition(TenantModel):
    """One version of one definition. What it says never changes; only its state does."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="definitions")
    kind = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=State.PROPOSED)
    text = models.TextField()
    condition = models.JSONField(null=True)  # as leads.conditions.to_json writes it; None: text only
    checklist = models.JSONField(default=list)  # sentences that are ticked
    why = models.CharField(max_length=500, blank=True)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the straw man
    proposed_at = models.DateTimeField(db_default=Now())
    in_force_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="definition_rows"),
            models.UniqueConstraint(fields=["workspace", "kind", "version"], name="definition_version_once"),
            models.UniqueConstraint(
                fields=["workspace", "kind"], condition=Q(state="in_force"), name="definition_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["workspace", "kind"], condition=Q(state="proposed"), name="definition_one_proposed"
            ),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="definition_known_kind"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="definition_known_state"),
            models.CheckConstraint(
                condition=~Q(kind="mql") | Q(condition__isnull=False), name="definition_mql_has_condition"
            ),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(in_force_at__isnull=False, ended_at=None),
                name="definition_in_force_since",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of.label} v{self.version}"

    @property
    def of(self) -> Kind:
        """What it is a definition of."""
        return Kind(self.kind)

    @property
    def standing(self) -> State:
        """Where this version stands."""
        return State(self.state)


class DefinitionSignature(TenantModel):
    """Somebody agreed to a version, for one side."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_index=False, related_name="definition_signatures"
    )
    definition = models.ForeignKey(
        Definition, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="signatures"
    )
    side = models.CharField(max_length=9)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="definitionsignature_rows"),
            TenantKey(name="definitionsignature_definition_key", field="definition", to="leads.Definition"),
            AppendOnly(name="definitionsignature_append_only"),
            models.UniqueConstraint(fields=["workspace", "definition", "side"], name="definitionsignature_once"),
            models.CheckConstraint(condition=Q(side__in=list(Side)), name="definitionsignature_known_side"),
        ]

    def __str__(self) -> str:
        return f"{self.side} signed {self.definition_id}"


class Remark(TenantModel):
    """What somebody said about a version before it was signed, or after."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="remarks")
    definition = models.ForeignKey(
        Definition, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="remarks"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.CharField(max_length=2000)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="remark_rows"),
            TenantKey(name="remark_definition_key", field="definition", to="leads.Definition"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "definition", "at"], name="remark_of_definition")]

    def __str__(self) -> str:
        return self.text
