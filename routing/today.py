"""What calls for somebody today, on the first page: each line a number and the page with the rows behind it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.roles import Role
from routing import desk
from routing.models import Handoff, State

WORDS = {State.WAITING: "handed leads wait for a rep", State.OFFERED: "offers wait for an answer"}


@dataclass(frozen=True)
class Line:
    """A number, what it counts, and where to see it."""

    number: int
    words: str
    url: str
    urgent: bool = False


def today(membership: Membership) -> dict[str, Any] | None:
    """Everything that waits for this person, or for the people they look after."""
    now = timezone.now()
    lines = [*(selling(membership, now) if membership.rep else []), *overseeing(membership)]
    return {"lines": lines} if lines else None


def selling(membership: Membership, now: datetime) -> list[Line]:
    """A rep's own day."""
    waiting = desk.count_queue(membership)
    late = desk.worked_by(membership).filter(next_step_at__lt=now).count()
    return [
        Line(waiting, "wait for your answer", address(membership, "queue"), urgent=waiting > 0),
        Line(late, "next steps of yours are overdue", address(membership, "working"), urgent=late > 0),
        Line(desk.count_tasks(membership), "tasks are due by tomorrow", address(membership, "tasks")),
    ]


def overseeing(membership: Membership) -> list[Line]:
    """What managers and marketers look after: passes that wait, offers without an answer, questions."""
    if not membership.has(Role.MANAGER, Role.MARKETER):
        return []
    rows = Handoff.objects.filter(workspace=membership.workspace, state__in=WORDS)
    counted = dict(rows.order_by().values("state").annotate(number=Count("pk")).values_list("state", "number"))
    handed = address(membership, "handed")
    lines = [Line(counted.get(state, 0), words, f"{handed}?state={state}") for state, words in WORDS.items()]
    asked = desk.count_questions(membership)
    return [*lines, Line(asked, "questions wait for your answer", address(membership, "questions"), urgent=asked > 0)]


def address(membership: Membership, name: str) -> str:
    """A page of this workspace."""
    return reverse(f"routing:{name}", args=[membership.workspace.slug])
