"""The agreement and how it is kept, for programs."""

from typing import Any, ClassVar

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.errors import Problem
from accounts.rest.fields import Body, Choice, Query, Text
from accounts.rest.views import WorkspaceViewSet
from accounts.scopes import Scope
from sla import actions as sla
from sla import responses, survival
from sla.api.calendars import CLOCKS
from sla.models import AgreementState, Kind, TwoWayAgreement
from sla.periods import NAMES, USUAL, period
from sla.responses import Tally


class PolicyBody(Body):
    """For whom, how soon, by whose calendar."""

    tier = serializers.CharField()
    hand_raiser = serializers.BooleanField()
    condition = serializers.JSONField(help_text="Which leads; null for all that no earlier row is for.")
    accept_seconds = serializers.IntegerField()
    respond_seconds = serializers.IntegerField()
    counts = serializers.CharField(help_text="rep, pool, workspace or lead: whose calendar.")
    pause_days = serializers.IntegerField()
    steps = serializers.JSONField(help_text="Per cent of the time, and what happens then.")


class SignedBody(Body):
    """Who signed, for which side."""

    side = serializers.CharField()
    by = serializers.CharField(source="by.called")
    at = serializers.DateTimeField()


class AgreementBody(Body):
    """The version in force."""

    version = serializers.IntegerField()
    in_force_from = serializers.DateTimeField()
    purpose = serializers.CharField()
    leads_per_month = serializers.IntegerField()
    attempts = serializers.IntegerField()
    attempt_days = serializers.IntegerField()
    attempt_channels = serializers.ListField(child=serializers.CharField())
    reason_required = serializers.BooleanField()
    rating_days = serializers.IntegerField()
    questions = serializers.ListField(child=serializers.CharField())
    policies = PolicyBody(many=True)
    signatures = serializers.SerializerMethodField()

    examples: ClassVar = {"version": 2, "leads_per_month": 50, "attempts": 6, "attempt_days": 10}

    def get_signatures(self, row: TwoWayAgreement) -> list[dict[str, Any]]:
        """Those under this text."""
        signed = sla.valid_signatures(row, sla.clauses_of(row).digest)
        return [dict(SignedBody(signature).data) for signature in signed]


class AgreementInForce(WorkspaceViewSet):
    """What marketing and sales agreed on."""

    tag = CLOCKS
    scopes: ClassVar = {"GET": Scope.SLA_READ}
    serializer_class = AgreementBody
    asks: ClassVar = {}
    says: ClassVar = {"retrieve": "Get the agreement in force"}

    def retrieve(self, request: Request) -> Response:
        """The version in force."""
        row = self.workspace.agreements.filter(state=AgreementState.IN_FORCE).first()
        if row is None:
            raise Problem("not_found", "No agreement is in force.")
        return self.shown(row)


class FigureBody(Body):
    """How many, and how long they waited (seconds of working time, the unanswered included)."""

    key = serializers.CharField(allow_null=True)
    count = serializers.IntegerField()
    in_time = serializers.IntegerField()
    late = serializers.IntegerField()
    open = serializers.IntegerField()
    excused = serializers.IntegerField()
    dropped = serializers.IntegerField(help_text="Broken off: handed back before anybody answered.")
    median = serializers.FloatField(source="curve.median", allow_null=True)
    p90 = serializers.FloatField(source="curve.p90", allow_null=True)


class PointBody(Body):
    """The share still unanswered after so many seconds; null where nobody has waited that long yet."""

    seconds = serializers.IntegerField()
    wall = serializers.FloatField(allow_null=True)
    working = serializers.FloatField(allow_null=True)


class CauseBody(Body):
    """Why clocks ran out, and how many did for that."""

    cause = serializers.CharField(help_text="unaccepted, untouched, untried or unrated; empty where it was not kept.")
    count = serializers.IntegerField()


class ComplianceBody(Body):
    """Response times of a period, without test leads."""

    kind = serializers.CharField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    whole = FigureBody()
    by_rep = FigureBody(many=True)
    by_pool = FigureBody(many=True)
    by_tier = FigureBody(many=True)
    by_source = FigureBody(many=True)
    causes = CauseBody(many=True)
    survival = PointBody(many=True)

    examples: ClassVar = {"kind": "respond"}


class ComplianceQuery(Query):
    """Which clocks, of which period."""

    kind = Choice(choices=Kind.values, default=Kind.RESPOND.value, help_text="Which kind of clock.")
    period = Choice(choices=list(NAMES), default=USUAL, help_text="Days back, or a named period; “own” takes two days.")
    first = Text(required=False, max_length=10, help_text="The first day of the period “own”, such as 2026-03-01.")
    last = Text(required=False, max_length=10, help_text="Its last day; today where not given.")


class Compliance(WorkspaceViewSet):
    """How the agreement is kept."""

    tag = CLOCKS
    scopes: ClassVar = {"GET": Scope.SLA_READ}
    serializer_class = ComplianceBody
    asks: ClassVar = {"retrieve": ComplianceQuery}
    says: ClassVar = {"retrieve": "Get response times by rep, pool, tier and source, and the survival curve"}

    def retrieve(self, request: Request) -> Response:
        """The figures of a period."""
        now, kind = timezone.now(), self.query["kind"]
        asked = {"period": self.query["period"], "from": self.query.get("first", ""), "to": self.query.get("last", "")}
        chosen = period(asked, today=timezone.localdate(), zone=self.workspace.time_zone)
        found = responses.answers(self.workspace, kind=kind, period=chosen, now=now)
        causes = responses.causes(self.workspace, kind=kind, period=chosen)
        wall, working = responses.curves(found)
        points = zip(survival.GRID, survival.shown(wall), survival.shown(working), strict=True)
        said = {
            "kind": kind,
            "since": chosen.since,
            "until": chosen.until,
            "whole": (responses.tally(found, lambda each: None) or [Tally(None)])[0],
            "by_rep": responses.tally(found, lambda each: each.rep),
            "by_pool": responses.tally(found, lambda each: each.pool),
            "by_tier": responses.tally(found, lambda each: each.tier),
            "by_source": responses.tally(found, lambda each: each.source),
            "causes": [{"cause": cause, "count": count} for cause, count in causes],
            "survival": [{"seconds": at, "wall": left, "working": ran} for at, left, ran in points],
        }
        return self.shown(said)
