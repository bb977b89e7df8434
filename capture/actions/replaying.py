"""Rejected events: mended, sent again as if they had just come in, and forgotten when they are old."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User, Workspace
from capture import segment, wire
from capture.actions.taking import Delivery, take
from capture.models import RejectedEvent
from capture.segment import Parcel, Refused

AT_ONCE = 500
KEPT = timedelta(days=90)


@transaction.atomic
def replay(event: RejectedEvent, *, by: User, at: datetime, body: str | None = None) -> bool:
    """Take in one rejected event again, with a mended body if one is given; whether it could be used now.

    It counts as received when it first came in. What cannot be used of it still is kept with the new reason.
    """
    rows = RejectedEvent.objects.select_for_update().filter(workspace_id=event.workspace_id, pk=event.pk)
    found = rows.select_related(None).get()
    if found.replayed_at is not None:
        return True
    if body is not None:
        found.body, found.size = body, len(body.encode())
    parcel, bodies = reading(found)
    if parcel.calls:
        take(found.workspace_id, [Delivery(found.key, Parcel(parcel.calls, parcel.refused), found.received_at)])
    if parcel.calls or not parcel.refused:
        found.replayed_at, found.replayed_by = at, by
    else:
        found.code, found.reason = parcel.refused[0].code, parcel.refused[0].sentence
    found.save(update_fields=["body", "size", "code", "reason", "replayed_at", "replayed_by"])
    return found.replayed_at is not None


def replay_all(workspace: Workspace, events: Sequence[RejectedEvent], *, by: User, at: datetime) -> int:
    """Take in rejected events again, each by itself; answer how many could be used."""
    return sum(replay(event, by=by, at=at) for event in events[:AT_ONCE])


def reading(event: RejectedEvent) -> tuple[Parcel, list[bytes]]:
    """What a rejected event says, read as it would be today."""
    raw = event.body.encode()
    try:
        body = wire.opened(raw)
    except wire.Unreadable as fault:
        return Parcel(refused=[Refused(fault.code, fault.sentence, raw, event.kind)]), []
    parcel = segment.read(body, kind=event.kind, key=event.key.key, received=event.received_at)
    return parcel, body.items


def forget_rejected(workspace: Workspace, *, at: datetime) -> int:
    """Drop rejected events that nobody looked after for three months; answer how many."""
    gone, _ = workspace.rejected_events.filter(received_at__lt=at - KEPT).delete()
    return gone
