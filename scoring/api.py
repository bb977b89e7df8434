"""Scoring for programs, under /api/v1/."""

from typing import ClassVar

from django.shortcuts import get_object_or_404
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions import Refused
from accounts.rest.errors import Problem
from accounts.rest.fields import Body, Instant, Query
from accounts.rest.views import WorkspaceViewSet
from accounts.scopes import Scope
from scoring import actions as scoring


class ReceiptQuery(Query):
    """At which instant."""

    as_of = Instant(required=False, help_text="The instant the score is worked out for; now where not given.")


class ReceiptBody(Body):
    """Why a lead has its score: lines that add up to it exactly."""

    lead = serializers.IntegerField()
    as_of = serializers.DateTimeField()
    model_version = serializers.IntegerField()
    score = serializers.FloatField(help_text="Points, two decimals: the sum of all lines.")
    fit = serializers.FloatField()
    engagement = serializers.FloatField()
    grade = serializers.CharField()
    qualifies = serializers.BooleanField()
    threshold = serializers.FloatField(allow_null=True)
    barred_for = serializers.CharField(help_text="What keeps it from ever being an MQL; empty when nothing does.")
    lines = serializers.ListField(
        child=serializers.DictField(),
        help_text="Rules and caps. A line of engagement names the activities it counts and what is left of each.",
    )
    next = serializers.ListField(
        child=serializers.DictField(), help_text="What is missing for the next band or the threshold."
    )

    examples: ClassVar = {
        "lead": 4711,
        "model_version": 7,
        "score": 34.2,
        "fit": 20.0,
        "engagement": 14.2,
        "grade": "C3",
        "threshold": 45.0,
        "lines": [
            {"part": "fit", "kind": "rule", "label": "Job title contains VP or Head", "points": 20.0, "rule": 3},
            {"part": "engagement", "kind": "rule", "label": "Viewed pricing", "points": 14.2, "count": 3},
        ],
        "next": [{"to": "MQL", "missing": 10.8, "ways": ["Asked for a demo, once more"]}],
    }


class Receipts(WorkspaceViewSet):
    """Receipts."""

    tag = "Scores"
    scopes: ClassVar = {"GET": Scope.LEADS_READ}
    serializer_class = ReceiptBody
    asks: ClassVar = {"retrieve": ReceiptQuery}

    def retrieve(self, request: Request, pk: int) -> Response:
        """Explain a lead's score. At any instant, past or to come, by the model in force then; worked out from the
        activities, not from what is stored.
        """
        lead = get_object_or_404(self.workspace.leads, pk=pk)
        try:
            found = scoring.receipt(lead, as_of=self.query.get("as_of"))
        except Refused as refusal:
            raise Problem("refused", str(refusal)) from None
        return Response(found.as_json())


urlpatterns = [path("leads/<int:pk>/receipt/", Receipts.as_view({"get": "retrieve"}), name="lead-receipt")]
