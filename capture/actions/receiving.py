"""One request of the tracking API from its bytes to its answer, each step once for both doors."""

from datetime import datetime

from accounts import tenancy
from capture import reception, segment, wire
from capture.actions.keys import Meter, find_key
from capture.actions.taking import Delivery, Receipt, take_apart
from capture.models import RejectedEvent, WriteKey
from capture.reception import Answer, Asked, Opened

meter = Meter()


def receive(asked: Asked, *, kind: str, received: datetime) -> Answer:
    """Store what one request brought and answer it after the commit."""
    opened = reception.read(asked)
    key = find_key(opened.key)
    no = objection(asked, opened, key)
    if no is not None:
        return no
    assert key is not None
    wait = meter.spend(key, len(opened.body.items) if opened.body else 1)
    if wait:
        return too_many(asked, key, wait)
    if opened.fault is not None:
        keep_unreadable(key, opened.fault, asked, kind=kind, received=received)
        return unreadable(asked, opened.fault)
    delivery = delivered(opened, key, kind=kind, received=received)
    return accepted(asked, take_apart(delivery))


def objection(asked: Asked, opened: Opened, key: WriteKey | None) -> Answer | None:
    """Why a request is not taken at all, whatever it brings; None when it is."""
    if key is None and opened.fault is not None and not opened.key:
        return unreadable(asked, opened.fault)
    if key is None:
        return reception.unknown_key(asked)
    if not reception.may_send(asked.origin, key.origins):
        message = "Pages of this web site may not use this write key. Add it on the key's page."
        return reception.refused(asked, 403, "origin_not_allowed", message)
    return None


def delivered(opened: Opened, key: WriteKey, *, kind: str, received: datetime) -> Delivery:
    """A request's events, read."""
    body = opened.body or wire.Opened([])
    return Delivery(key, segment.read(body, kind=kind, key=key.key, received=received), received)


def keep_unreadable(key: WriteKey, fault: wire.Unreadable, asked: Asked, *, kind: str, received: datetime) -> None:
    """Keep a body of which nothing can be used."""
    with tenancy.workspace(key.workspace_id):
        RejectedEvent.of(key, code=fault.code, reason=fault.sentence, body=asked.body, kind=kind, at=received).save()


def unreadable(asked: Asked, fault: wire.Unreadable) -> Answer:
    """The answer to a body of which nothing can be used."""
    return reception.refused(asked, fault.status, fault.code, fault.sentence)


def too_many(asked: Asked, key: WriteKey, wait: int) -> Answer:
    """The answer to a key that brought its minute's worth."""
    message = f"This write key may bring {key.per_minute:,} events a minute. Send the same again in {wait} s."
    return reception.refused(asked, 429, "too_many_events", message, wait=wait)


def accepted(asked: Asked, receipt: Receipt) -> Answer:
    """The answer after the commit."""
    return reception.stored(asked, stored=receipt.stored, repeated=receipt.repeated, rejected=receipt.rejected)
