"""What is watched: signals over activities, traits of leads, and the slots of the tallies that keep them."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace

SLOTS = 32  # of a tally: a signal with one way to cool takes one
TRAITS = 124  # bits of a tally: a condition on leads takes one, two columns of 62


class State(TenantModel):
    """One row a workspace: another number whenever what is watched or published changes, so that copies know."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="scoring_state")
    generation = models.PositiveBigIntegerField(default=1)
    displayed_at = models.DateTimeField(null=True)  # when the scores of all leads were last brought into the lists
    displayed_to = models.BigIntegerField(default=0, db_default=0)  # the last lead of the round under way, or 0
    looked_on = models.DateField(null=True)  # the workspace's day for which conditions on days were last answered

    class Meta:
        constraints: ClassVar = [TenantRows(name="scoringstate_rows", keyed=False)]

    def __str__(self) -> str:
        return f"Generation {self.generation}"


class Signal(TenantModel):
    """A named kind of activity: “viewed pricing”. The condition is checked by `scoring.happenings`."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="signals")
    key = models.CharField(max_length=40, validators=[RegexValidator(r"\A[a-z][a-z0-9_]{0,39}\Z")])
    label = models.CharField(max_length=80)  # in the past tense, as it reads in a sentence: “Viewed pricing”
    condition = models.JSONField()  # on an activity's type, title, properties, content, campaign, channel, origin
    hand_raiser = models.BooleanField("They ask to be called", default=False)
    position = models.PositiveSmallIntegerField(default=0)
    # while a changed condition is counted, the old one stays in force
    next_condition = models.JSONField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="signal_rows"),
            models.UniqueConstraint(fields=["workspace", "key"], name="signal_once"),
            models.CheckConstraint(condition=~Q(label=""), name="signal_has_label"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_being_counted(self) -> bool:
        """Whether a changed condition is being counted now."""
        return self.next_condition is not None


class Slot(TenantModel):
    """One column of the tallies: a signal, by a condition, with one way to cool.

    `building` slots already take what happens now; what happened before is being counted. Empty numbers are free.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="scoring_slots")
    number = models.PositiveSmallIntegerField()
    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, db_constraint=False, related_name="slots")
    condition = models.JSONField()
    half_life_days = models.PositiveSmallIntegerField(null=True)
    window_days = models.PositiveSmallIntegerField(null=True)
    landmark = models.DateTimeField()  # sums are kept as if it were always this instant
    state = models.CharField(max_length=8, default="building")  # building, live, leaving
    opened_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="slot_rows"),
            TenantKey(name="slot_signal_key", field="signal", to="scoring.Signal"),
            models.UniqueConstraint(fields=["workspace", "number"], name="slot_once"),
            models.CheckConstraint(condition=Q(number__lt=SLOTS), name="slot_number"),
            models.CheckConstraint(condition=Q(state__in=["building", "live", "leaving"]), name="slot_state"),
            models.CheckConstraint(condition=Q(half_life_days=None) | Q(window_days=None), name="slot_cools_one_way"),
        ]

    def __str__(self) -> str:
        return f"Slot {self.number}"


class Trait(TenantModel):
    """One bit of the tallies: a condition on leads that a fit rule, a disqualifier or a threshold asks for."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="scoring_traits")
    number = models.PositiveSmallIntegerField()
    condition = models.JSONField()
    mark = models.CharField(max_length=32)  # digest of the condition, to find it again
    by_day = models.BooleanField(default=False)  # may change with the day: facts that expire, “in the last 30 days”
    signals = models.JSONField(default=list)  # keys of the signals it speaks of
    state = models.CharField(max_length=8, default="building")
    opened_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="trait_rows"),
            models.UniqueConstraint(fields=["workspace", "number"], name="trait_once"),
            models.UniqueConstraint(fields=["workspace", "mark"], name="trait_mark_once"),
            models.CheckConstraint(condition=Q(number__lt=TRAITS), name="trait_number"),
            models.CheckConstraint(condition=Q(state__in=["building", "live", "leaving"]), name="trait_state"),
        ]

    def __str__(self) -> str:
        return f"Trait {self.number}"
