"""Conditions on activities: what a signal may ask for, and a fast answer for one activity. Pure.

The language, its limits and its English are those of `leads.conditions`; the fields are an activity's. A property of
an activity has the type of what it is compared with: `property.minutes` at least 30 is a number, `property.plan` is
“gold” a text. `scoring.finding` says the same in SQL.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from leads.conditions import (
    AllOf,
    AnyOf,
    BadCondition,
    Comparison,
    Condition,
    Fault,
    Field,
    Not,
    Schema,
    Type,
    check,
)
from leads.conditions.text import fold
from leads.conditions.values import DAY as WRITTEN_DAY

PROPERTY = "property."
NAME = re.compile(r"\Aproperty\.[^\x00-\x1f]{1,100}\Z")
WHAT, ABOUT, OWN = "What they did", "Content", "Properties"
JOURNEY = {"early": "early", "middle": "middle", "late": "late"}
TEXTS = {
    "activity.type": ("Activity", WHAT),
    "activity.title": ("Activity title", WHAT),
    "activity.channel": ("Activity channel", WHAT),
    "activity.origin": ("Told by", WHAT),
    "activity.content_key": ("Content key", ABOUT),
    "activity.content_kind": ("Kind of content", ABOUT),
    "activity.product": ("Product of the content", ABOUT),
}
CONTENT = ("activity.content_stage", "activity.content_key", "activity.content_kind", "activity.product")
SET = ("is_set", "is_not_set")
NO_WINDOW = "A signal says what was done; how long it counts is said by the rule. Compare with a day instead."


@dataclass(frozen=True, slots=True)
class About:
    """What the library says of the content an activity is about."""

    journey: str = ""
    key: str = ""
    kind: str = ""
    product: str = ""


NOTHING = About()
Predicate = Callable[[Any, About], bool]


def read(raw: Any, *, campaigns: Mapping[str, str] | None = None, saving: bool = True) -> Condition:
    """Check a condition on activities; raises BadCondition with every fault and its place."""
    condition = check(raw, schema_for(raw, campaigns=campaigns), saving=saving)
    faults = [Fault("", NO_WINDOW)] if any(leaf.op == "within_days" for leaf in comparisons(condition)) else []
    if faults:
        raise BadCondition(faults)
    return condition


def schema_for(
    raw: Any, *, campaigns: Mapping[str, str] | None = None, properties: Mapping[str, Type] | None = None
) -> Schema:
    """The fields of activities, and the properties that a condition speaks of or that were seen."""
    fields = {key: Field(key, label, Type.TEXT, group) for key, (label, group) in TEXTS.items()}
    stage, campaign = "activity.content_stage", "activity.campaign"
    fields[stage] = Field(stage, "Journey stage", Type.CHOICE, ABOUT, choices=JOURNEY)
    fields[campaign] = Field(campaign, "Campaign", Type.CHOICE, WHAT, choices=campaigns or {})
    for key, kind in {**(properties or {}), **dict(mentioned(raw))}.items():
        fields[key] = Field(key, key.removeprefix(PROPERTY).replace("_", " "), kind, OWN, proper=True)
    return Schema(fields=fields)


def mentioned(raw: Any, depth: int = 0) -> Iterator[tuple[str, Type]]:
    """The properties that a condition names, unchecked, with the types of what they are compared with."""
    if not isinstance(raw, dict) or depth > 8:
        return
    for head in ("all", "any"):
        for part in raw[head] if isinstance(raw.get(head), list) else ():
            yield from mentioned(part, depth + 1)
    yield from mentioned(raw.get("not"), depth + 1)
    name = raw.get("field")
    if isinstance(name, str) and NAME.match(name):
        yield name, type_of(raw.get("op"), raw.get("value"))


def type_of(op: Any, value: Any) -> Type:
    """The type that a value and an operator speak of."""
    one = value[0] if isinstance(value, list) and value else value
    if isinstance(one, bool):
        return Type.BOOLEAN
    if isinstance(one, int | float):
        return Type.NUMBER
    if op in ("before", "after", "between") and isinstance(one, str) and WRITTEN_DAY.match(one):
        return Type.DATE
    return Type.TEXT


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """The leaves of a condition on activities."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons(part)
        case Not(part):
            yield from comparisons(part)
        case Comparison():
            yield condition


def speaks_of_content(condition: Condition) -> bool:
    """Whether the library has to be looked into."""
    return any(leaf.field in CONTENT for leaf in comparisons(condition))


def types_wanted(condition: Condition) -> frozenset[str] | None:
    """The folded types of activity that can meet the condition at all; None: any."""
    match condition:
        case Comparison("activity.type", "is", str(value)):
            return frozenset({fold(value)})
        case Comparison("activity.type", "is_any_of", tuple(several)):
            return frozenset(fold(str(value)) for value in several)
        case AllOf(parts):
            sets = [found for part in parts if (found := types_wanted(part)) is not None]
            return frozenset.intersection(*sets) if sets else None
        case AnyOf(parts):
            every = [types_wanted(part) for part in parts]
            sets = [one for one in every if one is not None]
            return frozenset().union(*sets) if len(sets) == len(every) else None
    return None


def predicate(condition: Condition) -> Predicate:
    """The condition as a function of an activity (anything with its columns) and what it is about."""
    match condition:
        case AllOf(parts):
            every = tuple(predicate(part) for part in parts)
            return lambda row, about: all(each(row, about) for each in every)
        case AnyOf(parts):
            some = tuple(predicate(part) for part in parts)
            return lambda row, about: any(each(row, about) for each in some)
        case Not(part):
            inner = predicate(part)
            return lambda row, about: not inner(row, about)
        case Comparison():
            return comparison(condition)
    raise TypeError(condition)


def comparison(leaf: Comparison) -> Predicate:
    """One leaf; a missing value makes it false, and its opposite true."""
    look = looking(leaf)
    if leaf.op in SET:
        wanted = leaf.op == "is_set"
        return lambda row, about: (look(row, about) is not None) is wanted
    denied = leaf.op in ("is_not", "is_none_of")
    holds = TESTS[kind_of(leaf)](leaf.op, leaf.value)

    def answer(row: Any, about: About) -> bool:
        value = look(row, about)
        return (value is not None and holds(value)) is not denied

    return answer


def kind_of(leaf: Comparison) -> str:
    """How a leaf compares: as the values that were checked say."""
    one = leaf.value[0] if isinstance(leaf.value, tuple) else leaf.value
    if leaf.field in ("activity.content_stage", "activity.campaign"):
        return "code"
    if isinstance(one, bool):
        return "truth"
    if isinstance(one, Decimal):
        return "number"
    return "day" if isinstance(one, date) else "text"


def looking(leaf: Comparison) -> Callable[[Any, About], Any]:
    """How to find the value that a leaf speaks of; None where there is none."""
    name = leaf.field
    if name.startswith(PROPERTY):
        key = name.removeprefix(PROPERTY)
        if leaf.op in SET:
            return lambda row, about: None if row.properties.get(key) in (None, "") else True
        as_ = READERS[kind_of(leaf)]
        return lambda row, about: as_(row.properties.get(key))
    short = name.removeprefix("activity.")
    if short == "campaign":
        return lambda row, about: None if row.campaign_id is None else str(row.campaign_id)
    if short == "content_stage":
        return lambda row, about: about.journey or None
    if name in CONTENT:
        attribute = short.removeprefix("content_")
        return lambda row, about: getattr(about, attribute) or None
    return lambda row, about: getattr(row, short) or None


def as_number(value: Any) -> Decimal | None:
    """A number of JSON, exactly as it is written."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


READERS: dict[str, Callable[[Any], Any]] = {
    "text": lambda value: value or None if isinstance(value, str) else None,
    "number": as_number,
    "truth": lambda value: value if isinstance(value, bool) else None,
    "day": lambda value: value if isinstance(value, str) and WRITTEN_DAY.match(value) else None,
}


def text_test(op: str, value: Any) -> Callable[[str], bool]:
    """Folded texts: equal, or one inside the other."""
    if op in ("is_any_of", "is_none_of"):
        several = frozenset(fold(each) for each in value)
        return lambda found: fold(found) in several
    if op == "contains_any":
        parts = tuple(fold(each) for each in value)
        return lambda found: any(part in fold(found) for part in parts)
    one = fold(value)
    tests: dict[str, Callable[[str], bool]] = {
        "contains": lambda found: one in fold(found),
        "starts_with": lambda found: fold(found).startswith(one),
        "ends_with": lambda found: fold(found).endswith(one),
    }
    return tests.get(op, lambda found: fold(found) == one)


def order_test(op: str, value: Any) -> Callable[[Any], bool]:
    """Things that have an order: numbers, and days as they are written."""
    tests: dict[str, Callable[[Any], bool]] = {
        "at_least": lambda found: found >= value,
        "at_most": lambda found: found <= value,
        "more_than": lambda found: found > value,
        "less_than": lambda found: found < value,
        "after": lambda found: found > value,
        "before": lambda found: found < value,
        "between": lambda found: value[0] <= found <= value[1],
        "is_any_of": lambda found: found in value,
        "is_none_of": lambda found: found in value,
    }
    return tests.get(op, lambda found: found == value)


def day_test(op: str, value: Any) -> Callable[[str], bool]:
    """Days, written."""
    plain = tuple(each.isoformat() for each in value) if isinstance(value, tuple) else value.isoformat()
    return order_test(op, plain)


def code_test(op: str, value: Any) -> Callable[[str], bool]:
    """Keys, as they are."""
    several: Sequence[str] = value if isinstance(value, tuple) else (value,)
    return lambda found: found in several


TESTS: dict[str, Callable[[str, Any], Callable[[Any], bool]]] = {
    "text": text_test,
    "number": order_test,
    "truth": lambda op, value: lambda found: found is value,
    "day": day_test,
    "code": code_test,
}
