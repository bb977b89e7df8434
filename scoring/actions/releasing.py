"""Leads that an edit of the model made qualify are held; portions of them are let go."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User, Workspace
from leads import actions as hall
from scoring.models import HeldRelease


def waiting(workspace: Workspace) -> int:
    """How many leads are held."""
    return workspace.held_releases.filter(released_at=None, dropped_at=None).count()


@transaction.atomic
def release(workspace: Workspace, n: int, *, by: User | None) -> list[int]:
    """Let the hottest of the held leads pass, at most so many; answer which became MQLs.

    Those that no longer qualify, or passed by themselves, are taken off the list.
    """
    now = timezone.now()
    rows = workspace.held_releases.filter(released_at=None, dropped_at=None).select_related("lead")
    passed: list[int] = []
    for row in rows.select_for_update(skip_locked=True, of=("self",)).order_by("-score", "id"):
        if len(passed) >= n:
            break
        lead = row.lead
        there = lead.merged_into_id is None and lead.erased_at is None
        if not (there and lead.qualifies and lead.stage == "lead"):
            HeldRelease.objects.filter(pk=row.pk).update(dropped_at=now)
            continue
        moved = hall.qualify(workspace.pk, [lead.pk], at=now, cause="released")
        HeldRelease.objects.filter(pk=row.pk).update(**({"released_at": now} if moved else {"dropped_at": now}))
        passed += [change.lead_id for change in moved]
    if passed:
        what = f"{len(passed)} leads that a new model had held"
        audit.record(workspace=workspace, by=by, verb="released", what=what)
    return passed
