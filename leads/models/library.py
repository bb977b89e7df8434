"""What leads come from and look at: campaigns and content; and the workspace's own fields and options."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace


class EmailRule(models.TextChoices):
    """Which spellings of an address are one person's."""

    CASE = "case", "Only capital and small letters are the same"
    PLUS = "plus", "Also without what follows a + sign"
    DOTS = "dots", "Also without dots and + in Gmail addresses"


class LeadOptions(TenantModel):
    """How this workspace treats leads; one row, made when first asked for."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="lead_options")
    email_rule = models.CharField(max_length=4, choices=EmailRule.choices, default=EmailRule.CASE)
    country = models.CharField("Country for phone numbers without +", max_length=2, blank=True)
    return_days = models.PositiveSmallIntegerField("Days until marketing looks at a lead again", default=30)
    keep_months = models.PositiveSmallIntegerField("Months activities are kept", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="leadoptions_rows"),
            models.CheckConstraint(condition=Q(return_days__gte=1, return_days__lte=730), name="leadoptions_days"),
        ]

    def __str__(self) -> str:
        return f"Options of {self.workspace_id}"


class FieldType(models.TextChoices):
    """What a custom field holds."""

    TEXT = "text", "Text"
    NUMBER = "number", "Number"
    MONEY = "money", "Money"
    DATE = "date", "Date"
    CHOICE = "choice", "One of a list"
    BOOLEAN = "boolean", "Yes or no"
    LIST = "list", "Several of a list"


class CustomField(TenantModel):
    """A field that this workspace added to its leads; values stand in `Lead.custom` under `key`."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="custom_fields")
    key = models.CharField(max_length=40, validators=[RegexValidator(r"\A[a-z][a-z0-9_]{0,39}\Z")])
    label = models.CharField(max_length=80)
    type = models.CharField(max_length=7, choices=FieldType.choices)
    choices = models.JSONField(default=list, blank=True)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="customfield_rows"),
            models.UniqueConstraint(fields=["workspace", "key"], name="customfield_once"),
        ]

    def __str__(self) -> str:
        return self.label


class Campaign(TenantModel):
    """Something marketing does for a while: planned, live, done."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="campaigns")
    name = models.CharField(max_length=120)
    key = models.CharField("utm_campaign", max_length=120, blank=True, help_text="As it stands in links.")
    channel = models.CharField(max_length=60, blank=True)
    goal = models.TextField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    cost = models.PositiveBigIntegerField("Cost in cents", null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="campaign_rows"),
            models.UniqueConstraint(fields=["workspace", "name"], name="campaign_name_once"),
            models.UniqueConstraint(fields=["workspace", "key"], condition=~Q(key=""), name="campaign_key_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="campaign_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JourneyStage(models.TextChoices):
    """Where in the buyer's journey a piece of content speaks."""

    EARLY = "early", "Early: the problem"
    MIDDLE = "middle", "Middle: the ways to solve it"
    LATE = "late", "Late: the decision"


class Content(TenantModel):
    """A page, guide, webinar or tool that leads look at; found by its address or its key."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="contents")
    title = models.CharField(max_length=200)
    url = models.CharField("Address or path", max_length=500, blank=True)
    key = models.CharField(max_length=120, blank=True, help_text="As tracking sends it, for example guide-42.")
    kind = models.CharField(max_length=40, blank=True, help_text="Guide, webinar, calculator, page …")
    journey = models.CharField("Journey stage", max_length=6, choices=JourneyStage.choices, blank=True)
    product = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="content_rows"),
            models.UniqueConstraint(fields=["workspace", "url"], condition=~Q(url=""), name="content_url_once"),
            models.UniqueConstraint(fields=["workspace", "key"], condition=~Q(key=""), name="content_key_once"),
        ]

    def __str__(self) -> str:
        return self.title


class SavedView(TenantModel):
    """A list somebody wants to see again: the filters of the address, columns and order."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="saved_views")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=4000, blank=True)
    columns = models.JSONField(default=list)
    shared = models.BooleanField("Everybody here sees it", default=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="savedview_rows"),
            models.UniqueConstraint(fields=["workspace", "owner", "name"], name="savedview_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Star(TenantModel):
    """A saved view that somebody keeps at hand above the list."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="stars")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, db_constraint=False, related_name="stars")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="star_rows"),
            TenantKey(name="star_view_key", field="view", to="leads.SavedView"),
            models.UniqueConstraint(fields=["workspace", "user", "view"], name="star_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} keeps {self.view_id}"
