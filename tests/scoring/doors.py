"""A row of Acme's for each door of scoring that names one; see tests/doors.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Workspace
from leads.models import Lead
from scoring.models import Rehearsal, RehearsedLead, ScoringModel, Signal

CANARY = "Canary of Acme"
TITLED = {"field": "lead.title", "op": "is_set"}
PAGE = {"field": "activity.type", "op": "is", "value": "page"}


def version(workspace: Workspace, state: str) -> ScoringModel:
    """A version in a state; workspaces have one in force from their first day."""
    found = workspace.scoring_models.filter(state=state).first()
    number = 1 + max(workspace.scoring_models.values_list("version", flat=True), default=0)
    return found or ScoringModel.objects.create(workspace=workspace, version=number, state=state, reason=CANARY)


def watched(workspace: Workspace) -> Signal:
    made, _ = Signal.objects.get_or_create(
        workspace=workspace, key="canary", defaults={"label": CANARY, "condition": PAGE}
    )
    return made


def signal(workspace: Workspace) -> dict[str, Any]:
    return {"pk": watched(workspace).pk}


def fit_rule(workspace: Workspace) -> dict[str, Any]:
    rule = version(workspace, "draft").fit_rules.create(
        workspace=workspace, label=CANARY, condition=TITLED, points=500, position=9
    )
    return {"part": "fit", "pk": rule.pk}


def engagement_rule(workspace: Workspace) -> dict[str, Any]:
    rules = version(workspace, "draft").engagement_rules
    rule = rules.filter(signal=watched(workspace)).first()
    return {"pk": (rule or rules.create(workspace=workspace, signal=watched(workspace), points=500)).pk}


def model(workspace: Workspace) -> dict[str, Any]:
    return {"pk": version(workspace, "draft").pk}


def lead(workspace: Workspace) -> dict[str, Any]:
    later = timezone.now() + timedelta(days=30)
    return {"pk": Lead.objects.create(workspace=workspace, first_name=CANARY, return_at=later).pk}


def rehearsal(workspace: Workspace) -> dict[str, Any]:
    now = timezone.now()
    row = Rehearsal.objects.create(
        workspace=workspace,
        draft=version(workspace, "draft"),
        published=version(workspace, "published"),
        days=30,
        since=now - timedelta(days=30),
        until=now,
        definition_version=1,
        draft_changed_at=now,
    )
    RehearsedLead.objects.create(
        workspace=workspace,
        rehearsal=row,
        lead_id=lead(workspace)["pk"],
        draft_score=0,
        published_score=0,
        won_at=now,
    )
    return {"pk": row.pk}


ROWS: dict[str, Callable[[Workspace], dict[str, Any]]] = {
    "scoring:fit_rule": lambda workspace: {"pk": fit_rule(workspace)["pk"]},
    "scoring:engagement_rule": engagement_rule,
    "scoring:rule_move": fit_rule,
    "scoring:rule_remove": fit_rule,
    "scoring:signal": signal,
    "scoring:signal_seen": signal,
    "scoring:signal_retire": signal,
    "scoring:version": model,
    "scoring:export": model,
    "scoring:as_of": lead,
    "scoring:verify": lead,
    "scoring:rehearsed_leads": rehearsal,
}
