"""The workspace's list of reasons for which sales gives leads back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from accounts.actions import Refused
from accounts.audit import record
from accounts.models import User, Workspace
from routing.models import RejectReason

MOST = 40


@transaction.atomic
def write_reason(
    workspace: Workspace, *, by: User, reason: RejectReason | None = None, label: str, **columns: Any
) -> RejectReason:
    """Add a reason at the end of the list, or change one; what was given back for it keeps pointing at it."""
    rows = RejectReason.objects.filter(workspace=workspace)
    others = rows if reason is None else rows.exclude(pk=reason.pk)
    if others.filter(label__iexact=label.strip()).exists():
        raise Refused(f"There is a reason “{label}” already.")
    if reason is None:
        if rows.count() >= MOST:
            raise Refused(f"A list has at most {MOST} reasons: a longer one is not read.")
        last = rows.aggregate(most=Max("position"))["most"] or 0
        stem = slugify(label).replace("-", "_")[:32] or "reason"
        key = stem if not rows.filter(key=stem).exists() else f"{stem}_{last + 1}"
        reason = RejectReason(workspace=workspace, key=key, position=last + 1)
    verb = "changed" if reason.pk else "added"
    reason.label = label.strip()
    for name, value in columns.items():
        setattr(reason, name, value)
    reason.save()
    record(workspace=workspace, by=by, verb=verb, what=f"the reason “{reason.label}”")
    return reason


@transaction.atomic
def retire_reason(reason: RejectReason, *, by: User, at: datetime | None) -> None:
    """Take a reason off the list (or, with no instant, put it back); the list keeps at least one."""
    rows = RejectReason.objects.filter(workspace_id=reason.workspace_id, retired_at=None)
    if at is not None and not rows.exclude(pk=reason.pk).exists():
        raise Refused("The list keeps at least one reason.")
    RejectReason.objects.filter(pk=reason.pk).update(retired_at=at)
    verb = "took off the list" if at is not None else "put back on the list"
    record(workspace=reason.workspace, by=by, verb=verb, what=f"the reason “{reason.label}”")
