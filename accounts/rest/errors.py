"""Errors for programs: problem+json (RFC 9457) with a string `code`, a `message`, and a place for each fault.

`told` knows how each exception is told; a room registers its own with `@told.register`.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import singledispatch
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as ModelFault
from django.http import Http404
from django.http.request import UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from accounts.actions import Refused
from accounts.rest.problems import KINDS, address

CONTENT_TYPE = "application/problem+json"
LONGEST = 300  # characters of any text that may repeat what was sent
MOST_FAULTS = 100


class Fault(NamedTuple):
    """One thing that is wrong: where (a JSON pointer into the body, or “?name” in the query), and what."""

    field: str
    code: str
    message: str


class Problem(exceptions.APIException):
    """Raise it to answer with a code of the catalogue and a sentence of your own."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, code)
        self.code, self.message, self.faults = code, message, list(faults)
        self.headers = dict(headers or {})
        self.status_code = KINDS[code].status


def problem(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into an answer; None leaves it to the pages for 500 and 503."""
    found = told(exc)
    if found is None:
        return None
    body = body_of(found, request_id=getattr(context.get("request"), "request_id", ""))
    return Response(body, status=body["status"], headers=found.headers, content_type=CONTENT_TYPE)


def body_of(found: Problem, *, request_id: str) -> dict[str, Any]:
    """The problem as it is sent."""
    kind, message = KINDS[found.code], fit(found.message)
    return {
        "type": address(found.code),
        "title": kind.title,
        "status": kind.status,
        "detail": message,
        "code": found.code,
        "message": message,
        "request_id": request_id,
        "errors": [Fault(*map(fit, fault))._asdict() for fault in found.faults[:MOST_FAULTS]],
    }


def fit(text: str) -> str:
    """A text that may repeat what was sent: cut to size, and without what UTF-8 cannot carry."""
    cut = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return cut.encode("utf-8", "backslashreplace").decode()


@singledispatch
def told(exc: Exception) -> Problem | None:
    """How an exception is told to a program; None when it is our own failure."""
    return None


@told.register
def _(exc: Problem) -> Problem:
    return exc


@told.register
def _(exc: Refused) -> Problem:
    return Problem("refused", str(exc))


@told.register(Http404)
@told.register(exceptions.NotFound)
def _(exc: Exception) -> Problem:
    return Problem("not_found", "There is nothing at this address, or it belongs to another workspace.")


@told.register(PermissionDenied)
@told.register(exceptions.PermissionDenied)
def _(exc: Exception) -> Problem:
    return Problem("forbidden", str(exc) or "This is not allowed.")


@told.register(exceptions.NotAuthenticated)
@told.register(exceptions.AuthenticationFailed)
def _(exc: exceptions.APIException) -> Problem:
    code = "bad_key" if isinstance(exc, exceptions.AuthenticationFailed) else "not_authenticated"
    return Problem(code, str(exc.detail), headers={"WWW-Authenticate": "Bearer"})


@told.register
def _(exc: exceptions.MethodNotAllowed) -> Problem:
    return Problem("method_not_allowed", str(exc.detail))


@told.register
def _(exc: exceptions.UnsupportedMediaType) -> Problem:
    return Problem("unsupported_media_type", "Send the body as JSON, with the header Content-Type: application/json.")


@told.register
def _(exc: exceptions.ParseError) -> Problem:
    return Problem("malformed_json", str(exc.detail))


@told.register
def _(exc: RequestDataTooBig) -> Problem:
    return Problem("too_large", "The body is larger than this address takes.")


@told.register
def _(exc: UnreadablePostError) -> Problem:
    return Problem("bad_request", "The request broke off before its end.")


@told.register
def _(exc: exceptions.Throttled) -> Problem:
    seconds = math.ceil(getattr(exc, "wait", None) or 1)
    message = f"This key made its requests of the minute. Wait {seconds} s."
    return Problem("too_many_requests", message, headers={"Retry-After": str(seconds)})


@told.register
def _(exc: exceptions.ValidationError) -> Problem:
    return invalid(list(faults_of(exc.detail)))


@told.register
def _(exc: ModelFault) -> Problem:
    details = exc.message_dict if hasattr(exc, "error_dict") else {"": exc.messages}
    found = [
        Fault(f"/{name}" if name not in {"", "__all__"} else "", "invalid", text)
        for name, texts in details.items()
        for text in texts
    ]
    return invalid(found)


def invalid(faults: Sequence[Fault]) -> Problem:
    """422 with these faults; the message tells the first and counts the others."""
    first, others = faults[0], len(faults) - 1
    where = f"{fit(first.field)}: " if first.field else ""
    more = f" (And {others} more, see errors.)" if others else ""
    return Problem("validation_failed", f"{where}{fit(first.message)}{more}", faults=faults)


def faults_of(detail: Any, pointer: str = "") -> Iterator[Fault]:
    """Flatten what serializers complain about into one fault for each complaint."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            whole = name == api_settings.NON_FIELD_ERRORS_KEY
            yield from faults_of(inner, pointer if whole else f"{pointer}/{escaped(str(name))}")
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from faults_of(inner, f"{pointer}/{place}" if nested else pointer)
    else:
        yield Fault(pointer, getattr(detail, "code", "invalid"), str(detail))


def escaped(name: str) -> str:
    """A name as a part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
