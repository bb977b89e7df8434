"""What the roof does for this room: asks the agreement how soon, and follows up an offer. Filled in by the relay."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from routing.slots import Hours, office_hours


class Promised(Protocol):
    """What the agreement allows for an offer."""

    @property
    def due_at(self) -> datetime:
        """By when it is to be answered."""

    @property
    def tier(self) -> str:
        """Which row of the agreement says so."""

    @property
    def agreement_version(self) -> int | None:
        """Of which version."""


@dataclass(frozen=True)
class AnHour:
    """What is promised where there is no agreement."""

    due_at: datetime
    tier: str = ""
    agreement_version: int | None = None


class Promises(Protocol):
    """What the agreement allows several leads, all at one instant."""

    def promise(
        self, lead: Any, *, rep: int | None = None, pool: int | None = None, hand_raiser: bool = False
    ) -> Promised:
        """What it allows one of them."""


@dataclass(frozen=True)
class Hourly:
    """One hour from the offer, for everybody."""

    at: datetime

    def promise(self, lead: Any, **_: Any) -> Promised:
        """The same for each."""
        return AnHour(self.at + timedelta(hours=1))


def hourly(workspace_id: int, leads: Sequence[Any], *, at: datetime) -> Promises:
    """What is promised where nobody agreed on anything."""
    return Hourly(at)


@dataclass
class Ways:
    """`promises(workspace_id, leads, at=)` says how soon each is to be answered; `offered` is called with the offers of
    a transaction, in it; `passed_on` with a handoff that is being worked and its lead, when another rep takes over;
    `taken_back` with a lead and an instant, when its offer is taken off its queue to be routed anew;
    `hours(workspace, people, start, until, pool=)` says when each of them works, by id; a pool's hours are those of
    its members who have none of their own."""

    promises: Callable[..., Promises] = hourly
    offered: list[Callable[[Sequence[Any]], None]] = field(default_factory=list)
    passed_on: list[Callable[[Any, Any], None]] = field(default_factory=list)
    taken_back: list[Callable[[Any, datetime], None]] = field(default_factory=list)
    hours: Callable[..., dict[int, Hours]] = field(default_factory=lambda: office)


def office(
    workspace: Any, people: Iterable[Any], start: datetime, until: datetime, *, pool: int | None = None
) -> dict[int, Hours]:
    """Nine to five on weekdays, on each one's own clock."""
    zones = {person.pk: person.time_zone or workspace.time_zone for person in people}
    return {pk: Hours(zone, office_hours(start, until, zone=ZoneInfo(zone))) for pk, zone in zones.items()}


WAYS = Ways()
