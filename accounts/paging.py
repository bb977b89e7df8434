"""Pages of a long list, newest first, found by the id of their edge: as fast on the last page as on the first."""

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

    @property
    def is_first(self) -> bool:
        """Whether nothing is newer."""
        return not self.newer


def newest_first(rows: QuerySet[Any], cursor: str | None, *, size: int = SIZE) -> Page:
    """One page of rows by falling id; a cursor that makes no sense is the first page. One query."""
    found = CURSOR.fullmatch(cursor or "")
    if found and found[1] == "after":
        return page_after(rows, int(found[2]), size)
    if found:
        rows = rows.filter(pk__lt=int(found[2]))
    taken = list(rows.order_by("-pk")[: size + 1])
    more, taken = len(taken) > size, taken[:size]
    return Page(
        taken,
        newer=f"after-{taken[0].pk}" if found and taken else "",
        older=f"before-{taken[-1].pk}" if more else "",
    )


def page_after(rows: QuerySet[Any], edge: int, size: int) -> Page:
    """The page that ends just above the edge; with nothing above it, the first page."""
    taken = list(rows.filter(pk__gt=edge).order_by("pk")[: size + 1])
    if len(taken) <= size:
        return newest_first(rows, None, size=size)
    taken = taken[:size][::-1]
    return Page(taken, newer=f"after-{taken[0].pk}", older=f"before-{taken[-1].pk}")
