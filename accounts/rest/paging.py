"""Pages of a list, newest first. Each begins where the last one ended: rows that come later move nothing."""

import base64
import binascii
import re
from typing import Any, NamedTuple, Self

from rest_framework import serializers
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from accounts.rest.fields import Query, WholeInQuery

USUAL, MOST = 50, 200
SHAPE = re.compile(r"(older|newer):([0-9]{1,18})")


class Cursor(NamedTuple):
    """Where a page begins: rows older or newer than the row with this id."""

    newer: bool
    pk: int

    def __str__(self) -> str:
        text = f"{'newer' if self.newer else 'older'}:{self.pk}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Self:
        """The cursor that was given out as this text; raises ValueError."""
        try:
            plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
        except (binascii.Error, UnicodeError) as error:
            raise ValueError(text) from error
        found = SHAPE.fullmatch(plain)
        if found is None:
            raise ValueError(text)
        return cls(found[1] == "newer", int(found[2]))


class CursorField(serializers.CharField):
    """A cursor as an address carries it."""

    def to_internal_value(self, data: Any) -> Any:
        """The cursor."""
        try:
            return Cursor.read(str(data))
        except ValueError:
            message = "This is no cursor of ours: take it from the “next” or “previous” of a page."
            raise serializers.ValidationError(message, "bad_cursor") from None


class PageQuery(Query):
    """Which page of a list, and how long."""

    limit = WholeInQuery(
        default=USUAL,
        min_value=1,
        max_value=MOST,
        help_text=f"Rows in a page, 1 to {MOST}; {USUAL} where not given.",
    )
    cursor = CursorField(
        required=False, help_text="Where the page begins: copy it from `next` or `previous` of another page."
    )


class NewestFirst(BasePagination):
    """Cut a list by id, newest first; the view has read `limit` and `cursor` already."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of this page."""
        limit, cursor = view.query["limit"], view.query.get("cursor")
        self.request = request
        if cursor is not None and cursor.newer:
            rows = list(queryset.filter(pk__gt=cursor.pk).order_by("pk")[: limit + 1])
            newer, older = len(rows) > limit, True
            rows = rows[:limit][::-1]
        else:
            rows = list((queryset.filter(pk__lt=cursor.pk) if cursor else queryset).order_by("-pk")[: limit + 1])
            newer, older = cursor is not None, len(rows) > limit
            rows = rows[:limit]
        self.next = self.link(Cursor(False, rows[-1].pk)) if older and rows else None
        self.previous = self.link(Cursor(True, rows[0].pk)) if newer and rows else None
        return rows

    def link(self, cursor: Cursor) -> str:
        """The address of another page of the same list."""
        return replace_query_param(self.request.build_absolute_uri(), "cursor", str(cursor))

    def get_paginated_response(self, data: Any) -> Response:
        """The page with its neighbours."""
        return Response({"results": data, "next": self.next, "previous": self.previous})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What a page looks like."""
        neighbour = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": schema,
                "next": {**neighbour, "description": "The page with older rows; null when there are none."},
                "previous": {**neighbour, "description": "The page with newer rows; null on the first page."},
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """None: the view's own query declares them."""
        return []
