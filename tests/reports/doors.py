"""A row of Acme's for each door of reports that names one; see tests/doors.py."""

from collections.abc import Callable
from datetime import date
from typing import Any

from accounts.models import Workspace
from reports.models import CalendarEvent, Goal, Review, ReviewItem, Subscription
from tests.conftest import who

CANARY = "Canary of Acme"
JANUARY, JUNE = date(2026, 1, 1), date(2026, 6, 30)


def goal(workspace: Workspace) -> dict[str, Any]:
    row, _ = Goal.objects.get_or_create(
        workspace=workspace, name=CANARY, defaults={"starts_on": JANUARY, "ends_on": JUNE, "revenue": 5_000_000}
    )
    return {"pk": row.pk}


def event(workspace: Workspace) -> dict[str, Any]:
    return {"pk": CalendarEvent.objects.create(workspace=workspace, title=CANARY, starts_on=JANUARY).pk}


def made_review(workspace: Workspace) -> Review:
    row, _ = Review.objects.get_or_create(
        workspace=workspace, rhythm="monthly", starts_on=JANUARY, defaults={"ends_on": JUNE, "notes": CANARY}
    )
    return row


def review(workspace: Workspace) -> dict[str, Any]:
    return {"pk": made_review(workspace).pk}


def item(workspace: Workspace) -> dict[str, Any]:
    return {"pk": ReviewItem.objects.create(workspace=workspace, review=made_review(workspace), text=CANARY).pk}


def subscription(workspace: Workspace) -> dict[str, Any]:
    row = Subscription.objects.create(workspace=workspace, user=who("maya"), report="funnel", value=CANARY)
    return {"pk": row.pk}


ROWS: dict[str, Callable[[Workspace], dict[str, Any]]] = {
    "reports:goal": goal,
    "reports:goal_edit": goal,
    "reports:goal_drop": goal,
    "reports:event_edit": event,
    "reports:event_drop": event,
    "reports:review": review,
    "reports:item_done": item,
    "reports:unsubscribe": subscription,
}
