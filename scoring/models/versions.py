"""A scoring model and its versions: one published, at most one draft. Points are integers of hundredths."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.constraints import AppendOnly, TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace
from scoring.models.signals import Signal

MOST = 1_000_000  # hundredths that one rule, cap or threshold may have: 10,000 points


def usual_fit_bands() -> dict[str, int]:
    """From how many hundredths of fit on a lead is A, B or C; below it is D."""
    return {"A": 4000, "B": 2500, "C": 1000}


def usual_engagement_bands() -> dict[str, int]:
    """From how many hundredths of engagement on a lead is 1, 2 or 3; below it is 4."""
    return {"1": 3500, "2": 2000, "3": 800}


class ScoringModel(TenantModel):
    """One version. Its rules may change while it is a draft, and never after.

    `thresholds`, in order: [{"segment": id or null (everyone), "label", "condition": the segment's as it was, or null,
    "at_least": hundredths}]; the first whose condition a lead meets counts.
    `disqualifiers`: [{"label": …, "condition": {…}}].
    `groups`: [{"key", "label", "part": "fit" or "engagement", "cap": hundredths or null}].
    """

    DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="scoring_models")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=9, default=DRAFT)
    fit_cap = models.PositiveIntegerField(default=5000)
    engagement_cap = models.PositiveIntegerField(default=5000)
    fit_bands = models.JSONField(default=usual_fit_bands)
    engagement_bands = models.JSONField(default=usual_engagement_bands)
    thresholds = models.JSONField(default=list)
    disqualifiers = models.JSONField(default=list)
    groups = models.JSONField(default=list)
    reason = models.CharField(max_length=500, blank=True)  # why it was published
    derived_from = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, db_constraint=False, related_name="derived"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="scoringmodel_rows"),
            TenantKey(name="scoringmodel_derived_from_key", field="derived_from", to="scoring.ScoringModel"),
            models.UniqueConstraint(fields=["workspace", "version"], name="scoringmodel_once"),
            models.UniqueConstraint(
                fields=["workspace", "state"],
                condition=Q(state__in=["draft", "published"]),
                name="scoringmodel_one_of_each",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "retired"]), name="scoringmodel_known_state"
            ),
            models.CheckConstraint(condition=Q(fit_cap__lte=MOST, engagement_cap__lte=MOST), name="scoringmodel_caps"),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"

    @property
    def is_draft(self) -> bool:
        """Whether its rules may still change."""
        return self.state == self.DRAFT


class Rule(TenantModel):
    """What both kinds of rule have."""

    points = models.IntegerField()  # hundredths, signed
    group = models.CharField(max_length=40, blank=True)  # key of one of the version's groups
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


class FitRule(Rule):
    """Who they are: a condition on the lead, its company and its facts gives points, once."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="fit_rules")
    model = models.ForeignKey(ScoringModel, on_delete=models.CASCADE, db_constraint=False, related_name="fit_rules")
    label = models.CharField(max_length=120, blank=True)  # empty: the condition in English
    condition = models.JSONField()
    learnt = models.BooleanField(default=False)  # from a table that was learnt, not written by hand

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="fitrule_rows"),
            TenantKey(name="fitrule_model_key", field="model", to="scoring.ScoringModel"),
            models.CheckConstraint(condition=Q(points__gte=-MOST, points__lte=MOST), name="fitrule_points"),
        ]
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.label or f"Fit rule {self.pk}"


class EngagementRule(Rule):
    """What they do: a signal gives points each, at most so many, and cools by half-life, window or never."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="engagement_rules")
    model = models.ForeignKey(
        ScoringModel, on_delete=models.CASCADE, db_constraint=False, related_name="engagement_rules"
    )
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, db_constraint=False, related_name="rules")
    at_most = models.PositiveIntegerField(null=True)  # hundredths, of the absolute contribution; None: no limit
    half_life_days = models.PositiveSmallIntegerField(null=True)
    window_days = models.PositiveSmallIntegerField(null=True)  # both None: never cools

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="engagementrule_rows"),
            TenantKey(name="engagementrule_model_key", field="model", to="scoring.ScoringModel"),
            TenantKey(name="engagementrule_signal_key", field="signal", to="scoring.Signal"),
            models.CheckConstraint(condition=Q(points__gte=-MOST, points__lte=MOST), name="engagementrule_points"),
            models.CheckConstraint(condition=Q(at_most=None) | Q(at_most__lte=MOST), name="engagementrule_at_most"),
            models.CheckConstraint(
                condition=Q(half_life_days=None) | Q(window_days=None), name="engagementrule_cools_one_way"
            ),
            models.CheckConstraint(
                condition=(Q(half_life_days=None) | Q(half_life_days__range=(1, 3650)))
                & (Q(window_days=None) | Q(window_days__range=(1, 3650))),
                name="engagementrule_days",
            ),
        ]
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return f"Engagement rule {self.pk}"


class Publication(TenantModel):
    """From when on a version was in force, who put it there, and why; undoing writes another row."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="publications")
    model = models.ForeignKey(ScoringModel, on_delete=models.CASCADE, db_constraint=False, related_name="publications")
    was = models.ForeignKey(ScoringModel, null=True, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    undone = models.BooleanField(default=False)  # this row takes a publication back
    changed = models.JSONField(default=dict)  # how many leads changed: {"grade": …, "newly": …, "no_longer": …}

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="publication_rows"),
            TenantKey(name="publication_model_key", field="model", to="scoring.ScoringModel"),
            TenantKey(name="publication_was_key", field="was", to="scoring.ScoringModel"),
            models.CheckConstraint(condition=~Q(was=F("model")), name="publication_changes_something"),
            AppendOnly(name="publication_append_only"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "-at"], name="publication_newest")]

    def __str__(self) -> str:
        return f"{self.model_id} from {self.at}"
