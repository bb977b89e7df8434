"""What other programs tell of leads through the API: stored by the same verb as what tracking clients send."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from capture import moments, segment, surroundings
from capture.actions.taking import Delivery, take
from capture.segment import Call, Parcel
from leads import actions as leads
from leads.models import Lead
from leads.person import Complaint, Event

ORIGIN = "api"
RESERVED = frozenset({"identify", "group", "alias"})  # these say who somebody is; the tracking API takes them
LARGEST = 32 * 1024  # bytes of properties


@dataclass(slots=True)
class Said:
    """One activity as a program told it: of a lead by its id, or of whoever has these ids."""

    type: str
    title: str = ""
    lead: int | None = None
    email: str = ""
    user_id: str = ""
    anonymous_id: str = ""
    at: datetime | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    content: str = ""
    campaign: str = ""
    message_id: str = ""
    counts: bool = True


@dataclass(slots=True)
class Told:
    """What became of one: `stored`, `repeated` (its message id is known) or `refused`, with complaints."""

    what: str
    message_id: uuid.UUID | None = None
    complaints: list[Complaint] = field(default_factory=list)


def tell(workspace_id: int, said: Sequence[Said], *, received: datetime, by_id: int | None = None) -> list[Told]:
    """Store activities, each message id once for ever; answer what became of each, in the order given."""
    rows = Lead.objects.filter(workspace_id=workspace_id, pk__in=[one.lead for one in said if one.lead is not None])
    known = set(rows.filter(erased_at=None).values_list("pk", flat=True))
    told = [Told("refused", complaints=wrong(one, known, received)) for one in said]
    good = [(one, what) for one, what in zip(said, told, strict=True) if not what.complaints]
    for one, what in good:
        what.message_id = segment.message_id(one.message_id) if one.message_id else uuid.uuid4()
    by_name = [(one, what) for one, what in good if one.lead is None]
    deliveries = [Delivery(None, Parcel([call_of(*pair, received)]), received) for pair in by_name]
    receipts = take(workspace_id, deliveries) if deliveries else []
    for (_, what), receipt in zip(by_name, receipts, strict=True):
        what.what = "stored" if receipt.stored else "repeated"
    of_leads = [(one, what) for one, what in good if one.lead is not None]
    events = [event_of(*pair, received, by_id) for pair in of_leads]
    fresh = {row.message_id for row in leads.record(workspace_id, events)} if events else set()
    for _, what in of_leads:
        what.what = "stored" if what.message_id in fresh else "repeated"
        fresh.discard(what.message_id)
    return told


def wrong(one: Said, known: set[int], received: datetime) -> list[Complaint]:
    """What keeps an activity from being stored."""
    found = []
    kind = segment.normal(one.type)
    if not kind:
        found.append(Complaint("type", one.type, "Say what was done.", "Such as “Demo Requested”."))
    elif kind in RESERVED:
        do = "Send it to the tracking API, or change the lead."
        found.append(Complaint("type", one.type, f"“{kind}” says who somebody is.", do))
    named = bool(one.email or one.user_id or one.anonymous_id)
    if (one.lead is None) == (not named):
        found.append(Complaint("", "", "Say whose it is: by “lead”, or by “email”, “user_id” or “anonymous_id”."))
    if one.lead is not None and one.lead not in known:
        found.append(Complaint("lead", str(one.lead), "There is no lead with this id."))
    if one.email and not segment.address_of(one.email):
        found.append(Complaint("email", one.email, "This is no e-mail address."))
    if one.at is not None and one.at > received + moments.AHEAD:
        found.append(Complaint("at", one.at.isoformat(), "This lies in the future."))
    if len(msgspec.json.encode(one.properties)) > LARGEST:
        found.append(Complaint("properties", "", f"May have {LARGEST // 1024} KB."))
    return found


def call_of(one: Said, what: Told, received: datetime) -> Call:
    """An activity of whoever has these ids, as tracking clients would have sent it."""
    assert what.message_id is not None
    return Call(
        kind="track",
        message_id=what.message_id,
        at=one.at or received,
        type=segment.normal(one.type),
        title=title(one),
        anonymous=one.anonymous_id,
        user=one.user_id,
        email=segment.address_of(one.email),
        properties=properties(one),
        utm=utm(one),
        origin=ORIGIN,
        counts=one.counts,
    )


def event_of(one: Said, what: Told, received: datetime, by_id: int | None) -> Event:
    """An activity of a lead."""
    assert what.message_id is not None
    return Event(
        message_id=what.message_id,
        at=one.at or received,
        type=segment.normal(one.type),
        title=title(one),
        properties=properties(one),
        origin=ORIGIN,
        lead_id=one.lead,
        campaign=utm(one).get("utm_campaign", ""),
        by_id=by_id,
        counts=one.counts,
    )


def title(one: Said) -> str:
    """What it is called on the timeline."""
    return " ".join((one.title or one.type).split())[: segment.TITLE_LENGTH]


def properties(one: Said) -> dict[str, Any]:
    """Its properties, among them the content it is about."""
    return {**one.properties, **({"content": one.content} if one.content else {})}


def utm(one: Said) -> dict[str, str]:
    """The campaign it belongs to, named or in the page's address."""
    return {"utm_campaign": one.campaign} if one.campaign else surroundings.campaign(None, one.properties.get("url"))
