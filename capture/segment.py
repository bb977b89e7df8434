"""What tracking clients say, in the words of the Segment specification, turned into calls we can act on.

Unmodified Segment and RudderStack libraries differ in where they put things; the differences end here.
"""

import unicodedata
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from capture import moments, surroundings, wire
from capture.items import Context, Item, Unusable, decoded
from leads import addresses

KINDS = frozenset({"identify", "track", "page", "screen", "group", "alias"})
PLAIN = frozenset({"track", "page", "screen"})  # those that say only what was done
ID_LENGTH, TYPE_LENGTH, TITLE_LENGTH = 200, 100, 300
UUID_LENGTH = 36
OURS = uuid.UUID("5b5f6a2e-8a0e-5c1c-9f0a-3f1d2c7b9e41")  # other message ids become UUIDs of this name space
# What programs send when they have no id: taken as none, or all their visitors would be one lead.
NOBODY = frozenset(
    {"null", "undefined", "none", "nil", "nan", "0", "-1", "true", "false", "anonymous", "guest", "unknown"}
    | {"n/a", "id", "user_id", "userid", "distinct_id", "email", "not_authenticated", "[object object]"}
)


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


NOTHING = Context()


def read(body: wire.Opened, *, kind: str, key: str, received: datetime) -> Parcel:
    """Every event of a body as a call, or as refused and why; `kind` is what the address says."""
    parcel = Parcel()
    around = Around(body, kind, key, received, moments.read_or_none(body.sent_at), context_of(body.context))
    for raw in body.items:
        try:
            parcel.calls.append(call(raw, around))
        except Unusable as fault:
            parcel.refused.append(Refused(fault.code, fault.sentence, raw, kind))
    return parcel


class Around(NamedTuple):
    """What is said once for all events of a body."""

    body: wire.Opened
    kind: str
    key: str
    received: datetime
    sent_at: datetime | None
    context: Context | None


def context_of(said: dict[str, Any]) -> Context | None:
    """The surroundings a batch says once for all its events."""
    return msgspec.convert(said, Context) if said else None


def call(raw: bytes, around: Around) -> Call:
    """One event; raises Unusable."""
    if len(raw) > wire.EVENT_BYTES:
        limit, size = wire.EVENT_BYTES // 1024, len(raw) // 1024
        raise Unusable("event_too_large", f"An event may have {limit} KB; this one has {size:,} KB.")
    item = decoded(raw)
    context = surrounding(item.context, around.context)
    kind = around.kind if around.kind in KINDS else type_of(item)
    found = Call(
        kind=kind,
        message_id=message_uuid(item.message_id, raw, around),
        at=around.received,
        type=kind,
        anonymous=known_id(item.anonymous_id, "anonymousId"),
        user=known_id(item.user_id, "userId"),
        origin=surroundings.origin(context.library, item.channel),
        counts=not surroundings.is_robot(context.user_agent),
    )
    settle_time(found, item, around)
    describe(found, item, context)
    if item.traits is None and context.traits is None and kind in PLAIN:  # most events
        found.email = address_of(found.user)
    else:
        name_person(found, item, context)
    if not (found.user or found.anonymous or found.email):
        raise Unusable("nobody", "An event needs “userId” or “anonymousId” to say who did it.")
    return found


def surrounding(said: Context | list[Any] | str | None, batch: Context | None) -> Context:
    """An event's own surroundings over those of its batch."""
    if isinstance(said, Context):
        if batch is None:
            return said
        names = Context.__struct_fields__
        return Context(*(mine if (mine := getattr(said, n)) is not None else getattr(batch, n) for n in names))
    if said:
        raise Unusable("invalid_field", "“context” has to be a JSON object.")
    return batch or NOTHING


def type_of(item: Item) -> str:
    """What kind of event it says it is; one that says nothing but has a name was tracked."""
    said = item.type or item.action or ("track" if item.event else "")
    if isinstance(said, str):
        kind = said if said in KINDS else normal(said)
        if kind in KINDS:
            return kind
    known = ", ".join(sorted(KINDS))
    raise Unusable("unknown_type", f"“{moments.shortened(said)}” is no type of event. There are {known}.")


def message_uuid(said: Any, raw: bytes, around: Around) -> uuid.UUID:
    """The event's id: its own, or one of all that was sent, so that the same bytes are the same event."""
    if said not in (None, ""):
        return message_id(said)
    body = around.body
    once = f"{body.sent_at} {body.timestamp}" if body.is_batch else ""
    return uuid.uuid5(OURS, f"body {around.key} {once} {raw.decode('utf-8', 'replace')}")


def message_id(said: Any) -> uuid.UUID:
    """A message's id as we keep it: a UUID as it is, any other as one made of it."""
    if isinstance(said, str) and len(said) == UUID_LENGTH:
        try:
            return msgspec.convert(said, uuid.UUID)
        except msgspec.ValidationError:
            pass
    return uuid.uuid5(OURS, f"id {said}")


def settle_time(found: Call, item: Item, around: Around) -> None:
    """Put the corrected instant on the call."""
    original = item.timestamp or item.original_timestamp or around.body.timestamp
    sent_at = around.sent_at or moments.read_or_none(item.sent_at)
    try:
        when = moments.moment(original, sent_at=sent_at, received=around.received)
    except ValueError as fault:
        raise Unusable("unreadable_time", str(fault)) from None
    found.at, found.sent_at = when.at, when.sent_at
    if when.note:
        found.properties["clock_note"] = when.note


def describe(found: Call, item: Item, context: Context) -> None:
    """What was done: type, title and properties; beside them page and campaign where they were said apart."""
    said = mapping(item.properties, "properties")
    page = surroundings.page(context.page)
    found.utm = surroundings.campaign(context.campaign, said.get("url") or page.get("url"))
    if page or found.utm or found.properties:
        said = {**found.utm, **page, **said, **found.properties}
    found.properties = said
    if found.kind == "track":
        found.type, found.title = spoken(item.event) if isinstance(item.event, str) else ("", "")
        if not found.type:
            raise Unusable("event_missing", "A track call needs “event”, the name of what was done.")
    elif found.kind in {"page", "screen"}:
        for part in ("name", "category"):
            value = getattr(item, part)
            if isinstance(value, str) and value:
                found.properties.setdefault(part, value)
        titles = (item.name, *(found.properties.get(part) for part in ("title", "path", "url")))
        found.title = next((text for text in titles if isinstance(text, str) and text), "")[:TITLE_LENGTH]


def name_person(found: Call, item: Item, context: Context) -> None:
    """Who did it: ids, address and traits."""
    own = mapping(item.traits, "traits")
    theirs = mapping(context.traits, "context.traits")
    if found.kind == "group":  # a group's traits are the firm's, not the person's
        found.traits = {**own, "group_id": known_id(item.group_id, "groupId")}
    elif own:
        theirs = {**theirs, **own}
    if found.kind == "identify":
        found.traits = theirs
    if found.traits:
        found.properties = {**found.properties, "traits": found.traits}
    found.email = address_of(theirs.get("email")) or address_of(found.user)
    if found.kind == "alias":
        found.previous = known_id(item.previous_id, "previousId") or found.anonymous
        if not (found.user and found.previous):
            raise Unusable("alias_incomplete", "An alias call needs “userId” and “previousId”.")
        found.previous = "" if found.previous == found.user else found.previous


def mapping(value: Any, name: str) -> dict[str, Any]:
    """An object; nothing, and the empty list some languages write for an empty object, are an empty one."""
    if isinstance(value, dict):
        return value
    if value in (None, "", [], False):
        return {}
    raise Unusable("invalid_field", f"“{name}” has to be a JSON object.")


def known_id(value: Any, name: str) -> str:
    """An id as text; empty for what programs send when they have none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return ""
    if not isinstance(value, str | int | float):
        raise Unusable("invalid_id", f"“{name}” has to be a text or a number.")
    text = str(value).strip()
    if len(text) > ID_LENGTH:
        raise Unusable("id_too_long", f"“{name}” may have {ID_LENGTH} characters; this one has {len(text)}.")
    return "" if text.lower() in NOBODY else text


def address_of(value: Any) -> str:
    """An e-mail address that the hall takes, or nothing."""
    if not isinstance(value, str) or "@" not in value:
        return ""
    try:
        return addresses.read(value.strip(), rule=addresses.CASE).typed
    except addresses.BadAddress:
        return ""


def normal(name: str) -> str:
    """A name by which activities are counted: small letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).lower().split())[:TYPE_LENGTH].rstrip()


@lru_cache(maxsize=4_096)
def spoken(name: str) -> tuple[str, str]:
    """An event's name as a type and as a title; the same few names come again and again."""
    return normal(name), " ".join(name.split())[:TITLE_LENGTH]
