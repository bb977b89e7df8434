"""Consent, duplicates, a copy of everything, erasure: what programs may do with whole lives."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.errors import Fault, Problem, invalid
from accounts.rest.fields import Body, Instant, Query, Truth, Whole, WholeInQuery
from accounts.rest.paging import PageQuery
from accounts.rest.views import WorkspaceViewSet
from accounts.scopes import Scope
from leads import actions
from leads.actions.duplicates import find
from leads.api.bodies import LeadBody, text
from leads.api.leads import LEADS, READ_WRITE
from leads.models import Consent, Lead, Merge

PRIVACY = "Privacy"
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


class OfLead(WorkspaceViewSet):
    """Something about one lead."""

    serializer_class = LeadBody

    def get_queryset(self) -> QuerySet[Any]:
        """All leads."""
        return self.workspace.leads.select_related("company", "campaign", "owner", "rep")

    def lead(self) -> Lead:
        """The lead in the address."""
        return get_object_or_404(self.workspace.leads, pk=self.kwargs["pk"])


class ConsentBody(Body):
    """A word on being written to."""

    id = serializers.IntegerField()
    given = serializers.BooleanField()
    at = serializers.DateTimeField()
    text_version = serializers.CharField()
    origin = serializers.CharField(help_text="The form, file, mail or member that told us.")
    recorded_at = serializers.DateTimeField()

    examples: ClassVar = {"id": 5, "given": False, "text_version": "2026-01", "origin": "preference centre"}


class NewConsentBody(Body):
    """A word on being written to, said at an instant."""

    given = Truth(help_text="True for consent, false for its withdrawal.")
    at = Instant(required=False, help_text="When it was said; now where not given.")
    text_version = text("Which version of the text they agreed to.")
    origin = text("Where they said it.")

    examples: ClassVar = {"given": False, "origin": "preference centre"}


class Consents(ListModelMixin, OfLead):
    """The consent log."""

    tag = PRIVACY
    scopes: ClassVar = READ_WRITE
    serializer_class = ConsentBody
    accepts: ClassVar = {"create": NewConsentBody}
    asks: ClassVar = {"list": PageQuery}
    says: ClassVar = {"list": "List a lead's words on consent. Newest first."}

    def get_queryset(self) -> QuerySet[Consent]:
        """The lead's log."""
        return self.workspace.consents.filter(lead=self.lead())

    def create(self, request: Request, pk: int) -> Response:
        """Note that somebody gave or withdrew consent. Every word is kept; a consent that is older than a withdrawal
        changes nothing, and a withdrawal keeps everybody from writing to the address.
        """
        lead, now = self.lead(), timezone.now()
        at = self.given.get("at") or now
        if not LONG_AGO <= at <= now:
            raise invalid([Fault("/at", "invalid", "Nobody can have said it then: it lies ahead, or too far back.")])
        said = {name: self.given.get(name) or "" for name in ("text_version", "origin")}
        long = [
            Fault(f"/{name}", "max_length", f"At most {most} characters fit here.")
            for name, most in (("text_version", 80), ("origin", 120))
            if len(said[name]) > most
        ]
        if long:
            raise invalid(long)
        actions.consent(lead, given=self.given["given"], at=at, by=self.by, **said)
        return self.shown(self.get_queryset().latest("id"), status=201)


class MergeBody(Body):
    """Two leads that became one."""

    id = serializers.IntegerField()
    kept = serializers.IntegerField(source="kept_id")
    gone = serializers.IntegerField(source="gone_id")
    at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)

    examples: ClassVar = {"id": 3, "kept": 17, "gone": 18}


class GoneBody(Body):
    """Which lead becomes part of the one in the address."""

    gone = Whole(help_text="The id of the lead that goes.")

    examples: ClassVar = {"gone": 18}


class Merges(OfLead):
    """Two leads that are one person."""

    tag = LEADS
    scopes: ClassVar = READ_WRITE
    serializer_class = MergeBody
    accepts: ClassVar = {"merge": GoneBody}

    def merge(self, request: Request, pk: int) -> Response:
        """Merge another lead into this one. Activities, ids and consents move here, the earliest source and any
        withdrawal stand, and it can be undone. Refused while sales holds both.
        """
        gone = self.workspace.leads.filter(pk=self.given["gone"]).first()
        if gone is None:
            raise invalid([Fault("/gone", "invalid", "There is no lead with this id.")])
        return self.shown(actions.merge(self.lead(), gone, at=timezone.now(), by=self.by, cause="api"))

    def undo(self, request: Request, pk: int) -> Response:
        """Undo a merge. Both leads are as they were; what was changed since stays changed."""
        merge: Merge = get_object_or_404(self.workspace.merges, pk=pk)
        actions.undo_merge(merge, at=timezone.now(), by=self.by)
        merge.refresh_from_db()
        return self.shown(merge)


class PairBody(Body):
    """Two leads that may be one person."""

    first = serializers.IntegerField(source="first.pk")
    second = serializers.IntegerField(source="second.pk")
    reasons = serializers.ListField(child=serializers.CharField())


class PairsBody(Body):
    """Likely duplicates."""

    pairs = PairBody(many=True)

    examples: ClassVar = {"pairs": [{"first": 17, "second": 18, "reasons": ["The same phone number"]}]}


class PairQuery(Query):
    """How many."""

    most = WholeInQuery(default=100, min_value=1, max_value=500, help_text="Groups of each kind, 1 to 500.")


class Duplicates(WorkspaceViewSet):
    """Leads that look alike."""

    tag = LEADS
    scopes: ClassVar = {"GET": Scope.LEADS_READ}
    serializer_class = PairsBody
    asks: ClassVar = {"retrieve": PairQuery}

    def retrieve(self, request: Request) -> Response:
        """Find likely duplicates. By phone, by name and company, by addresses that reach the same person."""
        return self.shown({"pairs": find(self.workspace.pk, most=self.query["most"])})


class ExportBody(Body):
    """Everything about a person; docs/privacy.md tells the places."""

    format = serializers.CharField()
    lead = serializers.IntegerField()
    at = serializers.DateTimeField()
    may_be_written_to = serializers.BooleanField()
    places = serializers.DictField(help_text="By place: what it is, and its rows.")


class Exports(OfLead):
    """A copy of everything."""

    tag = PRIVACY
    scopes: ClassVar = {"GET": Scope.LEADS_READ}
    serializer_class = ExportBody

    def retrieve(self, request: Request, pk: int) -> Response:
        """Export everything about a person. Of all leads that were merged into theirs, from every place there is."""
        return Response(actions.export(self.lead(), at=timezone.now()))


class SureBody(Body):
    """That it is meant."""

    sure = Truth(help_text="Must be true: this cannot be undone.")

    examples: ClassVar = {"sure": True}


class ErasedBody(Body):
    """What was forgotten."""

    lead = serializers.IntegerField()
    places = serializers.DictField(child=serializers.IntegerField(), help_text="Rows by place.")


class Erasures(OfLead):
    """Being forgotten."""

    tag = PRIVACY
    scopes: ClassVar = {"POST": Scope.LEADS_ERASE}
    serializer_class = ErasedBody
    accepts: ClassVar = {"erase": SureBody}

    def erase(self, request: Request, pk: int) -> Response:
        """Erase a person for good. In every place, at once; a row without a name stays, so that counts stay true,
        and a hash of the address, so that nobody writes to it.
        """
        if not self.given["sure"]:
            raise Problem("refused", "Say that you are sure: this cannot be undone.")
        return Response({"lead": pk, "places": actions.erase(self.lead(), at=timezone.now(), by=self.by)})
