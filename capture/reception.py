"""How the tracking API is spoken to: addresses, keys, preflights, answers. The same at both doors. Pure."""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from capture import wire

SHAPE = re.compile(r"wk_([0-9]{1,18})_[a-z0-9]{24}")
ADDRESS = re.compile(r"/+v1/+([a-z]{1,10})/*")
KINDS = {
    **{name: name for name in ("identify", "track", "page", "screen", "group", "alias", "batch")},
    **{"i": "identify", "t": "track", "p": "page", "s": "screen", "g": "group", "a": "alias"},
    **{"b": "batch", "import": "batch"},
}
METHODS = "POST, OPTIONS"
REMEMBER = 86_400  # seconds a browser may remember a preflight's answer
USUAL_HEADERS = "authorization, content-type"
LONGEST_HEADER = 2_000
HELP = "/help/tracking/#"


@dataclass(slots=True)
class Asked:
    """One request as a door received it. Header names are in small letters."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def origin(self) -> str:
        """The web site whose page sent it; empty when no browser did."""
        return self.headers.get("origin", "")


@dataclass(slots=True)
class Answer:
    """What a door answers: always a JSON object, beside an empty answer to a preflight."""

    status: int
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Opened:
    """A request, read without asking anybody: its write key, and its events or what is wrong."""

    key: str
    body: wire.Opened | None = None
    fault: wire.Unreadable | None = None


def read(asked: Asked) -> Opened:
    """Find the key and open the body of a request."""
    key = key_in(asked)
    try:
        body = wire.opened(wire.unpacked(asked.body, encoding=asked.headers.get("content-encoding", "")))
    except wire.Unreadable as fault:
        return Opened(key, fault=fault)
    return Opened(key or body.write_key, body)


def kind(path: str) -> str | None:
    """What kind of call an address of the API takes; None for other addresses."""
    found = ADDRESS.fullmatch(path)
    return KINDS.get(found[1]) if found else None


def key_in(asked: Asked) -> str:
    """The write key in the headers or the address: Basic with or without its colon, Bearer, or ?writeKey=."""
    scheme, _, given = asked.headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() == "basic":
        coded = given.strip()
        try:  # some clients leave the padding away
            plain = base64.b64decode(coded + "=" * (-len(coded) % 4), validate=False).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            plain = ""
        key = plain.partition(":")[0].strip()
        if key:
            return key
    return parse_qs(asked.query).get("writeKey", [""])[0]


def workspace_in(key: str) -> int | None:
    """The workspace that a key names; None for what has not the shape of a key."""
    found = SHAPE.fullmatch(key)
    return int(found[1]) if found else None


def preflight(asked: Asked) -> Answer:
    """Let the browser ask: every header it names is allowed, for clients name more than any list."""
    named = asked.headers.get("access-control-request-headers", "")[:LONGEST_HEADER] or USUAL_HEADERS
    headers = {
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": named,
        "Access-Control-Max-Age": str(REMEMBER),
    }
    return Answer(204, None, {**headers, **readable_by(asked)})


def readable_by(asked: Asked) -> dict[str, str]:
    """Let the page that asked read the answer: no cookie opens anything here, so nothing is told."""
    if not asked.origin:
        return {}
    exposed = "Retry-After, X-RateLimit-Reset"
    return {
        "Access-Control-Allow-Origin": asked.origin[:LONGEST_HEADER],
        "Access-Control-Expose-Headers": exposed,
        "Vary": "Origin",
    }


def may_send(origin: str, allowed: Sequence[str]) -> bool:
    """Whether a page of this web site may use a key. Without a list all may; servers have no origin."""
    if not origin or not allowed:
        return True
    return any(is_of(origin, pattern) for pattern in allowed)


def is_of(origin: str, pattern: str) -> bool:
    """Whether an origin is the pattern's, or of a host below it when the pattern begins with “*.”."""
    try:
        given, wanted = urlsplit(origin), urlsplit(pattern if "//" in pattern else f"//{pattern}")
        host, sought = given.hostname or "", wanted.hostname or ""
        if wanted.scheme and (given.scheme, given.port) != (wanted.scheme, wanted.port):
            return False
        if wanted.port is not None and given.port != wanted.port:
            return False
    except ValueError:
        return False
    if sought.startswith("*."):
        return host.endswith(sought[1:])
    return host == sought


def stored(asked: Asked, *, stored: int, repeated: int, rejected: int) -> Answer:
    """Everything was kept, and what became of it. Exactly 200: some clients repeat at any other."""
    counts = {"stored": stored, "repeated": repeated, "rejected": rejected}
    return Answer(200, {"success": True, **counts}, readable_by(asked))


def refused(asked: Asked, status: int, code: str, message: str, *, wait: int = 0) -> Answer:
    """Nothing was stored, and why: `code` and `message` for clients, beside them those of a problem."""
    body = {"success": False, "code": code, "message": message}
    body |= {"type": HELP + code, "title": message, "status": status}
    headers = readable_by(asked)
    if wait:
        headers |= {"Retry-After": str(wait), "X-RateLimit-Reset": str(wait)}
    return Answer(status, body, headers)


def unknown_key(asked: Asked) -> Answer:
    """No key, or one that opens nothing: the same answer for both."""
    message = "This write key opens nothing. Copy the whole key from the page “Tracking”."
    return refused(asked, 401, "invalid_write_key", message)
