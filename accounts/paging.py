"""Pages of a long list, newest first, found by the id of their edge: no page is slower than another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

SIZE = 50
CURSOR = re.compile(r"(before|after)-([0-9]{1,18})")


@dataclass(frozen=True)
class Page:
    """A run of rows, and the cursors of its neighbours: empty where there are none."""

    rows: Sequence[Any]
    newer: str = ""
    older: str = ""


def newest_first(rows: QuerySet[Any], cursor: str | None, *, size: int = SIZE) -> Page:
    """One page of rows by falling id, in one query; a cursor that leads nowhere is the first page."""
    found = CURSOR.fullmatch(cursor or "")
    if found and found[1] == "after":
        return page_after(rows, int(found[2]), size)
    below = rows.filter(pk__lt=int(found[2])) if found else rows
    taken = list(below.order_by("-pk")[: size + 1])
    if found and not taken:
        return newest_first(rows, None, size=size)
    more, taken = len(taken) > size, taken[:size]
    return Page(
        taken,
        newer=f"after-{taken[0].pk}" if found else "",
        older=f"before-{taken[-1].pk}" if more else "",
    )


def page_after(rows: QuerySet[Any], edge: int, size: int) -> Page:
    """The page that ends just above the edge; with nothing above it, the first page."""
    taken = list(rows.filter(pk__gt=edge).order_by("pk")[: size + 1])
    if len(taken) <= size:
        return newest_first(rows, None, size=size)
    taken = taken[:size][::-1]
    return Page(taken, newer=f"after-{taken[0].pk}", older=f"before-{taken[-1].pk}")
