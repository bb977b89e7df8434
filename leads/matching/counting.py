"""How many leads meet a condition, in bounded time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import OperationalError
from django.db.models import QuerySet

from accounts.tenancy import set_locally

Answer = TypeVar("Answer")
ENOUGH = 10_000
EXACT_MS, LEAST_MS = 2_000, 1_000
CANCELED = "57014"  # PostgreSQL's code for a statement that ran out of time


@dataclass(frozen=True)
class Count:
    """An exact number, or a number there are more of, or (with None) nothing known in time."""

    number: int | None
    more: bool = False


def count(rows: QuerySet[Any]) -> Count:
    """Count rows exactly within two seconds; else say whether there are more than 10,000; else give up."""
    exact = timed(rows, EXACT_MS)
    if exact is not None:
        return Count(exact)
    some = timed(rows.order_by()[: ENOUGH + 1], LEAST_MS)
    if some is None:
        return Count(None)
    return Count(ENOUGH, more=True) if some > ENOUGH else Count(some)


def newest(rows: QuerySet[Any], most: int) -> list[Any]:
    """The newest few; none where they cannot be found within a second."""
    return in_time(lambda: list(rows.select_related("company").order_by("-id")[:most]), LEAST_MS) or []


def timed(rows: QuerySet[Any], milliseconds: int) -> int | None:
    """The count, or None when it takes longer."""
    return in_time(rows.count, milliseconds)


def in_time(ask: Callable[[], Answer], milliseconds: int) -> Answer | None:
    """The answer, or None when it takes longer; the transaction goes on either way."""
    try:
        with set_locally("statement_timeout", f"{milliseconds}ms"):
            return ask()
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != CANCELED:
            raise
        return None
