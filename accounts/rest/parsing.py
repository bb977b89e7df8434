"""Read JSON and nothing else: what could be stored mangled or read in two ways is refused with its place."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from accounts.rest.errors import Fault, Problem, escaped, invalid

MOST_DEPTH = 20
LONGEST_NUMBER = 40  # characters; more digits than any column of ours keeps
# A string that is never closed counts to the end of the text: the search cannot start over at its quotes.
BRACKETS = re.compile(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)|([\[{])|([\]}])', re.DOTALL)
UNSTORABLE = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)
BAD_CHARACTER = re.compile("[\x00\ud800-\udfff]")


class StrictJSONParser(BaseParser):
    """The only parser: UTF-8 JSON."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The document in the body; raises Problem."""
        charset = re.search(r"charset\s*=\s*\"?([^;\"\s]+)", media_type or "", re.IGNORECASE)
        if charset and charset[1].lower() not in {"utf-8", "utf8"}:
            raise Problem("unsupported_media_type", "Send the JSON as UTF-8.")
        return read(stream.read())


class AlwaysJSON(BaseContentNegotiation):
    """Answers are JSON whatever is asked for; bodies must say that they are."""

    def select_parser(self, request: Request, parsers: Any) -> BaseParser | None:
        """The parser when the body is sent as JSON; None makes it a 415."""
        sent = (request.content_type or "").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == sent), None)

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The first renderer."""
        return renderers[0], renderers[0].media_type


def body_of(request: HttpRequest) -> bytes:
    """The request's body; raises Problem when it is too large or its length unknown."""
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "") and not request.META.get("CONTENT_LENGTH"):
        raise Problem("length_required", "Send the body in one piece, with Content-Length.")
    try:
        return request.body
    except RequestDataTooBig:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024
        raise Problem("too_large", f"The body is larger than {most:,} KiB. Send less at once.") from None


def read(raw: bytes) -> Any:
    """The document in these bytes; raises Problem saying what cannot be read or kept, and where."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken(f"The body is not UTF-8: byte {error.start + 1} is 0x{raw[error.start]:02x}.")
    check_depth(text)
    try:
        document = json.loads(
            text,
            object_pairs_hook=once_each,
            parse_constant=not_json,
            parse_float=finite,
            parse_int=whole,
        )
    except json.JSONDecodeError as error:
        wrong = error.msg.lower().removesuffix(" at")
        broken(f"The body is not JSON: {wrong} at line {error.lineno}, column {error.colno}.")
    faults = list(unstorable(document)) if UNSTORABLE.search(text) else []
    if faults:
        raise invalid(faults)
    return document


def broken(message: str) -> NoReturn:
    """Refuse the whole body."""
    raise Problem("malformed_json", message)


def check_depth(text: str) -> None:
    """Refuse nesting that is deeper than anything we ask for, before it is read."""
    depth = 0
    for token in BRACKETS.finditer(text):
        depth += (token.lastindex == 1) - (token.lastindex == 2)
        if depth > MOST_DEPTH:
            broken(f"The body is nested deeper than {MOST_DEPTH} levels at character {token.start() + 1}.")


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a name that is given twice has no one meaning."""
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        broken(f"“{twice}” is given twice in the same object.")
    return found


def not_json(name: str) -> NoReturn:
    """NaN and the infinities."""
    broken(f"{name} is not a number that JSON knows.")


def finite(text: str) -> float:
    """A number with a fraction or an exponent, if a double can hold it."""
    value = float(text)
    mantissa = re.split("[eE]", text)[0]
    if len(text) > LONGEST_NUMBER or math.isinf(value) or (value == 0 and mantissa.strip("-0.")):
        broken(f"The number {text[:LONGEST_NUMBER]} is out of range.")
    return value


def whole(text: str) -> int:
    """A whole number of bearable length."""
    if len(text) > LONGEST_NUMBER:
        broken(f"The number {text[:LONGEST_NUMBER]}… has {len(text)} digits.")
    return int(text)


def unstorable(value: Any, pointer: str = "") -> Iterator[Fault]:
    """The places of NUL characters and lone surrogates, which PostgreSQL and UTF-8 cannot hold."""
    if isinstance(value, dict):
        for name, inner in value.items():
            here = f"{pointer}/{escaped(name)}"
            yield from unstorable_text(name, here)
            yield from unstorable(inner, here)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from unstorable(inner, f"{pointer}/{place}")
    elif isinstance(value, str):
        yield from unstorable_text(value, pointer)


def unstorable_text(text: str, pointer: str) -> Iterator[Fault]:
    """The first such character of a text."""
    found = BAD_CHARACTER.search(text)
    if found:
        named = "a NUL character" if found[0] == "\x00" else f"half a character (\\u{ord(found[0]):04x})"
        yield Fault(pointer, "bad_character", f"Contains {named} at position {found.start() + 1}.")
