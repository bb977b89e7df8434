"""Around every request: an id in the logs and the answer, and a clear page when the database is away."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from handoff.errors import explained, unavailable

log = structlog.get_logger("handoff.request")
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
QUIET = ("/livez", "/readyz", "/static/")

Answer = Callable[[HttpRequest], HttpResponse]


class RequestLog:
    """Give each request an id (the proxy's, if it sent one) and write one line when it is answered."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            if not request.path.startswith(QUIET):
                self.write(request, response, began)
        return response

    def write(self, request: HttpRequest, response: HttpResponse, began: float) -> None:
        """One line: who asked what of whom, and how long it took."""
        user, workspace = getattr(request, "user", None), getattr(request, "workspace", None)
        log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            milliseconds=round((time.perf_counter() - began) * 1000, 1),
            user=getattr(user, "pk", None),
            workspace=getattr(workspace, "pk", None),
        )


class Unavailable:
    """Answer 503 with Retry-After when PostgreSQL cannot be reached, is full or took too long: nothing was stored."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return unavailable(request, error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The view's own failure, before Django turns it into a 500."""
        if isinstance(exception, OperationalError | InterfaceError):
            return unavailable(request, exception)
        return None


class Explained:
    """Give an error answer without a body the page that explains it; programs get a problem."""

    STATUSES = frozenset({405, 409, 413, 429})

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in self.STATUSES or response.streaming or response.content:
            return response
        told = explained(request, response.status_code)
        for header in ("Allow", "Retry-After"):
            if header in response:
                told[header] = response[header]
        return told
