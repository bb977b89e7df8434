"""The routing plan: rules in order, in versions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace
from routing.models.team import Pool


class PlanState(models.TextChoices):
    """What a version of the plan is."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "In force"
    RETIRED = "retired", "Earlier version"


class Strategy(models.TextChoices):
    """Who of a pool gets the next lead."""

    TURNS = "turns", "In turn, by weight"
    LEAST_LOADED = "least_loaded", "Whoever has least open"
    OWNER = "owner", "The lead's owner, else in turn"
    ANYONE = "anyone", "The whole pool: whoever accepts first"


class RoutingPlan(TenantModel):
    """One version of who gets which lead. One is in force, at most one is a draft, the others are history."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="routing_plans")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=PlanState.choices, default=PlanState.DRAFT)
    owner_first = models.BooleanField(
        "The owner first", default=True, help_text="Whoever owns the lead or works with its company gets it."
    )
    note = models.CharField("What changes", max_length=300, blank=True)
    based_on = models.PositiveIntegerField(null=True, editable=False)  # the version it was copied from
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="routingplan_rows"),
            models.UniqueConstraint(fields=["workspace", "version"], name="routingplan_version_once"),
            models.UniqueConstraint(
                fields=["workspace"], condition=Q(state="published"), name="routingplan_one_in_force"
            ),
            models.UniqueConstraint(fields=["workspace"], condition=Q(state="draft"), name="routingplan_one_draft"),
        ]

    def __str__(self) -> str:
        return f"Version {self.version}"


class RoutingRule(TenantModel):
    """Leads that meet the condition (none: every lead) go to a pool, or to one rep."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="routing_rules"
    )
    plan = models.ForeignKey(RoutingPlan, on_delete=models.CASCADE, db_constraint=False, related_name="rules")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    condition = models.JSONField(null=True, blank=True)  # as leads.conditions.to_json writes it
    pool = models.ForeignKey(
        Pool, null=True, blank=True, on_delete=models.PROTECT, db_constraint=False, related_name="rules"
    )
    rep = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    strategy = models.CharField(max_length=12, choices=Strategy.choices, default=Strategy.TURNS)
    skill = models.CharField("Needs the skill", max_length=60, blank=True)
    same_language = models.BooleanField("Speaks the lead's language", default=False)
    at_work_first = models.BooleanField(
        "Prefer who is at work now",
        default=False,
        help_text="Of those whose turn it could be, whoever is inside their working hours goes first.",
    )

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="routingrule_rows"),
            TenantKey(name="routingrule_plan_key", field="plan", to="routing.RoutingPlan"),
            TenantKey(name="routingrule_pool_key", field="pool", to="routing.Pool"),
            models.CheckConstraint(
                condition=Q(pool__isnull=False, rep=None) | Q(pool=None, rep__isnull=False),
                name="routingrule_has_one_target",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "plan", "position"], name="routingrule_in_order")]

    def __str__(self) -> str:
        return self.name
