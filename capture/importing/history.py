"""Dates from a file, made into the steps of a lead's way. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leads.stages import Stage

LADDER = (Stage.LEAD, Stage.MQL, Stage.SAL, Stage.SQL, Stage.WON)
NAMES = {
    "mql_at": Stage.MQL,
    "sal_at": Stage.SAL,
    "sql_at": Stage.SQL,
    "won_at": Stage.WON,
    "lost_at": Stage.LOST,
}


@dataclass(slots=True)
class History:
    """What a row says of the way of its lead: when which stage was reached, and how it ended."""

    reached: dict[Stage, datetime] = field(default_factory=dict)
    reason: str = ""
    rep: str = ""
    details: dict[str, Any] = field(default_factory=dict)  # amount in cents, currency, rep


@dataclass(frozen=True, slots=True)
class Step:
    """One step at an instant; `inferred` where the file does not say when."""

    was: Stage
    to: Stage
    at: datetime
    inferred: bool


def contradiction(history: History, first_seen: datetime | None) -> str:
    """Why a history cannot be true, as a sentence; empty when it can."""
    reached = history.reached
    if Stage.WON in reached and Stage.LOST in reached:
        return "A lead cannot be both won and lost."
    before, name = first_seen, "first contact"
    for stage in (*LADDER[1:], Stage.LOST):
        at = reached.get(stage)
        if at is None:
            continue
        if before is not None and at < before:
            return f"{stage.label} on {at:%Y-%m-%d} is before {name} on {before:%Y-%m-%d}."
        before, name = at, stage.label
    return ""


def steps(stage: Stage, reached: Mapping[Stage, datetime]) -> list[Step]:
    """The legal steps from where a lead stands to the furthest stage reached; none where it is there or
    past it.

    A stage between whose date is not known is reached at the instant of the next known one.
    """
    if stage not in LADDER or not reached:
        return []
    road = road_to(reached)
    if stage not in road or road.index(stage) == len(road) - 1:
        return []
    found: list[Step] = []
    ahead = road[road.index(stage) + 1 :]
    at: datetime | None = None
    for to in reversed(ahead):
        inferred = to not in reached
        at = reached.get(to, at)
        if at is None:
            continue
        found.append(Step(road[road.index(to) - 1], to, at, inferred))
    return found[::-1]


def road_to(reached: Mapping[Stage, datetime]) -> tuple[Stage, ...]:
    """The stages on the way to the furthest one; what was lost before it was an opportunity was lost from
    SAL."""
    if Stage.LOST in reached:
        return (*LADDER[:4], Stage.LOST) if Stage.SQL in reached else (*LADDER[:3], Stage.LOST)
    furthest = max(LADDER.index(stage) for stage in reached)
    return LADDER[: furthest + 1]
