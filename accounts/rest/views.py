"""The base of every view under /api/v1/: one workspace, one transaction, committed before the answer leaves.

A view says what it is in a few words: `tag` (its chapter in the docs), `scopes` (method -> scope),
`serializer_class` (its answer), `accepts` (action -> body, read into `self.given`), `asks` (action -> query,
read into `self.query`), `says` (action -> a title and details, where the action has no docstring of its own)
and `get_queryset()`, which reaches rows through `self.workspace` only.
"""

from contextlib import ExitStack
from datetime import UTC
from typing import Any, ClassVar
from urllib.parse import unquote_to_bytes

import structlog
from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts import actions, audit, tenancy
from accounts.models import ApiKey, User, Workspace
from accounts.rest import idempotency
from accounts.rest.authentication import Needed, key_of, token_in
from accounts.rest.errors import Fault, Problem, faults_of, invalid
from accounts.rest.fields import Body, Nothing, Query
from accounts.rest.paging import PageQuery
from accounts.rest.parsing import AlwaysJSON, body_of

log = structlog.get_logger(__name__)


class WorkspaceViewSet(GenericViewSet):
    """Doors of one workspace, opened by a key."""

    tag = ""
    scopes: ClassVar[dict[str, Needed]] = {}
    accepts: ClassVar[dict[str, type[Body]]] = {}
    asks: ClassVar[dict[str, type[Query]]] = {"list": PageQuery}
    serializer_class: type[Body] = Body
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    content_negotiation_class = AlwaysJSON
    says: ClassVar[dict[str, str]] = {}
    claim: idempotency.Claim | None = None
    given: dict[str, Any]
    query: dict[str, Any]

    @property
    def workspace(self) -> Workspace:
        """The workspace of the key."""
        return self.request._request.workspace  # type: ignore[attr-defined]

    @property
    def key(self) -> ApiKey:
        """The key that asks."""
        return key_of(self.request)

    @property
    def by(self) -> User:
        """The person who answers for what the key does: its maker."""
        return self.key.created_by

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer inside the workspace that the key names; an error leaves nothing behind."""
        token = token_in(request)
        with timezone.override(UTC), ExitStack() as self.entered:
            if token is not None:
                request.showing = self.entered.enter_context(tenancy.begin(token.workspace_id))  # type: ignore[attr-defined]
            response = super().dispatch(request, *args, **kwargs)
            if token is not None and response.status_code >= 400:
                transaction.set_rollback(True)
        if self.request.auth is not None:
            note_use(self.key)
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let the key in, then read what was asked and sent; who came before is answered as before."""
        super().initial(request, *args, **kwargs)
        self.entered.enter_context(audit.through(self.key))
        self.query = self.read_query()
        self.claim = idempotency.claim(request)
        if request.method in idempotency.CHANGING:
            self.given = self.read_body()

    def read_query(self) -> dict[str, Any]:
        """What stands after the question mark, checked."""
        raw = self.request.META.get("QUERY_STRING", "")
        try:
            unquote_to_bytes(raw).decode()
        except UnicodeDecodeError:
            raise Problem("bad_request", "The query is not UTF-8.") from None
        params = self.request.query_params
        twice = [Fault(f"?{name}", "twice", "Is given twice.") for name, all_ in params.lists() if len(all_) > 1]
        if twice:
            raise invalid(twice)
        query = self.asks.get(self.action or "", Query)(data=params.dict())
        if not query.is_valid():
            raise invalid([fault._replace(field=f"?{fault.field[1:]}") for fault in faults_of(query.errors)])
        return query.validated_data

    def read_body(self) -> dict[str, Any]:
        """The body, checked; an absent one is an empty object."""
        sent = self.request.data if body_of(self.request._request) else {}
        body = self.accepts.get(self.action or "", Nothing)(data=sent, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        return body.validated_data

    def handle_exception(self, exc: Exception) -> Response:
        """A request that came before gets the stored answer; everything else is a problem."""
        if isinstance(exc, idempotency.AnsweredBefore):
            return exc.response  # type: ignore[return-value]
        return super().handle_exception(exc)

    def finalize_response(
        self, request: Request, response: Response | HttpResponseBase, *args: Any, **kwargs: Any
    ) -> Response:
        """Add the headers every answer has; store the answer under the request's Idempotency-Key."""
        final = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        allowance = getattr(request._request, "allowance", None)
        for name, value in (allowance.headers() if allowance else {}).items():
            final[name] = value
        final["Cache-Control"] = "no-store"
        if self.claim is not None and final.status_code < 300:
            final.render()
            self.claim.keep(final)
        return final

    def shown(self, row: Any, *, status: int = 200, location: str = "") -> Response:
        """The row as an answer; `location` is the address of a new one."""
        headers = {"Location": self.request.build_absolute_uri(location)} if location else None
        return Response(self.get_serializer(row).data, status=status, headers=headers)


def note_use(key: ApiKey) -> None:
    """Note when the key was used; the answer is committed already, so a failure here is only logged."""
    try:
        actions.key_used(key)
    except DatabaseError as error:
        log.warning("key_use_not_noted", key=key.pk, error=str(error))
