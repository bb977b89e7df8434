"""The certificate of custody, and a plan tried out, for programs."""

from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.errors import Fault, invalid
from accounts.rest.views import WorkspaceViewSet
from accounts.scopes import Scope
from leads import custody
from routing import actions
from routing.actions.trying import Trial
from routing.api.bodies import CertificateBody, CustodyQuery, TriedBody, TryBody
from routing.api.handoffs import TAG
from routing.models import PlanState


class Certificate(WorkspaceViewSet):
    """Who holds the leads."""

    tag = TAG
    scopes: ClassVar = {"GET": Scope.HANDOFFS_READ}
    serializer_class = CertificateBody
    asks: ClassVar = {"retrieve": CustodyQuery}

    def retrieve(self, request: Request) -> Response:
        """Get the certificate of custody. Every live lead is counted now, by who holds it."""
        found = custody.inspect(self.workspace.pk)
        said = {"at": found.at, "live": found.live, "adrift": found.adrift, "kept": found.is_kept}
        return self.shown({**said, "held": found.held, "overdue": found.overdue})


class Trials(WorkspaceViewSet):
    """Routing tried out."""

    tag = TAG
    scopes: ClassVar = {"POST": Scope.HANDOFFS_READ}
    serializer_class = TriedBody
    accepts: ClassVar = {"try_out": TryBody}

    @extend_schema(responses={200: TriedBody})
    def try_out(self, request: Request) -> Response:
        """Try routing out. Says for each lead who would get it now, by which steps, and why each other one would not;
        nothing is given to anybody.
        """
        state = PlanState.DRAFT if self.given.get("draft") else PlanState.PUBLISHED
        plan = self.workspace.routing_plans.filter(state=state).first()
        if plan is None and state == PlanState.DRAFT:
            raise invalid([Fault("/draft", "invalid", "There is no draft of the plan.")])
        done = actions.try_out(self.workspace, plan, self.given["leads"], at=timezone.now())
        return self.shown({"version": done.version, "trials": [row_of(each) for each in done.trials]})


def row_of(each: Trial) -> dict[str, object]:
    """One trial as it is told."""
    said = each.choice.as_json()
    ids = {"lead": each.lead.pk, "rep": each.choice.rep, "pool": each.choice.pool, "to": each.name}
    return {**ids, "why": said["why"], "steps": said["steps"], "candidates": said["candidates"]}
