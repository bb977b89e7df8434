"""Which workspaces a person may enter, and which one they were in last."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from accounts import tenancy
from accounts.models import Membership, Workspace

LAST = "workspace"  # the session's key
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def memberships(user: Any) -> list[Membership]:
    """The person's active memberships with their workspaces, by name; none for a visitor."""
    if user is None or not user.is_authenticated:
        return []
    with tenancy.person(user):
        rows = Membership.objects.active().filter(user=user).select_related("workspace")
        return list(rows.order_by("workspace__name", "workspace_id"))


def last(request: HttpRequest, among: Iterable[Membership]) -> Membership | None:
    """The workspace this browser was in last, or else the one the person was seen in last."""
    found = {membership.workspace_id: membership for membership in among}
    session = getattr(request, "session", {})
    if session and session.get(LAST) in found:
        return found[session[LAST]]
    return max(found.values(), key=lambda membership: membership.seen_at or LONG_AGO, default=None)


def remember(request: HttpRequest, workspace: Workspace) -> None:
    """Note that this browser is in the workspace now."""
    if request.session.get(LAST) != workspace.pk:
        request.session[LAST] = workspace.pk
