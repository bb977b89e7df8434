"""A condition that was checked: nodes that cannot be wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

Scalar = str | bool | int | Decimal | date
Value = Scalar | tuple[Scalar, ...] | None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field compared with a text, Decimal, date or bool, a tuple of them, a number of days, or nothing."""

    field: str
    op: str
    value: Value = None


@dataclass(frozen=True, slots=True)
class Happened:
    """A signal was seen at least so often, within so many days before now where days are given."""

    signal: str
    at_least: int = 1
    within_days: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A fact is known of the lead's company, dated within so many days before today where days are given."""

    fact: str
    within_days: int | None = None


Leaf = Comparison | Happened | Known
Condition = AllOf | AnyOf | Not | Leaf


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The leaves, from left to right."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition


def to_json(condition: Condition) -> dict[str, Any]:
    """The condition as it is stored; checking it again gives the same condition."""
    match condition:
        case AllOf(parts):
            return {"all": [to_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [to_json(part) for part in parts]}
        case Not(part):
            return {"not": to_json(part)}
        case Comparison(field, op, None):
            return {"field": field, "op": op}
        case Comparison(field, op, value):
            return {"field": field, "op": op, "value": plain(value)}
        case Happened(signal, at_least, days):
            return {"signal": signal, "at_least": at_least, **within(days)}
        case Known(fact, days):
            return {"fact": fact, **within(days)}
    raise TypeError(condition)


def within(days: int | None) -> dict[str, int]:
    """The window, where there is one."""
    return {} if days is None else {"within_days": days}


def plain(value: Value) -> Any:
    """A value as JSON has it: whole numbers without a point, dates as YYYY-MM-DD."""
    match value:
        case tuple():
            return [plain(each) for each in value]
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
        case _:
            return value
