"""Looking forward and back together: goals, the calendar, reviews with their decisions, reports on a schedule."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.constraints import TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace


class Goal(TenantModel):
    """What is to be earned in a period, and what was planned from the rates of the day it was set."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="goals")
    name = models.CharField(max_length=80)
    starts_on = models.DateField("From")
    ends_on = models.DateField("To")
    revenue = models.PositiveBigIntegerField("Revenue", help_text="In hundredths.")
    deal = models.PositiveBigIntegerField("Usual size of a win", null=True, blank=True)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField(db_default=Now(), editable=False)
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="goal_rows"),
            models.UniqueConstraint(fields=["workspace", "name"], name="goal_name_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="goal_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name


class MetricOwner(TenantModel):
    """Who answers for a number."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="metric_owners")
    metric = models.CharField(max_length=20)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="metricowner_rows"),
            models.UniqueConstraint(fields=["workspace", "metric"], name="metricowner_once"),
        ]

    def __str__(self) -> str:
        return self.metric


class EventKind(models.TextChoices):
    """Whose event it is."""

    MARKETING = "marketing", "Marketing"
    SALES = "sales", "Sales"
    COMPANY = "company", "Company"
    INDUSTRY = "industry", "Industry"


class CalendarEvent(TenantModel):
    """Something that may explain a rise or a fall."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="calendar_events")
    kind = models.CharField(max_length=9, choices=EventKind.choices, default=EventKind.MARKETING)
    title = models.CharField(max_length=120)
    starts_on = models.DateField("From")
    ends_on = models.DateField("To", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    url = models.URLField("Address", max_length=300, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="calendarevent_rows"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="calendarevent_ends_after_start"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "starts_on"], name="calendarevent_by_day")]

    def __str__(self) -> str:
        return self.title


class Rhythm(models.TextChoices):
    """How often."""

    WEEKLY = "weekly", "Every week"
    MONTHLY = "monthly", "Every month"
    QUARTERLY = "quarterly", "Every quarter"


class Review(TenantModel):
    """A look back together: the figures as they were then, what was decided, who does what by when."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="reviews")
    rhythm = models.CharField(max_length=9, choices=Rhythm.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    held_on = models.DateField("Held on", null=True, blank=True)
    notes = models.TextField(blank=True)
    figures = models.JSONField(default=dict)  # as they were when the pack was made
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="review_rows"),
            models.UniqueConstraint(fields=["workspace", "rhythm", "starts_on"], name="review_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "-starts_on"], name="review_newest")]

    def __str__(self) -> str:
        return f"{self.get_rhythm_display()} from {self.starts_on}"


class ReviewReader(TenantModel):
    """Who gets the packs of a rhythm by mail, from the first one that is made after they were chosen."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="review_readers")
    rhythm = models.CharField(max_length=9, choices=Rhythm.choices)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    chosen_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="reviewreader_rows"),
            models.UniqueConstraint(fields=["workspace", "rhythm", "user"], name="reviewreader_once"),
        ]

    def __str__(self) -> str:
        return self.rhythm


class ReviewItem(TenantModel):
    """A decision, or something to do; what is open is carried to the next review of the rhythm."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="review_items")
    review = models.ForeignKey(Review, on_delete=models.CASCADE, db_constraint=False, related_name="items")
    is_decision = models.BooleanField("A decision, nothing to do", default=False)
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField("By", null=True, blank=True)
    done_at = models.DateTimeField(null=True, editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="reviewitem_rows"),
            TenantKey(name="reviewitem_review_key", field="review", to="reports.Review"),
        ]

    def __str__(self) -> str:
        return self.text


class Subscription(TenantModel):
    """A report that comes by mail, or an alert when a number passes a line; looked at by a bell when due."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="subscriptions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    report = models.CharField(max_length=20, blank=True)  # a report on a schedule …
    query = models.CharField(max_length=500, blank=True)
    rhythm = models.CharField("How often", max_length=9, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    metric = models.CharField(max_length=20, blank=True)  # … or an alert on a number
    way = models.CharField(max_length=5, blank=True)  # over, under, fell
    line = models.IntegerField(default=0)
    dimension = models.CharField(max_length=8, blank=True)
    value = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True)
    told_for = models.CharField(max_length=20, blank=True)  # the period in which it was told, once
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [TenantRows(name="subscription_rows")]
        indexes: ClassVar = [models.Index(fields=["workspace", "due_at"], name="subscription_due")]

    def __str__(self) -> str:
        return self.report or f"{self.metric} {self.way} {self.line}"
