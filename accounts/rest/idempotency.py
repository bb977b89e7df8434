"""The same request twice is done once: the first answer is kept beside the work and given again.

The Idempotency-Key is written down in the transaction that does the work. A second request with the same key
waits at the unique index until the first has ended: committed, it gets the stored answer; rolled back, it
does the work itself. Errors leave nothing behind, so a request that failed may be mended and sent again under
the same key.
"""

import hashlib
import re
from typing import Any, NamedTuple

from django.db import connection
from django.http import HttpResponse
from rest_framework.request import Request

from accounts.models import RepeatableAnswer
from accounts.rest.authentication import key_of
from accounts.rest.errors import Problem
from accounts.rest.parsing import body_of

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replay"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
GOOD_KEY = re.compile(r"[\x20-\x7e]{1,255}")
CLAIM = (
    "INSERT INTO accounts_repeatableanswer (workspace_id, api_key_id, key, fingerprint)"
    " VALUES (%s, %s, %s, %s)"
    " ON CONFLICT (workspace_id, api_key_id, key) DO NOTHING RETURNING id"
)


class AnsweredBefore(Exception):
    """The request was answered once; this is the answer."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


class Claim(NamedTuple):
    """The right to do a request's work under its Idempotency-Key."""

    pk: int

    def keep(self, response: HttpResponse) -> None:
        """Store the answer in the transaction that did the work."""
        body = {"text": response.content.decode(), "location": response.get("Location", "")}
        RepeatableAnswer.objects.filter(pk=self.pk).update(status=response.status_code, body=body)


def claim(request: Request) -> Claim | None:
    """Claim the request's key; None without one. Raises AnsweredBefore, or Problem for a bad or used key."""
    key = request.headers.get(HEADER)
    if key is None or request.method not in CHANGING:
        return None
    if not GOOD_KEY.fullmatch(key):
        raise Problem("bad_idempotency_key", f"{HEADER} takes 1 to 255 printable ASCII characters.")
    api_key, mark = key_of(request), fingerprint(request)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [api_key.workspace_id, api_key.pk, key, mark])
        row = cursor.fetchone()
    if row is not None:
        return Claim(row[0])
    stored = RepeatableAnswer.objects.get(workspace_id=api_key.workspace_id, api_key=api_key, key=key)
    if stored.fingerprint != mark:
        raise Problem("idempotency_key_reused", f"This {HEADER} belongs to another request. Use a new one.")
    raise AnsweredBefore(again(stored.status, stored.body))


def fingerprint(request: Request) -> str:
    """What makes two requests the same: method, address and body."""
    said = f"{request.method} {request._request.get_full_path()}\n".encode()
    return hashlib.sha256(said + body_of(request._request)).hexdigest()


def again(status: int | None, body: dict[str, Any]) -> HttpResponse:
    """The stored answer, marked as one."""
    response = HttpResponse(body["text"], status=status, content_type="application/json")
    if not body["text"]:
        del response["Content-Type"]
    if body["location"]:
        response["Location"] = body["location"]
    response[REPLAYED] = "true"
    return response
