"""The OpenAPI description, made from the views themselves: scopes, bodies, pages, repeats, problems."""

from typing import Any, cast

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from accounts.rest import idempotency
from accounts.rest.authentication import ANY_KEY
from accounts.rest.errors import CONTENT_TYPE
from accounts.rest.fields import Body, Query
from accounts.rest.problems import KINDS, codes

ALWAYS = (400, 401, 403, 422, 429)
WHERE_WRITTEN = (409, 413, 415)
NAMES = {
    400: "Unreadable",
    401: "Unauthenticated",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    413: "TooLarge",
    415: "NotJSON",
    422: "Invalid",
    429: "TooMany",
}
SUCCESS = {"create": 201, "destroy": 204}
DEEDS = {"retrieve": "get", "update": "replace", "partial_update": "update", "destroy": "delete"}
LIMITS = {
    "RateLimit-Limit": "How many requests this key may make in a minute.",
    "RateLimit-Remaining": "How many are left of this minute.",
    "RateLimit-Reset": "Seconds until the next minute begins.",
}


REPEATING = "Repeat a request under the same key, and it is done once: the first answer comes again."


class FaultBody(serializers.Serializer):
    """One thing that is wrong with a request."""

    field = serializers.CharField(help_text="A JSON pointer into the body, or “?name” for a place in the query.")
    code = serializers.CharField(help_text="What is wrong, as a word.")
    message = serializers.CharField(help_text="What is wrong, as a sentence.")


class ProblemBody(serializers.Serializer):
    """Why a request failed (RFC 9457)."""

    type = serializers.CharField(help_text="Where the code is explained.")
    title = serializers.CharField(help_text="The kind of failure; always the same for one code.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    code = serializers.CharField(help_text="The kind of failure as a word that never changes: decide by it.")
    message = serializers.CharField(help_text="What happened this time, as a sentence.")
    detail = serializers.CharField(required=False, help_text="The same sentence, under the name RFC 9457 gives it.")
    request_id = serializers.CharField(help_text="Name it when you ask for help.")
    errors = FaultBody(  # type: ignore[assignment]
        many=True, required=False, help_text="Each fault of the request; empty where none is singled out."
    )


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """An API key as a bearer token."""

    target_class = "accounts.rest.authentication.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """How the key is sent."""
        said = "An API key from the workspace's settings, as `Authorization: Bearer bk_…`."
        return {"type": "http", "scheme": "bearer", "bearerFormat": "bk_…", "description": said}

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        """The scope that the operation needs."""
        needed = cast(Any, auto_schema.view).scopes.get(auto_schema.method)
        return {self.name: [] if needed in {None, ANY_KEY} else [str(needed)]}


def scope_in_words(scope: str) -> str:
    """The sentence that ends each description."""
    return f"Needs the scope `{scope}`." if scope else "Any working key may ask."


class Schema(AutoSchema):
    """Reads the words of WorkspaceViewSet."""

    view: Any

    @property
    def action(self) -> str:
        """The view's action."""
        return self.view.action or ""

    @property
    def changes(self) -> bool:
        """Whether the operation writes."""
        return self.method in idempotency.CHANGING

    def said(self) -> tuple[str, str]:
        """A title and, after it, the details of the operation."""
        text = self.view.says.get(self.action) or getattr(self.view, self.action).__doc__ or ""
        title, _, details = " ".join(text.split()).partition(". ")
        return title.rstrip("."), details

    def get_summary(self) -> str:
        """The first sentence."""
        return self.said()[0]

    def get_description(self) -> str:  # type: ignore[override]
        """The other sentences, and the scope."""
        needed = self.view.scopes.get(self.method)
        return f"{self.said()[1]} {scope_in_words('' if needed is ANY_KEY else str(needed))}".strip()

    def get_tags(self) -> list[str]:
        """The chapter."""
        return [self.view.tag]

    def get_operation_id(self) -> str:
        """“invitations_resend”: the address, and what is done there unless it says so itself."""
        names = [name.replace("-", "_") for name in self._tokenize_path()]
        deed = DEEDS.get(self.action, self.action)
        return "_".join(names if names[-1] == deed else [*names, deed])

    def get_request_serializer(self) -> Any:
        """What the action accepts."""
        return self.view.accepts[self.action]

    def _get_request_body(self, direction: Any = "request") -> dict[str, Any] | None:
        bodied = self.action in self.view.accepts
        return super()._get_request_body(direction) if bodied else None  # type: ignore[no-untyped-call]

    def get_response_serializers(self) -> Any:
        """The one answer of success."""
        status = SUCCESS.get(self.action, 200)
        return {status: None if status == 204 else self.view.get_serializer_class()}

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self.action == "list"

    def get_override_parameters(self) -> list[Any]:
        """The query, the Idempotency-Key, and the headers of the answer."""
        asked = self.view.asks.get(self.action, Query)
        found: list[Any] = [asked] if asked().fields else []
        if self.changes:
            found.append(
                OpenApiParameter(
                    idempotency.HEADER,
                    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
                    OpenApiParameter.HEADER,
                    description=REPEATING,
                )
            )
            found.append(self.header(idempotency.REPLAYED, "`true` when this is the answer of an earlier request."))
        if self.action == "create":
            found.append(self.header("Location", "The address of what was made.", "uri"))
        return found + [self.header(name, said) for name, said in LIMITS.items()]

    def header(self, name: str, description: str, form: str = "") -> OpenApiParameter:
        """A header of the answer of success."""
        kind: dict[str, str] = {"type": "string"} if name not in LIMITS else {"type": "integer"}
        kind |= {"format": form} if form else {}
        status = str(SUCCESS.get(self.action, 200))
        return OpenApiParameter(name, kind, OpenApiParameter.HEADER, response=[status], description=description)

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        found = super()._get_response_bodies(direction)
        for answer in found.values():
            answer["description"] = answer["description"] or "Done."
        statuses = [*ALWAYS, *(WHERE_WRITTEN if self.changes else []), *([404] if "{" in self.path else [])]
        return found | {str(status): self.problem(status) for status in sorted(statuses)}

    def problem(self, status: int) -> dict[str, str]:
        """A reference to the shared description of the problems with this status."""
        said = "; ".join(f"`{code}`: {KINDS[code].title}" for code in codes(status))
        headers: dict[str, Any] = {}
        if status == 429:
            headers = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
        if status == 401:
            headers = {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Always `Bearer`."}}
        content = {CONTENT_TYPE: {"schema": self.resolve_serializer(ProblemBody, "response").ref}}
        described = {"description": said, **({"headers": headers} if headers else {}), "content": content}
        component = ResolvedComponent(NAMES[status], ResolvedComponent.RESPONSE, described, object=status)  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        return component.ref

    def _get_serializer_name(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> str:
        name = super()._get_serializer_name(serializer, direction, bypass_extensions)
        asked = direction == "request" and name.endswith("BodyRequest")
        return name.removesuffix("BodyRequest") + "Request" if asked else name.removesuffix("Body")

    def get_paginated_name(self, serializer_name: str) -> str:
        """“MemberPage”."""
        return f"{serializer_name}Page"

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> dict[str, Any]:
        found = super()._map_serializer(serializer, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        if isinstance(serializer, Body) or (isinstance(serializer, type) and issubclass(serializer, Body)):
            if direction == "request":
                found["additionalProperties"] = False
            for name, example in serializer.examples.items():
                if name in found.get("properties", {}):
                    found["properties"][name]["examples"] = [example]
        return found

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> dict[str, Any]:
        found = super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        return found | getattr(field, "extra_schema", {})
