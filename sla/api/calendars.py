"""Calendars for programs: what they say, when something is due by them, how long they were open."""

from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.errors import Fault, invalid
from accounts.rest.fields import Body, Instant, Query, WholeInQuery
from accounts.rest.paging import PageQuery
from accounts.rest.views import WorkspaceViewSet
from accounts.scopes import Scope
from sla.clock import NeverOpen
from sla.models import WorkCalendar
from sla.rows import timetable_of
from sla.tape import tape
from sla.timetables import Timetable, calendar_from

CLOCKS = "Clocks"
MOST_SECONDS = 10 * 366 * 86_400
MOST_PARTS = 500


class CalendarBody(Body):
    """When somebody works."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    time_zone = serializers.CharField()
    always_open = serializers.BooleanField()
    week = serializers.SerializerMethodField(help_text="Weekday to blocks; an end not after its start is tomorrow's.")
    country = serializers.CharField(help_text="Whose public holidays close it.")
    subdivision = serializers.CharField()
    half_days_from = serializers.TimeField(allow_null=True)
    closures = serializers.SerializerMethodField(help_text="Own closures; public holidays come from the country.")
    is_workspaces = serializers.SerializerMethodField(help_text="Whether everybody without their own goes by it.")

    examples: ClassVar = {"id": 1, "name": "Office hours", "time_zone": "Europe/Berlin", "country": "DE"}

    def get_week(self, row: WorkCalendar) -> dict[str, list[list[str]]]:
        """The blocks of each day that has some."""
        return timetable_of(row).written(1, 0)["week"]

    def get_closures(self, row: WorkCalendar) -> list[dict[str, str]]:
        """The calendar's own."""
        return timetable_of(row).written(1, 0)["closures"]

    def get_is_workspaces(self, row: WorkCalendar) -> bool:
        """Whether it is the workspace's."""
        return any(use.is_workspaces for use in row.uses.all())


class Part(Body):
    """A stretch in which the clock ran, or why it did not."""

    kind = serializers.ChoiceField(choices=["running", "closed", "holiday", "paused"])
    begin = serializers.DateTimeField()
    end = serializers.DateTimeField()
    name = serializers.CharField(help_text="The holiday's.")


class DueBody(Body):
    """When something is due, and why then."""

    calendar = serializers.IntegerField()
    start = serializers.DateTimeField()
    seconds = serializers.IntegerField()
    due = serializers.DateTimeField()
    tape = Part(many=True, help_text=f"The way there; the first {MOST_PARTS} stretches.")

    examples: ClassVar = {"calendar": 1, "seconds": 14400}


class ElapsedBody(Body):
    """How long the clock ran between two instants."""

    calendar = serializers.IntegerField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    seconds = serializers.FloatField()

    examples: ClassVar = {"calendar": 1, "seconds": 14400.0}


class InstantInQuery(Instant):
    """An instant in an address, where a plus may have become a space."""

    def to_internal_value(self, value: Any) -> Any:
        """The instant."""
        return super().to_internal_value(value.replace(" ", "+") if isinstance(value, str) else value)


class DueQuery(Query):
    """From when, and how much working time."""

    start = InstantInQuery(help_text="With its offset, such as 2026-03-10T12:00:00Z.")
    seconds = WholeInQuery(min_value=0, max_value=MOST_SECONDS, help_text="Working time allowed.")


class ElapsedQuery(Query):
    """Between which instants."""

    start = InstantInQuery(help_text="With its offset.")
    end = InstantInQuery(help_text="With its offset; not before the start.")


class Calendars(ListModelMixin, RetrieveModelMixin, WorkspaceViewSet):
    """Calendars, and questions to them."""

    tag = CLOCKS
    scopes: ClassVar = {"GET": Scope.SLA_READ}
    serializer_class = CalendarBody
    asks: ClassVar = {"list": PageQuery, "due": DueQuery, "elapsed": ElapsedQuery}
    says: ClassVar = {"list": "List calendars. Newest first.", "retrieve": "Get a calendar"}

    def get_queryset(self) -> QuerySet[WorkCalendar]:
        """All calendars."""
        return self.workspace.work_calendars.prefetch_related("blocks", "closures", "uses")

    def get_serializer_class(self) -> type[Body]:
        """What the action answers with."""
        answers: dict[str, type[Body]] = {"due": DueBody, "elapsed": ElapsedBody}
        return answers.get(self.action or "", CalendarBody)

    def due(self, request: Request, pk: int) -> Response:
        """Ask when something is due. Start and answer are instants; seconds are working time. The tape says why.

        A start outside open hours counts from the next opening.
        """
        start, seconds, table = self.query["start"], self.query["seconds"], self.table()
        try:
            reckoned = table.due(start, timedelta(seconds=seconds))
        except (NeverOpen, ValueError) as refusal:
            raise invalid([Fault("?start", "never_open", str(refusal))]) from None
        parts = tape(start, reckoned.due_at, calendar_from(reckoned.written))[:MOST_PARTS]
        said = {"calendar": pk, "start": start, "seconds": seconds, "due": reckoned.due_at, "tape": parts}
        return self.shown(said)

    def elapsed(self, request: Request, pk: int) -> Response:
        """Ask how much working time lies between two instants."""
        start, end, table = self.query["start"], self.query["end"], self.table()
        try:
            ran = table.elapsed(start, end)
        except ValueError as refusal:
            raise invalid([Fault("?end", "before_start", str(refusal))]) from None
        return self.shown({"calendar": pk, "start": start, "end": end, "seconds": ran.total_seconds()})

    def table(self) -> Timetable:
        """The calendar in the address."""
        return timetable_of(self.get_object())


class DuesUnslashed(Calendars):
    """The same without the last slash; described once."""

    schema = None


class ElapsedUnslashed(Calendars):
    """The same without the last slash; described once."""

    schema = None
