"""One event's bytes, as the fields we know; and why they cannot be read. Pure."""

from typing import Any

import msgspec

from capture import wire


class Unusable(Exception):
    """One event cannot be used: a code for programs and a sentence for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


class Context(msgspec.Struct, rename="camel"):
    """What of an event's surroundings is looked at; anything may stand in each."""

    page: Any = None
    campaign: Any = None
    traits: Any = None
    library: Any = None
    user_agent: Any = None


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
    channel: Any = None
    properties: Any = None
    traits: Any = None
    context: Context | list[Any] | str | None = None
    timestamp: Any = None
    original_timestamp: Any = None
    sent_at: Any = None


ITEM = msgspec.json.Decoder(Item)
NUL = rb"\u0000"


def decoded(raw: bytes) -> Item:
    """The event's known fields, without what PostgreSQL cannot keep."""
    if NUL not in raw:
        try:
            return ITEM.decode(raw)
        except (msgspec.DecodeError, RecursionError):
            pass
    try:
        return ITEM.decode(wire.mended(raw))
    except msgspec.ValidationError as error:
        if "$.context" in str(error):
            raise Unusable("invalid_field", "“context” has to be a JSON object.") from None
        raise Unusable("not_an_object", "An event has to be a JSON object.") from None
    except (msgspec.DecodeError, RecursionError, wire.Unreadable):
        raise Unusable("not_an_object", "An event has to be a JSON object.") from None
