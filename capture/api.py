"""Activities for programs: what people did elsewhere, told by a server that Baton trusts."""

from collections import Counter
from typing import Any, ClassVar

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.errors import Fault, escaped, faults_of, invalid
from accounts.rest.fields import Body, Instant, Text, Truth, Whole
from accounts.rest.views import WorkspaceViewSet
from accounts.scopes import Scope
from capture.actions import telling
from capture.actions.telling import Said, Told

TAG = "Activities"
AT_ONCE = 500


def text(help_text: str, length: int = 200) -> Text:
    """A text that may be left out; null and an empty text are the same."""
    options = {"required": False, "allow_blank": True, "allow_null": True, "max_length": length}
    return Text(help_text=help_text, **options)


class TellBody(Body):
    """One thing somebody did. Whose it is, is said by `lead`, or by the ids they are known by."""

    type = Text(max_length=100, help_text="What was done, such as “Demo Requested”. Signals go by it.")
    title = text("What the timeline says; the type where nothing is said.", 300)
    lead = Whole(required=False, allow_null=True, help_text="A lead's id here.")
    email = text("Their address. Who has none yet becomes a lead.", 254)
    user_id = text("Their id in your system.")
    anonymous_id = text("A browser's id; theirs once it is known.")
    at = Instant(required=False, allow_null=True, help_text="When; now where nothing is said.")
    properties = serializers.DictField(required=False, allow_null=True, help_text="Anything about it, up to 32 KB.")
    content = text("The key of a piece in the content library.")
    campaign = text("A campaign's key.")
    message_id = text("Makes it happen once, however often it is sent: for ever, and shared with the tracking API.")
    counts = Truth(required=False, allow_null=True, help_text="False for what a machine did: kept, and worth nothing.")

    examples: ClassVar = {
        "type": "Webinar Attended",
        "email": "jane@acme.example",
        "at": "2026-03-10T12:00:00Z",
        "properties": {"minutes": 42},
        "message_id": "webinar-17-jane",
    }


class ActivityFault(Body):
    """What is wrong with a value of an activity."""

    field = serializers.CharField(help_text="A JSON pointer into the body.")
    code = serializers.CharField()
    message = serializers.CharField()


class ToldActivity(Body):
    """What became of an activity."""

    became = serializers.ChoiceField(choices=["stored", "repeated", "refused"])
    message_id = serializers.UUIDField(allow_null=True, help_text="Its id here: a UUID made of what you sent.")

    examples: ClassVar = {"became": "stored", "message_id": "0e0c1a52-9f39-5d0c-8f3c-8f6f7e6ad1b5"}


class ToldRow(ToldActivity):
    """What became of one of many activities."""

    row = serializers.IntegerField(help_text="Its place in the list, from 0.")
    errors = ActivityFault(many=True)


class AnyRow(serializers.JSONField):
    """Whatever is sent: each row is judged by itself."""

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        """Null is a row like any other."""
        return True, data


class ManyBody(Body):
    """Some activities."""

    activities = serializers.ListField(
        child=AnyRow(),
        min_length=1,
        max_length=AT_ONCE,
        help_text=f"1 to {AT_ONCE}, each as for one. Each is stored or refused by itself.",
    )

    examples: ClassVar = {"activities": [{"type": "Invoice Paid", "user_id": "42", "message_id": "invoice-9"}]}


class ManyDone(Body):
    """What became of a batch, row by row."""

    stored = serializers.IntegerField()
    repeated = serializers.IntegerField()
    refused = serializers.IntegerField()
    rows = ToldRow(many=True)


class Tell(WorkspaceViewSet):
    """What people did."""

    tag = TAG
    scopes: ClassVar = {"POST": Scope.LEADS_WRITE}
    serializer_class = ToldActivity
    accepts: ClassVar = {"create": TellBody, "batch": ManyBody}

    @extend_schema(responses={200: ToldActivity, 201: ToldActivity})
    def create(self, request: Request) -> Response:
        """Tell of an activity. 201 when it was stored, 200 when its message id is known: then nothing happened."""
        told = self.tell([said_of(self.given)])[0]
        if told.complaints:
            raise invalid(faults(told))
        return Response(body_of(told), status=201 if told.what == "stored" else 200)

    @extend_schema(responses={200: ManyDone, 207: ManyDone})
    def batch(self, request: Request) -> Response:
        """Tell of many activities. Each is stored or refused by itself, and each has an answer: 200 when all were
        taken, 207 when one or more were refused, with the place and the reason of every fault.
        """
        rows: list[dict[str, Any]] = []
        good: list[tuple[int, Said]] = []
        reader = TellBody()
        for place, sent in enumerate(self.given["activities"]):
            rows.append({"row": place, "became": "refused", "message_id": None, "errors": []})
            try:
                good.append((place, said_of(reader.run_validation(sent))))
            except serializers.ValidationError as error:
                rows[place]["errors"] = list(faults_of(error.detail, f"/activities/{place}"))
        for (place, _), told in zip(good, self.tell([said for _, said in good]), strict=True):
            rows[place] |= {**body_of(told), "errors": faults(told, f"/activities/{place}")}
        counts = Counter(row["became"] for row in rows)
        done = {what: counts[what] for what in ("stored", "repeated", "refused")}
        shown = [{**row, "errors": [fault._asdict() for fault in row["errors"]]} for row in rows]
        return Response({**done, "rows": shown}, status=207 if counts["refused"] else 200)

    def tell(self, said: list[Said]) -> list[Told]:
        """Store them."""
        return telling.tell(self.workspace.pk, said, received=timezone.now(), by_id=self.by.pk)


def said_of(given: dict[str, Any]) -> Said:
    """A checked body as the verb takes it; null is not said."""
    return Said(**{name: value for name, value in given.items() if value is not None})


def body_of(told: Told) -> dict[str, Any]:
    """What became of an activity."""
    return {"became": told.what, "message_id": str(told.message_id) if told.message_id else None}


def faults(told: Told, under: str = "") -> list[Fault]:
    """Complaints as faults of the request."""
    return [
        Fault(f"{under}/{escaped(each.field)}" if each.field else under, "invalid", f"{each.why} {each.do}".strip())
        for each in told.complaints
    ]


urlpatterns = [
    path("activities/", Tell.as_view({"post": "create"}), name="activities"),
    path("activities/batch/", Tell.as_view({"post": "batch"}), name="activity-batch"),
]
