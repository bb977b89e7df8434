"""What tracking clients say, in the words of the Segment specification, turned into calls we can act on.

Unmodified Segment and RudderStack libraries differ in where they put things; the differences end here.
"""

import unicodedata
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from capture import moments, surroundings, wire
from leads import addresses

KINDS = frozenset({"identify", "track", "page", "screen", "group", "alias"})
ID_LENGTH, TYPE_LENGTH, TITLE_LENGTH = 200, 100, 300
UUID_LENGTH = 36
OURS = uuid.UUID("5b5f6a2e-8a0e-5c1c-9f0a-3f1d2c7b9e41")  # other message ids become UUIDs of this name space
# What programs send when they have no id: taken as none, or all their visitors would be one lead.
NOBODY = frozenset(
    {"null", "undefined", "none", "nil", "nan", "0", "-1", "true", "false", "anonymous", "guest", "unknown"}
    | {"n/a", "id", "user_id", "userid", "distinct_id", "email", "not_authenticated", "[object object]"}
)


class Unusable(Exception):
    """One event cannot be used: a code for programs and a sentence for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


class Call(msgspec.Struct):
    """One event as we understand it: `at` is corrected for the sender's clock, what was not said is empty."""

    kind: str
    message_id: uuid.UUID
    at: datetime
    type: str
    sent_at: datetime | None = None
    title: str = ""
    anonymous: str = ""
    user: str = ""
    previous: str = ""
    email: str = ""
    traits: dict[str, Any] = msgspec.field(default_factory=dict)
    properties: dict[str, Any] = msgspec.field(default_factory=dict)
    utm: dict[str, str] = msgspec.field(default_factory=dict)
    origin: str = "http"
    counts: bool = True


@dataclass(slots=True)
class Refused:
    """One event, or a whole body, that cannot be used: why, and what it was."""

    code: str
    sentence: str
    body: bytes
    kind: str = ""


@dataclass(slots=True)
class Parcel:
    """What one request brought."""

    calls: list[Call] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


class Item(msgspec.Struct, rename="camel"):
    """The fields of an event that we know; anything may stand in each."""

    type: Any = None
    action: Any = None
    message_id: Any = None
    anonymous_id: Any = None
    user_id: Any = None
    previous_id: Any = None
    group_id: Any = None
    event: Any = None
    name: Any = None
    category: Any = None
    properties: Any = None
    traits: Any = None
    context: Any = None
    timestamp: Any = None
    original_timestamp: Any = None
    sent_at: Any = None


ITEM = msgspec.json.Decoder(Item)


def read(body: wire.Opened, *, kind: str, key: str, received: datetime) -> Parcel:
    """Every event of a body as a call, or as refused and why; `kind` is what the address says."""
    parcel = Parcel()
    for raw in body.items:
        try:
            parcel.calls.append(call(raw, body, kind=kind, key=key, received=received))
        except Unusable as fault:
            parcel.refused.append(Refused(fault.code, fault.sentence, raw, kind))
    return parcel


def call(raw: bytes, body: wire.Opened, *, kind: str, key: str, received: datetime) -> Call:
    """One event; raises Unusable."""
    if len(raw) > wire.EVENT_BYTES:
        limit, size = wire.EVENT_BYTES // 1024, len(raw) // 1024
        raise Unusable("event_too_large", f"An event may have {limit} KB; this one has {size:,} KB.")
    item = decoded(raw)
    context = {**body.context, **mapping(item.context, "context")}
    kind = kind if kind in KINDS else type_of(item)
    found = Call(
        kind=kind,
        message_id=message_uuid(item.message_id, raw, body, key),
        at=received,
        type=kind,
        anonymous=known_id(item.anonymous_id, "anonymousId"),
        user=known_id(item.user_id, "userId"),
        origin=surroundings.origin(context),
        counts=not surroundings.is_robot(context),
    )
    settle_time(found, item, body, received)
    describe(found, item, context)
    name_person(found, item, context)
    return found


def decoded(raw: bytes) -> Item:
    """The event's known fields, without what PostgreSQL cannot keep."""
    if b"\\u0000" not in raw:
        try:
            return ITEM.decode(raw)
        except (msgspec.DecodeError, RecursionError):
            pass
    try:
        return ITEM.decode(wire.mended(raw))
    except (msgspec.DecodeError, RecursionError, wire.Unreadable):
        raise Unusable("not_an_object", "An event has to be a JSON object.") from None


def type_of(item: Item) -> str:
    """What kind of event it says it is; one that says nothing but has a name was tracked."""
    said = item.type or item.action or ("track" if item.event else "")
    kind = normal(said) if isinstance(said, str) else ""
    if kind not in KINDS:
        known = ", ".join(sorted(KINDS))
        raise Unusable("unknown_type", f"“{moments.shortened(said)}” is no type of event. There are {known}.")
    return kind


def message_uuid(said: Any, raw: bytes, body: wire.Opened, key: str) -> uuid.UUID:
    """The event's id: its own, or one of all that was sent, so that the same bytes are the same event."""
    if isinstance(said, str) and len(said) == UUID_LENGTH:
        try:
            return uuid.UUID(said)
        except ValueError:
            pass
    if said not in (None, ""):
        return uuid.uuid5(OURS, f"id {said}")
    around = f"{body.sent_at} {body.timestamp}" if body.is_batch else ""
    return uuid.uuid5(OURS, f"body {key} {around} {raw.decode('utf-8', 'replace')}")


def settle_time(found: Call, item: Item, body: wire.Opened, received: datetime) -> None:
    """Put the corrected instant on the call."""
    original = item.timestamp or item.original_timestamp or body.timestamp
    try:
        when = moments.moment(original, sent=body.sent_at or item.sent_at, received=received)
    except ValueError as fault:
        raise Unusable("unreadable_time", str(fault)) from None
    found.at, found.sent_at = when.at, when.sent_at
    if when.note:
        found.properties["clock_note"] = when.note


def describe(found: Call, item: Item, context: dict[str, Any]) -> None:
    """What was done: type, title and properties; beside them page and campaign where they were said apart."""
    said = {**mapping(item.properties, "properties"), **found.properties}
    page = surroundings.page(context)
    found.utm = surroundings.campaign(context, said.get("url") or page.get("url"))
    found.properties = {**found.utm, **page, **said}
    if found.kind == "track":
        name = item.event if isinstance(item.event, str) else ""
        found.type, found.title = normal(name), " ".join(name.split())[:TITLE_LENGTH]
        if not found.type:
            raise Unusable("event_missing", "A track call needs “event”, the name of what was done.")
    elif found.kind in {"page", "screen"}:
        for part in ("name", "category"):
            value = getattr(item, part)
            if isinstance(value, str) and value:
                found.properties.setdefault(part, value)
        titles = [item.name, *(found.properties.get(part) for part in ("title", "path", "url"))]
        found.title = next((text for text in titles if isinstance(text, str) and text), "")[:TITLE_LENGTH]


def name_person(found: Call, item: Item, context: dict[str, Any]) -> None:
    """Who did it: ids, address and traits. Raises Unusable when nobody is named."""
    own = mapping(item.traits, "traits")
    theirs = mapping(context.get("traits"), "context.traits")
    if found.kind == "group":  # a group's traits are the firm's, not the person's
        found.traits = {**own, "group_id": known_id(item.group_id, "groupId")}
    else:
        theirs = {**theirs, **own}
    if found.kind == "identify":
        found.traits = theirs
    if found.traits:
        found.properties["traits"] = found.traits
    found.email = address_of(theirs.get("email")) or address_of(found.user)
    if found.kind == "alias":
        found.previous = known_id(item.previous_id, "previousId") or found.anonymous
        if not (found.user and found.previous):
            raise Unusable("alias_incomplete", "An alias call needs “userId” and “previousId”.")
        found.previous = "" if found.previous == found.user else found.previous
    if not (found.user or found.anonymous or found.email):
        raise Unusable("nobody", "An event needs “userId” or “anonymousId” to say who did it.")


def mapping(value: Any, name: str) -> dict[str, Any]:
    """An object; nothing, and the empty list some languages write for an empty object, are an empty one."""
    if isinstance(value, dict):
        return value
    if value in (None, "", [], False):
        return {}
    raise Unusable("invalid_field", f"“{name}” has to be a JSON object.")


def known_id(value: Any, name: str) -> str:
    """An id as text; empty for what programs send when they have none."""
    if value is None or isinstance(value, bool):
        return ""
    if not isinstance(value, str | int | float):
        raise Unusable("invalid_id", f"“{name}” has to be a text or a number.")
    text = str(value).strip()
    if text.lower() in NOBODY:
        return ""
    if len(text) > ID_LENGTH:
        raise Unusable("id_too_long", f"“{name}” may have {ID_LENGTH} characters; this one has {len(text)}.")
    return text


def address_of(value: Any) -> str:
    """An e-mail address that the hall takes, or nothing."""
    text = value.strip() if isinstance(value, str) else ""
    if "@" not in text:
        return ""
    try:
        return addresses.read(text, rule=addresses.CASE).typed
    except addresses.BadAddress:
        return ""


def normal(name: str) -> str:
    """A name by which activities are counted: small letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).lower().split())[:TYPE_LENGTH].rstrip()
