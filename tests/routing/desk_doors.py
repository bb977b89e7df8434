"""A row of Acme's for each door of the rep's day that names one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Workspace
from leads.models import Lead
from routing import actions as routing
from routing.models import Handoff
from tests.conftest import who
from tests.leads.doors import CANARY
from tests.routing.worlds import offered_to, qualified


def offer(workspace: Workspace) -> dict[str, Any]:
    return {"pk": made_offer(workspace).pk}


def made_offer(workspace: Workspace) -> Handoff:
    now = timezone.now()
    lead = qualified(workspace, at=now, first_name=CANARY)
    return offered_to(workspace, who("ravi"), lead=lead, at=now)


def worked(workspace: Workspace) -> dict[str, Any]:
    handoff = made_offer(workspace)
    routing.take(handoff, by=who("ravi"), at=timezone.now())
    return {"pk": handoff.pk}


def lead_of(workspace: Workspace) -> Lead:
    return made_offer(workspace).lead


def task(workspace: Workspace) -> dict[str, Any]:
    now = timezone.now()
    made = routing.give_task(lead_of(workspace), to=who("ravi"), by=who("ravi"), title=CANARY, due_at=now, at=now)
    return {"pk": made.pk}


def question(workspace: Workspace) -> dict[str, Any]:
    return {"pk": routing.ask(lead_of(workspace), by=who("ravi"), text=CANARY, at=timezone.now()).pk}


def meeting(workspace: Workspace) -> dict[str, Any]:
    now = timezone.now()
    made = routing.plan_meeting(made_offer(workspace), by=who("ravi"), at=now, starts_at=now + timedelta(days=1))
    return {"pk": made.pk}


def pool(workspace: Workspace) -> dict[str, Any]:
    return {"pk": workspace.pools.get(fallback=True).pk}


OFFERED = ("meeting_new",) + ("handoff", "accept", "reject", "nurture", "reassign", "ask")
WORKED = ("work", "touch", "next_step", "qualify", "won", "lost")
ROWS: dict[str, Callable[[Workspace], dict[str, Any]]] = {
    **{f"routing:{name}": offer for name in OFFERED},
    **{f"routing:{name}": worked for name in WORKED},
    **{f"routing:{name}": meeting for name in ("meeting", "meeting_move", "meeting_off")},
    "routing:passed": offer,
    "routing:chat": pool,
    "routing:task_done": task,
    "routing:answer": question,
}
