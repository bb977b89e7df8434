"""Rejected events: mended, sent again as if they had just come in, discarded, and forgotten when they are old."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import DataError, transaction
from django.db.models import QuerySet

from accounts import audit, bells
from accounts.models import User, Workspace
from capture import segment, wire
from capture.actions.taking import Delivery, take
from capture.models import RejectedEvent
from capture.segment import Parcel, Refused

KIND = "rejected events"
AT_ONCE = 500
KEPT = timedelta(days=90)


def replay(event: RejectedEvent, *, by: User, at: datetime, body: str | None = None) -> bool:
    """Take in one rejected event again, with a mended body if one is given; whether it could be used now.

    It counts as received when it first came in. What cannot be used of it still is kept with the new reason.
    """
    try:
        return once_more(event, by=by, at=at, body=body)
    except DataError as error:
        reason = f"It could not be stored: {str(error).splitlines()[0]}."[:300]
        rows = RejectedEvent.objects.filter(workspace_id=event.workspace_id, pk=event.pk, replayed_at=None)
        rows.update(code="cannot_be_stored", reason=reason)
        return False


@transaction.atomic
def once_more(event: RejectedEvent, *, by: User, at: datetime, body: str | None) -> bool:
    """One try; raises DataError when the database refuses it."""
    rows = RejectedEvent.objects.select_for_update().filter(workspace_id=event.workspace_id, pk=event.pk)
    found = rows.first()
    if found is None or found.replayed_at is not None:
        return found is not None
    if body is not None:
        found.body, found.size = body, len(body.encode())
    parcel = reading(found)
    if parcel.calls:
        take(found.workspace_id, [Delivery(found.key, parcel, found.received_at)])
    if parcel.calls or not parcel.refused:
        found.replayed_at, found.replayed_by = at, by
        audit.record(workspace=found.workspace, by=by, verb="replayed the rejected event", what=found.reason)
    else:
        found.code, found.reason = parcel.refused[0].code, parcel.refused[0].sentence[:300]
    found.save(update_fields=["body", "size", "code", "reason", "replayed_at", "replayed_by"])
    return found.replayed_at is not None


def replay_all(events: Iterable[RejectedEvent], *, by: User, at: datetime) -> int:
    """Take in rejected events again, each by itself; answer how many could be used."""
    return sum(replay(event, by=by, at=at) for event in events if event.is_whole)


def reading(event: RejectedEvent) -> Parcel:
    """What a rejected event says, read as it would be today."""
    raw = event.body.encode()
    try:
        body = wire.opened(raw)
    except wire.Unreadable as fault:
        return Parcel(refused=[Refused(fault.code, fault.sentence, raw, event.kind)])
    return segment.read(body, kind=event.kind, key=event.key.key, received=event.received_at)


def discard(workspace: Workspace, events: "QuerySet[RejectedEvent]", *, by: User) -> int:
    """Throw rejected events away; answer how many. The log says who did so."""
    gone, _ = RejectedEvent.objects.filter(workspace=workspace, pk__in=events.values("pk")).delete()
    if gone:
        audit.record(workspace=workspace, by=by, verb="discarded rejected events", what=f"{gone:,}")
    return gone


@bells.answers(KIND, every=timedelta(days=1))
def forget_rejected(workspace_id: int, now: datetime) -> None:
    """Drop rejected events that nobody looked after for three months."""
    RejectedEvent.objects.filter(workspace_id=workspace_id, received_at__lt=now - KEPT).delete()
