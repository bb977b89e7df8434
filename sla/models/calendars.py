"""Calendars as rows: a week, holidays by country, own closures, and who goes by them."""

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import AppendOnly, TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace, check_time_zone


class WorkCalendar(TenantModel):
    """When somebody works: read into a `sla.calendars.Calendar`, which is what clocks go by."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="work_calendars")
    name = models.CharField("Name", max_length=80)
    time_zone = models.CharField("Time zone", max_length=64, validators=[check_time_zone])
    always_open = models.BooleanField("Open around the clock, every day", default=False)
    country = models.CharField("Public holidays of", max_length=2, blank=True)
    subdivision = models.CharField("State or region", max_length=10, blank=True)
    half_days_from = models.TimeField(
        "Half holidays close at", null=True, blank=True
    )  # the holidays the law or custom keeps for half a day; none: they are worked in full
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="workcalendar_rows"),
            models.UniqueConstraint(fields=["workspace", "name"], name="workcalendar_once"),
            models.CheckConstraint(condition=~Q(name=""), name="workcalendar_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarBlock(TenantModel):
    """One open stretch of a weekday, as the wall reads; an end not after its start is on the next day."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="calendar_blocks")
    calendar = models.ForeignKey(
        WorkCalendar, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="blocks"
    )
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    begins = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="calendarblock_rows"),
            TenantKey(name="calendarblock_calendar_key", field="calendar", to="sla.WorkCalendar"),
            models.UniqueConstraint(
                fields=["workspace", "calendar", "weekday", "begins", "ends"], name="calendarblock_once"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="calendarblock_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"


class CalendarClosure(TenantModel):
    """Time on one date during which nothing is open; midnight to midnight is the whole day."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="calendar_closures")
    calendar = models.ForeignKey(
        WorkCalendar, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="closures"
    )
    on = models.DateField()
    begins = models.TimeField(default=time.min)
    ends = models.TimeField(default=time.min)
    name = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="calendarclosure_rows"),
            TenantKey(name="calendarclosure_calendar_key", field="calendar", to="sla.WorkCalendar"),
            models.UniqueConstraint(
                fields=["workspace", "calendar", "on", "begins", "ends"], name="calendarclosure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.on}"

    @property
    def all_day(self) -> bool:
        """Whether it closes the whole date."""
        return self.begins == self.ends == time.min


class CalendarUse(TenantModel):
    """Who goes by a calendar: a rep, a pool, or (neither) the workspace. Each goes by one."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="calendar_uses")
    calendar = models.ForeignKey(
        WorkCalendar, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="uses"
    )
    rep = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    pool = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="calendaruse_rows"),
            TenantKey(name="calendaruse_calendar_key", field="calendar", to="sla.WorkCalendar"),
            models.UniqueConstraint(fields=["workspace", "rep", "pool"], name="calendaruse_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(rep=None) | Q(pool=None), name="calendaruse_of_one"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "calendar"], name="calendaruse_of_calendar")]

    def __str__(self) -> str:
        return f"{self.rep_id or self.pool or 'workspace'}"

    @property
    def is_workspaces(self) -> bool:
        """Whether it is the one everybody without their own goes by."""
        return self.rep_id is None and self.pool is None


class CalendarEdition(TenantModel):
    """A calendar exactly as it was when a clock was started by it, so that why it was due then can always be told."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="calendar_editions")
    calendar_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    written = models.JSONField()  # as docs/sla-vectors.json writes calendars
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="calendaredition_rows"),
            AppendOnly(name="calendaredition_append_only"),
            models.UniqueConstraint(fields=["workspace", "calendar_id", "digest"], name="calendaredition_once"),
            models.CheckConstraint(condition=~Q(digest=""), name="calendaredition_has_digest"),
        ]

    def __str__(self) -> str:
        return self.digest[:8]
