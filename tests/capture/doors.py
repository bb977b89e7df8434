"""A row of Acme's for each tracking page that names one."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from accounts.models import Workspace
from capture import actions
from capture.models import RejectedEvent
from tests.conftest import who

CANARY = "Canary of Acme"


def write_key(workspace: Workspace) -> dict[str, Any]:
    """A write key that works."""
    made = actions.make_key(workspace, by=who("maya"), name=CANARY, origins=["https://canary.example"], per_minute=99)
    return {"pk": made.pk}


def rejected(workspace: Workspace) -> dict[str, Any]:
    """Something that could not be used."""
    key = workspace.write_keys.get(pk=write_key(workspace)["pk"])
    said = {"code": "nobody", "reason": CANARY, "body": CANARY.encode(), "kind": "track"}
    row = RejectedEvent.of(key, at=timezone.now(), **said)
    row.save()
    return {"pk": row.pk}


ROWS: dict[str, Callable[[Workspace], dict[str, Any]]] = {
    "tracking:key": write_key,
    "tracking:key_news": write_key,
    "tracking:key_edit": write_key,
    "tracking:key_rotate": write_key,
    "tracking:key_revoke": write_key,
    "tracking:event": rejected,
    "tracking:event_discard": rejected,
}
