"""What tests of scoring play with: leads that do things, and models that are published."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts import jobs
from accounts.models import Job, Workspace
from leads import actions as leads
from leads.models import Lead
from leads.person import Event
from scoring import actions as scoring
from scoring.models import ScoringModel

PAGE: dict[str, Any] = {"field": "activity.type", "op": "is", "value": "page"}
LONG: dict[str, Any] = {"field": "property.minutes", "op": "at_least", "value": 30}
DEMO: dict[str, Any] = {"field": "activity.type", "op": "is", "value": "demo"}
MAIL: dict[str, Any] = {"field": "activity.type", "op": "is", "value": "mail"}
SIGNALS: list[dict[str, Any]] = [
    {"key": "looked", "label": "Looked", "condition": PAGE},
    {"key": "stayed", "label": "Stayed long", "condition": {"all": [PAGE, LONG]}},
    {"key": "asked", "label": "Asked", "condition": DEMO, "hand_raiser": True},
    {"key": "left", "label": "Left", "condition": MAIL},
]
HEAD: dict[str, Any] = {"field": "lead.title", "op": "contains", "value": "Head"}


def model(fits: list[dict[str, Any]], done: list[dict[str, Any]], **other: Any) -> dict[str, Any]:
    """A model as it is exchanged."""
    return {
        "fit_cap": 5000,
        "engagement_cap": 5000,
        "fit_bands": {"A": 4000, "B": 2500, "C": 1000},
        "engagement_bands": {"1": 3500, "2": 2000, "3": 800},
        "thresholds": [{"segment": None, "at_least": 4000}],
        "disqualifiers": [],
        "groups": [],
        "signals": SIGNALS,
        "fit_rules": fits,
        "engagement_rules": done,
        **other,
    }


def fit(points: int, condition: dict[str, Any] = HEAD, **other: Any) -> dict[str, Any]:
    """A fit rule."""
    return {"points": points, "condition": condition, **other}


def does(signal: str, points: int, at_most: int | None = None, **cools: Any) -> dict[str, Any]:
    """An engagement rule."""
    return {"signal": signal, "points": points, "at_most": at_most, **cools}


def run_jobs(workspace: Workspace) -> None:
    """Let long work end; a failure is the test's."""
    while Job.objects.open().filter(workspace=workspace).exists():
        jobs.work_on(workspace.pk, timezone.now())
    assert not Job.objects.filter(workspace=workspace, status="failed").exists(), failures(workspace)


def failures(workspace: Workspace) -> list[str]:
    """Why long work failed."""
    return list(Job.objects.filter(workspace=workspace, status="failed").values_list("trouble", flat=True))


def publish(workspace: Workspace, raw: dict[str, Any]) -> ScoringModel:
    """Put a model in force."""
    draft = scoring.import_model(workspace, raw, by=None)
    scoring.publish(draft, by=None, reason="A test")
    run_jobs(workspace)
    draft.refresh_from_db()
    assert draft.state == "published"
    return draft


def lead(workspace: Workspace, name: str = "Lea", **fields: Any) -> Lead:
    """A lead whom marketing holds; their traits are known at once."""
    made = Lead.objects.create(
        workspace=workspace, first_name=name, return_at=timezone.now() + timedelta(days=30), **fields
    )
    scoring.attributes_changed(workspace.pk, [made.pk])
    return made


def event(who: Lead, kind: str, at: datetime, *, counts: bool = True, **properties: Any) -> Event:
    """Something a lead did."""
    return Event(uuid4(), at, kind, properties=properties, origin="test", lead_id=who.pk, counts=counts)


def did(who: Lead, kind: str, at: datetime | None = None, **properties: Any) -> None:
    """A lead does something."""
    leads.record(who.workspace_id, [event(who, kind, at or timezone.now(), **properties)])


def stored(who: Lead) -> tuple[int, str]:
    """Score and grade as the lists show them."""
    who.refresh_from_db()
    return who.score, who.grade
