"""Saved views: made, changed, kept at hand, forgotten."""

from django.db import IntegrityError, transaction

from accounts.actions import Refused
from accounts.models import User, Workspace
from leads.models import SavedView, Star


def keep_view(workspace: Workspace, *, by: User, name: str, query: str, shared: bool) -> SavedView:
    """Keep a list under a name, at hand above the list; Refused when one has the name already."""
    try:
        with transaction.atomic():
            view = SavedView.objects.create(workspace=workspace, owner=by, name=name, query=query, shared=shared)
    except IntegrityError:
        raise Refused(f"You have a view called “{name}” already.") from None
    star(view, by=by)
    return view


def change_view(view: SavedView, *, name: str, shared: bool) -> None:
    """Rename a view or share it; Refused when its owner has one of that name."""
    view.name, view.shared = name, shared
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "shared"])
    except IntegrityError:
        raise Refused(f"You have a view called “{name}” already.") from None


def star(view: SavedView, *, by: User) -> bool:
    """Put a view above somebody's list, or take it away from there; answer whether it stands there now."""
    _, is_new = Star.objects.get_or_create(workspace_id=view.workspace_id, view=view, user=by)
    if not is_new:
        Star.objects.filter(workspace_id=view.workspace_id, view=view, user=by).delete()
    return is_new


def forget_view(view: SavedView) -> None:
    """Forget a view, and wherever it was kept at hand."""
    view.delete()
