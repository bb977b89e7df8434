"""Who can be given leads: pools and their members, what a rep can work, when they are away."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.constraints import TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace


class Pool(TenantModel):
    """Reps who share offers. The fall-back pool gets what no rule sends elsewhere; there is always one."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="pools")
    name = models.CharField(max_length=80)
    fallback = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="pool_rows"),
            models.UniqueConstraint(fields=["workspace", "name"], name="pool_once"),
            models.UniqueConstraint(fields=["workspace"], condition=Q(fallback=True), name="pool_one_fallback"),
            models.CheckConstraint(condition=~Q(name=""), name="pool_has_name"),
            models.CheckConstraint(condition=Q(fallback=False) | Q(retired_at=None), name="pool_fallback_stays"),
        ]

    def __str__(self) -> str:
        return self.name


class PoolMember(TenantModel):
    """One rep in one pool: their weight, and where they stand in its order (the fairness ledger's balance).

    Whoever has the smallest `turn` is next; a lead moves them on by TURN / weight. Somebody who cannot take leads is
    moved along with the others, so that being away costs nothing and saves nothing.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="pool_members"
    )
    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, db_constraint=False, related_name="members")
    rep = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    weight = models.PositiveSmallIntegerField(default=1)
    turn = models.BigIntegerField(default=0, editable=False)
    given = models.PositiveIntegerField(default=0, editable=False)  # offers from this pool so far
    joined_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="poolmember_rows"),
            TenantKey(name="poolmember_pool_key", field="pool", to="routing.Pool"),
            models.UniqueConstraint(fields=["workspace", "pool", "rep"], name="poolmember_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="poolmember_weight"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "rep"], name="poolmember_of_rep")]

    def __str__(self) -> str:
        return f"{self.rep_id} in {self.pool_id}"


class RepProfile(TenantModel):
    """What a rep can work: new leads a day and a week, leads open at once (empty: no limit), skills, languages."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="rep_profiles")
    rep = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    per_day = models.PositiveSmallIntegerField("New leads a day", null=True, blank=True)
    per_week = models.PositiveSmallIntegerField("New leads a week", null=True, blank=True)
    open_at_once = models.PositiveSmallIntegerField("Leads open at once", null=True, blank=True)
    skills = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    paused = models.BooleanField("Takes no leads for now", default=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="repprofile_rows"),
            models.UniqueConstraint(fields=["workspace", "rep"], name="repprofile_once"),
        ]

    def __str__(self) -> str:
        return f"Profile of {self.rep_id}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences, as routing asks for them."""

    def standing(self) -> "AbsenceQuerySet":
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)

    def at(self, instant: datetime) -> "AbsenceQuerySet":
        """Those that cover an instant."""
        return self.standing().filter(starts_at__lte=instant, ends_at__gt=instant)


class Absence(TenantModel):
    """A rep is away from one instant to another: a part of a day, a day, a holiday."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="absences")
    rep = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField("From")
    ends_at = models.DateTimeField("Until")
    note = models.CharField(max_length=120, blank=True)
    entered_at = models.DateTimeField(db_default=Now(), editable=False)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="absence_rows"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_it_starts"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "ends_at"], name="absence_by_end")]

    def __str__(self) -> str:
        return f"{self.rep_id} away until {self.ends_at}"
