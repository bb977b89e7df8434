"""Take in what clients sent: every door of the tracking API calls this, and nothing else stores an event."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from accounts import tenancy
from capture import identity, traits
from capture.actions import knowing, people, watching
from capture.identity import ADDRESS, USER, Claim, Known, Name, Plan
from capture.models import RejectedEvent, WriteKey
from capture.portrait import Told
from capture.segment import Call, Parcel, Refused
from leads import actions as leads
from leads import addresses
from leads.actions.activities import Library
from leads.actions.rulebook import Rulebook, rulebook
from leads.person import Event

TRIES = 4
A_WHILE = timedelta(seconds=5)
EVENT_LENGTH = 200
DESCRIBING = frozenset({"identify", "group"})
AGAIN = frozenset({"40P01", "40001", "23503", "23505"})  # deadlock, lost race, a row gone or made this moment


@dataclass(slots=True)
class Delivery:
    """What one request brought, with a write key or (key None) through another door."""

    key: WriteKey | None
    parcel: Parcel
    received: datetime


@dataclass(slots=True)
class Receipt:
    """What became of a request's events: stored now, known already, or kept as rejected."""

    stored: int = 0
    repeated: int = 0
    rejected: int = 0


class Unsettled(Exception):
    """Somebody in the batch is new or turns out to be somebody else: it has to be done alone."""


def take(workspace_id: int, deliveries: Sequence[Delivery]) -> list[Receipt]:
    """Store what requests of one workspace brought, in one transaction; answer a receipt for each.

    Each message id is stored once for ever, in whatever order and however often it comes. Tries again when it
    collides with another batch; inside an outer transaction that is left to whoever began it.
    """
    can_repeat = not transaction.get_connection().in_atomic_block
    for attempt in range(TRIES):
        try:
            return in_workspace(workspace_id, deliveries)
        except (IntegrityError, OperationalError) as error:
            code = getattr(error.__cause__, "pgcode", None)
            if not can_repeat or code not in AGAIN or attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def take_apart(delivery: Delivery) -> Receipt:
    """Store what one request brought; an event the database refuses is kept as rejected, and passed by."""
    assert delivery.key is not None
    workspace_id, calls = delivery.key.workspace_id, delivery.parcel.calls
    try:
        return take(workspace_id, [delivery])[0]
    except DataError as error:
        if len(calls) == 1:
            reason = f"It could not be stored: {str(error).splitlines()[0]}."
            lost = Refused("cannot_be_stored", reason, msgspec.json.encode(calls[0]), calls[0].kind)
            rest = Parcel(refused=[*delivery.parcel.refused, lost])
            return take(workspace_id, [Delivery(delivery.key, rest, delivery.received)])[0]
    receipt = Receipt()
    half = len(calls) // 2
    for part, refused in ((calls[:half], delivery.parcel.refused), (calls[half:], [])):
        done = take_apart(Delivery(delivery.key, Parcel(part, refused), delivery.received))
        receipt.stored += done.stored
        receipt.repeated += done.repeated
        receipt.rejected += done.rejected
    return receipt


def in_workspace(workspace_id: int, deliveries: Sequence[Delivery]) -> list[Receipt]:
    """Most batches bring nobody new and run beside each other; the others wait for their turn."""
    try:
        with tenancy.begin(workspace_id) as before:
            return settle(workspace_id, deliveries, before, alone=False)
    except Unsettled:
        with tenancy.begin(workspace_id) as before:
            return settle(workspace_id, deliveries, before, alone=True)


def settle(workspace_id: int, deliveries: Sequence[Delivery], before: str, *, alone: bool) -> list[Receipt]:
    """Everything that one batch changes; raises Unsettled before it changes anything.

    Where nobody is new and nothing is said of anybody, two statements do it all.
    """
    calls = [call for delivery in deliveries for call in delivery.parcel.calls]
    is_plain = not alone and not any(call.email or call.kind in DESCRIBING for call in calls)
    book = None
    if not is_plain:
        before = run(before)
        book = rulebook(workspace_id)
    told = [Told(call, claim_of(call, book)) for call in calls]
    hasty = watching.mark(workspace_id, told)
    known, library = knowing.look(workspace_id, told, alone=alone, before=before)
    plan = identity.plan((one.claim for one in told), known)
    if not alone and not plan.is_settled(known):
        raise Unsettled
    if is_plain:
        knowing.see(workspace_id, plan, known)
        fresh = record(workspace_id, told, leads_of(plan), known, library, claimed=False)
    else:
        fresh = leads.claim(workspace_id, {call.message_id: None for call in calls})
        new: dict[UUID, Told] = {}
        for one in told:
            if one.call.message_id in fresh:
                new.setdefault(one.call.message_id, one)
        write(workspace_id, list(new.values()), known, library, book)
    if hasty:
        watching.take_back(workspace_id, hasty, known)
    keep_rejected(deliveries)
    note_use(deliveries)
    return receipts(deliveries, fresh)


def run(before: str) -> str:
    """Run what has to run first, and leave nothing of it to do."""
    if before:
        with connection.cursor() as cursor:
            cursor.execute(before)
    return ""


def write(workspace_id: int, told: list[Told], known: Known, library: Library, book: Rulebook | None) -> None:
    """Store events that are new and were claimed, with the people and browsers they tell of."""
    plan = identity.plan((one.claim for one in told), known)
    knowing.see(workspace_id, plan, known)
    lead_of = leads_of(plan)
    if book is not None and told:
        lead_of = people.settle(workspace_id, plan, known, told, book, at=timezone.now())
        knowing.link(workspace_id, plan, known, lead_of)
    record(workspace_id, told, lead_of, known, library, claimed=True)


def leads_of(plan: Plan) -> dict[Name, int]:
    """The lead of every name in a batch, as far as it has one."""
    return {name: min(someone.leads) for name, someone in plan.someone.items() if someone.leads}


def record(
    workspace_id: int,
    told: Sequence[Told],
    lead_of: Mapping[Name, int],
    known: Known,
    library: Library,
    *,
    claimed: bool,
) -> set[UUID]:
    """Store the events of people and browsers who all have rows; answer the ids of those that are new."""
    events = [event_of(one, lead_of, known) for one in told]
    stored = leads.record(workspace_id, events, claimed=claimed, held=True, library=library)
    return {activity.message_id for activity in stored}


def claim_of(call: Call, book: Rulebook | None) -> Claim:
    """What a call says of who did it, its address in the workspace's spelling."""
    names = [Name(USER, call.user)] if call.user else []
    if call.email and book is not None:
        names.append(Name(ADDRESS, addresses.read(call.email, rule=book.rules.email_rule).key))
    return Claim(call.at, call.message_id, tuple(names), browser=call.anonymous, alias=call.previous)


def event_of(one: Told, lead_of: Mapping[Name, int], known: Known) -> Event:
    """The activity an event becomes: its person's, or its browser's and whoever that belongs to."""
    call, claim = one
    browser = None if claim.names else known.browsers[claim.browser]
    return Event(
        message_id=call.message_id,
        at=call.at,
        type=call.type,
        title=call.title,
        properties=call.properties,
        origin=call.origin,
        lead_id=lead_of[claim.names[0]] if browser is None else browser.lead_id,
        visitor_id=browser.id if browser else None,
        sent_at=call.sent_at,
        channel=traits.channel(call.utm) if call.utm else "",
        campaign=call.utm.get("utm_campaign", ""),
        counts=call.counts,
    )


def keep_rejected(deliveries: Iterable[Delivery]) -> None:
    """Keep what could not be used, with the reason."""
    rows = [
        RejectedEvent.of(
            delivery.key,
            code=refused.code,
            reason=refused.sentence,
            body=refused.body,
            kind=refused.kind,
            at=delivery.received,
        )
        for delivery in deliveries
        if delivery.key is not None
        for refused in delivery.parcel.refused
    ]
    if rows:
        RejectedEvent.objects.bulk_create(rows)


def note_use(deliveries: Sequence[Delivery]) -> None:
    """Write down when a key was last used and for what, to a few seconds: all requests write this one row."""
    last = {delivery.key.pk: (delivery.key, delivery) for delivery in deliveries if delivery.key is not None}
    for pk, (key, delivery) in sorted(last.items()):
        at = delivery.received
        if key.last_used_at is None or at - key.last_used_at > A_WHILE:
            key.last_used_at, key.last_event = at, named(delivery)
            rows = WriteKey.objects.filter(pk=pk, workspace_id=key.workspace_id)
            rows.update(last_used_at=at, last_event=key.last_event)


def named(delivery: Delivery) -> str:
    """The last of a request's events in a few words."""
    if not delivery.parcel.calls:
        return "rejected"
    call = delivery.parcel.calls[-1]
    said = call.title if call.kind == "track" else f"{call.kind} {call.title}"
    return said.strip()[:EVENT_LENGTH]


def receipts(deliveries: Iterable[Delivery], fresh: set[UUID]) -> list[Receipt]:
    """What to tell each request; the first to bring a message stored it."""
    left, told = set(fresh), []
    for delivery in deliveries:
        receipt = Receipt(rejected=len(delivery.parcel.refused))
        for call in delivery.parcel.calls:
            receipt.stored += call.message_id in left
            receipt.repeated += call.message_id not in left
            left.discard(call.message_id)
        told.append(receipt)
    return told
