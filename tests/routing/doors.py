"""A row of Acme's for each door of routing that names one; see tests/doors.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Workspace
from leads import actions as leads
from leads.stages import Stage
from routing.actions import plans
from routing.models import Absence, Pool, RejectReason, RoutingPlan
from tests.conftest import who
from tests.leads.doors import CANARY, lead, made_lead
from tests.routing import desk_doors


def draft(workspace: Workspace) -> RoutingPlan:
    """The draft, made if need be."""
    force = workspace.routing_plans.get(state="published")
    return plans.draft_of(workspace) or plans.start_draft(workspace, by=who("maya"), at=timezone.now(), based_on=force)


def version(workspace: Workspace) -> dict[str, Any]:
    return {"pk": workspace.routing_plans.get(state="published").pk}


def rule(workspace: Workspace) -> dict[str, Any]:
    pool = workspace.pools.get(fallback=True)
    return {"pk": plans.write_rule(draft(workspace), name=CANARY, pool_id=pool.pk, rep_id=None).pk}


def pool(workspace: Workspace) -> dict[str, Any]:
    return {"pk": Pool.objects.get_or_create(workspace=workspace, name=CANARY)[0].pk}


def rep(workspace: Workspace) -> dict[str, Any]:
    return {"pk": workspace.memberships.get(user=who("ravi")).pk}


def absence(workspace: Workspace) -> dict[str, Any]:
    now = timezone.now()
    row = Absence.objects.create(workspace=workspace, rep=who("ravi"), starts_at=now, ends_at=now + timedelta(days=1))
    return {**rep(workspace), "absence": row.pk}


def reason(workspace: Workspace) -> dict[str, Any]:
    row, _ = RejectReason.objects.get_or_create(workspace=workspace, key="canary", defaults={"label": CANARY})
    return {"pk": row.pk}


def handoff(workspace: Workspace) -> dict[str, Any]:
    lead = made_lead(workspace)
    leads.move(lead, to=Stage.MQL, at=timezone.now(), cause="manual", reason=CANARY)
    return {"pk": lead.handoffs.get().pk}


ROWS: dict[str, Callable[[Workspace], dict[str, Any]]] = {
    **desk_doors.ROWS,
    "routing:version": version,
    "routing:draft_new": version,
    "routing:rule_edit": rule,
    "routing:rule_move": rule,
    "routing:rule_remove": rule,
    "routing:why": handoff,
    "routing:withdraw": handoff,
    "routing:pass": lead,
    "routing:reason_edit": reason,
    "routing:reason_retire": reason,
    "routing:pool_edit": pool,
    "routing:pool_retire": pool,
    "routing:rep": rep,
    "routing:away_new": rep,
    "routing:away_withdraw": absence,
}
