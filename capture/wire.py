"""A request body of any tracking client, opened: unpacked, bounded, read as JSON, split into events."""

import json
import zlib
from dataclasses import dataclass, field
from typing import Any

import msgspec

EVENT_BYTES = 32 * 1024
BODY_BYTES = 4 * 1024 * 1024  # RudderStack's own clients send batches of this size
EVENTS_AT_ONCE = 5_000
DEPTH = 64
ANY_WINDOW = 47  # zlib's word for “gzip or zlib, whichever it is”
GZIP, ZLIB = b"\x1f\x8b", b"\x78"


class Unreadable(Exception):
    """Nothing of a body can be used: an HTTP status, a code for programs and a sentence for people."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.code, self.sentence = status, code, sentence


@dataclass(slots=True)
class Opened:
    """A body's events as they were written, and what was said once for all of them."""

    items: list[bytes]
    write_key: str = ""
    sent_at: Any = None
    timestamp: Any = None
    context: dict[str, Any] = field(default_factory=dict)
    is_batch: bool = False


class Envelope(msgspec.Struct, rename="camel"):
    """What stands around the events. A single event is its own envelope."""

    batch: list[msgspec.Raw] | None = None
    write_key: Any = None
    sent_at: Any = None
    timestamp: Any = None
    context: Any = None


ENVELOPE = msgspec.json.Decoder(Envelope)
LIST = msgspec.json.Decoder(list[msgspec.Raw])


def unpacked(raw: bytes, *, encoding: str = "") -> bytes:
    """The body as it was before the client packed it; what it says of its own type is not asked.

    Raises Unreadable: 413 for more than BODY_BYTES, before the rest is unpacked; 400 for a broken packing.
    """
    if len(raw) > BODY_BYTES:
        raise too_large()
    is_packed = raw.startswith(GZIP) or (encoding.strip().lower() == "deflate" and raw.startswith(ZLIB))
    if not is_packed:
        return raw
    packing = zlib.decompressobj(ANY_WINDOW)
    try:
        plain = packing.decompress(raw, BODY_BYTES + 1)
    except zlib.error:
        raise Unreadable(400, "invalid_gzip", "The body is packed, but cannot be unpacked.") from None
    if len(plain) > BODY_BYTES or packing.unconsumed_tail:
        raise too_large()
    if not packing.eof:
        raise Unreadable(400, "invalid_gzip", "The packed body ends in the middle.")
    return plain


def too_large() -> Unreadable:
    limit = BODY_BYTES // 1024 // 1024
    return Unreadable(413, "body_too_large", f"A body may have {limit} MB. Send fewer events at once.")


def opened(plain: bytes) -> Opened:
    """Split an unpacked body into its events; raises Unreadable when it is no object or list."""
    try:
        found = split(plain)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        found = split(mended(plain))
    if len(found.items) > EVENTS_AT_ONCE:
        limit = f"{EVENTS_AT_ONCE:,}"
        raise Unreadable(400, "too_many_events", f"A batch may have {limit} events. Send fewer at once.")
    return found


def split(plain: bytes) -> Opened:
    start = plain[:64].lstrip()[:1]
    if start == b"[":
        return Opened([bytes(item) for item in LIST.decode(plain)], is_batch=True)
    if start != b"{":
        raise msgspec.DecodeError("no object")
    around = ENVELOPE.decode(plain)
    is_batch = around.batch is not None
    return Opened(
        items=[bytes(item) for item in around.batch] if around.batch is not None else [plain],
        write_key=around.write_key if isinstance(around.write_key, str) else "",
        sent_at=around.sent_at,
        timestamp=around.timestamp if is_batch else None,
        context=around.context if is_batch and isinstance(around.context, dict) else {},
        is_batch=is_batch,
    )


def mended(plain: bytes) -> bytes:
    """What lenient readers take, written as good JSON: NaN, a byte order mark, bytes that are no UTF-8."""
    text = plain.decode("utf-8", "replace").removeprefix("\ufeff").strip()
    try:
        value = json.loads(text, parse_constant=lambda word: None)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Unreadable(400, "invalid_json", f"The body is not JSON ({where}).") from None
    except (ValueError, RecursionError):
        raise Unreadable(400, "invalid_json", "The body is not JSON.") from None
    if isinstance(value, dict) and not isinstance(value.get("batch"), list | None):
        raise Unreadable(400, "invalid_batch", "“batch” has to be a list of events.")
    if not isinstance(value, dict | list):
        raise Unreadable(400, "invalid_json", "The body has to be a JSON object.")
    return msgspec.json.encode(clean(value))


def clean(value: Any, depth: int = 0) -> Any:
    """The value without what PostgreSQL cannot keep: NUL, halves of characters, numbers beyond all bounds."""
    if depth > DEPTH:
        return None
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {clean(key): clean(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [clean(inner, depth + 1) for inner in value]
    return value
