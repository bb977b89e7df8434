"""Whether marketing may write to a lead now, for the tools that send its mail."""

from typing import ClassVar

from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.fields import Body, Query
from accounts.rest.views import WorkspaceViewSet
from accounts.scopes import Scope
from leads.stages import Holder
from routing import actions
from routing.api.handoffs import TAG


class MayNurtureBody(Body):
    """Whether marketing may write to a lead now."""

    lead = serializers.IntegerField()
    may = serializers.BooleanField(help_text="False: leave this lead out of every nurture mail.")
    why = serializers.CharField(help_text="Why not; empty where it may.")
    holder = serializers.ChoiceField([holder.value for holder in Holder])
    at = serializers.DateTimeField(help_text="When this was so. Ask again before each send.")

    examples: ClassVar = {"lead": 4711, "may": False, "why": "Sales has this lead: Ravi.", "holder": "sales"}


class MayNurtureQuery(Query):
    """Nothing to ask."""


class MayNurture(WorkspaceViewSet):
    """Nurture stops while sales has a lead."""

    tag = TAG
    scopes: ClassVar = {"GET": Scope.LEADS_READ}
    serializer_class = MayNurtureBody
    asks: ClassVar = {"retrieve": MayNurtureQuery}

    def retrieve(self, request: Request, pk: int) -> Response:
        """Ask before you nurture. Whether marketing may write to a lead now: not while sales has it or is about to,
        not once it is closed, and never against the lead's will.
        """
        lead = get_object_or_404(self.workspace.leads.select_related("rep"), pk=pk)
        said = actions.may_nurture(lead)
        told = {"lead": lead.pk, "may": said.yes, "why": said.why, "holder": lead.holder, "at": timezone.now()}
        return self.shown(told)
