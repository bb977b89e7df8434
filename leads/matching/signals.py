"""The door for signals: conditions only name them; whoever keeps them says how to ask for them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Exists, QuerySet

from leads.conditions import Signal


class SignalSource(Protocol):
    """One signal, as the room that keeps signals knows it."""

    @property
    def label(self) -> str:
        """What people call it: “Viewed pricing”."""

    def happened(self, *, at_least: int, since: datetime | None, until: datetime) -> Any:
        """A boolean expression over leads (`OuterRef("pk")` is the lead), never NULL.

        True when the lead has at least so many hits at instants from `since` (all, when None) to `until`,
        both inclusive.
        """


Sources = Mapping[str, SignalSource]
Keeper = Callable[[int], Sources]

_keepers: list[Keeper] = []


def keep(keeper: Keeper) -> None:
    """Let a room answer for signals: `keeper(workspace_id)` gives them by key. Called once, by the roof."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def of_workspace(workspace_id: int) -> dict[str, SignalSource]:
    """Every signal of a workspace, by key."""
    found: dict[str, SignalSource] = {}
    for keeper in _keepers:
        found.update(keeper(workspace_id))
    return found


def named(sources: Sources) -> dict[str, Signal]:
    """The signals as a schema lists them."""
    return {key: Signal(key, source.label) for key, source in sources.items()}


def at_least(rows: QuerySet[Any], count: int) -> Exists:
    """Whether there are so many rows; stops looking when there are."""
    return Exists(rows.order_by()[count - 1 :] if count > 1 else rows)
