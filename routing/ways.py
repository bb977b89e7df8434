"""What the roof does for this room: asks the agreement how soon, and follows up an offer. Filled in by the relay."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from routing.slots import office_hours


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


def an_hour(lead: Any, *, at: datetime, **_: Any) -> Promised:
    """One hour from the offer."""
    return AnHour(at + timedelta(hours=1))


@dataclass
class Ways:
    """`promise(lead, at=, rep=, pool=, hand_raiser=)`; `offered` is called with each offer, in its transaction;
    `passed_on` with a handoff that is being worked and its lead, when another rep takes over;
    `open_hours(workspace, person, start, until)` says when somebody works, as spans in order."""

    promise: Callable[..., Promised] = an_hour
    offered: list[Callable[[Any], None]] = field(default_factory=list)
    passed_on: list[Callable[[Any, Any], None]] = field(default_factory=list)
    open_hours: Callable[..., list[tuple[datetime, datetime]]] = field(default_factory=lambda: office)


def office(workspace: Any, person: Any, start: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """Nine to five on weekdays, on the person's own clock."""
    return office_hours(start, until, zone=ZoneInfo(person.time_zone or workspace.time_zone))


WAYS = Ways()
