"""Sums by day, month and cohort, one narrow table for all dimensions; and what is not summed up yet.

`Touched` is written by triggers on leads and stage changes, in the transaction that changed them. Folding takes the
touched leads, compares what they add now with what they were counted as, and moves the difference. A report is the sum
plus the difference of what is still touched, so it is exact at every instant.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Now

from accounts.constraints import TenantRows
from accounts.models import TenantModel, Workspace
from reports.counting import DIMENSIONS


def of_workspace(related_name: str) -> Any:
    """The key of the workspace; rows are checked by row-level security, not once more each."""
    return models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name=related_name
    )


class Touched(TenantModel):
    """A lead about which something changed that reports count."""

    workspace = of_workspace("reports_touched")
    lead = models.BigIntegerField()  # no key: the lead may be gone by the time it is counted anew

    class Meta:
        constraints: ClassVar = [TenantRows(name="reports_touched_rows", keyed=False)]
        indexes: ClassVar = [models.Index(fields=["workspace", "id"], name="reports_touched_next")]

    def __str__(self) -> str:
        return f"lead {self.lead}"


def tag(place: int) -> Any:
    """The value of a dimension, so that leads are found by it: row-level security lets no index look into JSON."""
    return models.GeneratedField(
        expression=KeyTextTransform(place, "tags"), output_field=models.TextField(), db_persist=True
    )


class Counted(TenantModel):
    """What a lead was counted as: its tags and its entries, so that they can be taken away again."""

    workspace = of_workspace("reports_counted")
    lead = models.BigIntegerField()
    entered_on = models.DateField()
    tags = models.JSONField()
    counts = models.JSONField()
    spans = models.JSONField()
    source, channel, campaign, landing, product, content, rep, pool, grade = map(tag, range(1, 10))

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="reports_counted_rows", keyed=False),
            models.UniqueConstraint(fields=["workspace", "lead"], name="reports_counted_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "entered_on", "lead"], name="reports_counted_entered"),
            *(models.Index(fields=["workspace", name], name=f"reports_counted_{name}") for name in DIMENSIONS[1:]),
        ]

    def __str__(self) -> str:
        return f"lead {self.lead}"


class Rollup(TenantModel):
    """How many, for one value of one dimension, in one day, month or cohort, or standing there now.

    `grain` is d (a day), m (a month), c (the cohort of a month), n (now: by the day they came to their stage, and then
    `entered` is how many are leads, `mql` how many are MQL, and so on) or s (the same without the day).
    """

    workspace = of_workspace("rollups")
    dimension = models.CharField(max_length=8)
    grain = models.CharField(max_length=1)
    day = models.DateField()
    value = models.CharField(max_length=200)
    entered = models.BigIntegerField(default=0)
    mql = models.BigIntegerField(default=0)
    sal = models.BigIntegerField(default=0)
    sql = models.BigIntegerField(default=0)
    won = models.BigIntegerField(default=0)
    lost = models.BigIntegerField(default=0)
    disqualified = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    recycled = models.BigIntegerField(default=0)
    revenue = models.BigIntegerField(default=0)
    unflagged = models.BigIntegerField(default=0)
    open = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="rollup_rows", keyed=False),
            models.UniqueConstraint(fields=["workspace", "dimension", "grain", "day", "value"], name="rollup_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.value} {self.grain} {self.day}"


class Spread(TenantModel):
    """How many spans of a kind fell into a place, by which medians are told; see `reports.counting.place_of`."""

    workspace = of_workspace("spreads")
    dimension = models.CharField(max_length=8)
    kind = models.CharField(max_length=4)
    grain = models.CharField(max_length=1)
    day = models.DateField()
    value = models.CharField(max_length=200)
    place = models.SmallIntegerField()
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="spread_rows", keyed=False),
            models.UniqueConstraint(
                fields=["workspace", "dimension", "kind", "grain", "day", "value", "place"], name="spread_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"


class Reason(TenantModel):
    """A reason for which sales refused a lead, and the number under which spreads count it."""

    workspace = of_workspace("reports_reasons")
    number = models.SmallIntegerField()
    text = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="reports_reason_rows", keyed=False),
            models.UniqueConstraint(fields=["workspace", "number"], name="reports_reason_number_once"),
            models.UniqueConstraint(fields=["workspace", "text"], name="reports_reason_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Passed(TenantModel):
    """What was true of a lead when it took a step and cannot be known later: grade, pool, the first content."""

    workspace = of_workspace("reports_passed")
    lead = models.BigIntegerField()
    change = models.BigIntegerField()  # the StageChange
    at = models.DateTimeField(db_default=Now())
    grade = models.CharField(max_length=2, blank=True)
    pool = models.BigIntegerField(null=True)
    content = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="reports_passed_rows", keyed=False),
            models.UniqueConstraint(fields=["workspace", "change"], name="reports_passed_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "lead"], name="reports_passed_of_lead")]

    def __str__(self) -> str:
        return f"lead {self.lead}"


class Folding(TenantModel):
    """How a workspace was counted: in which zone days begin, and what; anything else now means counting anew."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="reports_folding")
    time_zone = models.CharField(max_length=64)
    edition = models.PositiveSmallIntegerField(default=1, db_default=1)

    class Meta:
        constraints: ClassVar = [TenantRows(name="reports_folding_rows")]

    def __str__(self) -> str:
        return self.time_zone
