"""The operators, and which of them a type of field has."""

from dataclasses import dataclass
from enum import StrEnum

from leads.conditions.schema import Type


class Shape(StrEnum):
    """What an operator compares with."""

    NOTHING = "nothing"
    ONE = "one"
    MANY = "many"
    PAIR = "pair"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Operator:
    """One way to compare: its name in a condition, what it takes, how it reads, and how its opposite reads.

    The negative ones are true of a missing value; of all others only `is_not_set` is.
    """

    name: str
    shape: Shape
    says: str
    denies: str


_ALL = [
    Operator("is", Shape.ONE, "is", "is not"),
    Operator("is_not", Shape.ONE, "is not", "is"),
    Operator("is_any_of", Shape.MANY, "is any of", "is none of"),
    Operator("is_none_of", Shape.MANY, "is none of", "is any of"),
    Operator("contains", Shape.ONE, "contains", "does not contain"),
    Operator("contains_any", Shape.MANY, "contains any of", "contains none of"),
    Operator("starts_with", Shape.ONE, "starts with", "does not start with"),
    Operator("ends_with", Shape.ONE, "ends with", "does not end with"),
    Operator("at_least", Shape.ONE, "at least", "not at least"),
    Operator("at_most", Shape.ONE, "at most", "not at most"),
    Operator("more_than", Shape.ONE, "more than", "not more than"),
    Operator("less_than", Shape.ONE, "less than", "not less than"),
    Operator("between", Shape.PAIR, "between", "not between"),
    Operator("within_days", Shape.DAYS, "in the last", "not in the last"),
    Operator("before", Shape.ONE, "before", "not before"),
    Operator("after", Shape.ONE, "after", "not after"),
    Operator("is_set", Shape.NOTHING, "is known", "is not known"),
    Operator("is_not_set", Shape.NOTHING, "is not known", "is known"),
]
OPERATORS = {operator.name: operator for operator in _ALL}

_SET = ["is_set", "is_not_set"]
_EQUAL = ["is", "is_not"]
_AMONG = ["is_any_of", "is_none_of"]
_AMOUNT = ["at_least", "at_most", "more_than", "less_than", "between", *_EQUAL, *_AMONG, *_SET]
BY_TYPE: dict[Type, list[str]] = {
    Type.TEXT: ["contains", "contains_any", *_EQUAL, *_AMONG, "starts_with", "ends_with", *_SET],
    Type.NUMBER: _AMOUNT,
    Type.MONEY: _AMOUNT,
    Type.DATE: ["within_days", "before", "after", "between", *_EQUAL, *_SET],
    Type.CHOICE: [*_EQUAL, *_AMONG, *_SET],
    Type.BOOLEAN: [*_EQUAL, *_SET],
    Type.LIST: ["contains", "contains_any", "is_none_of", *_SET],
}


def of(kind: Type) -> list[Operator]:
    """The operators of a type, in the order they are offered; the first is the usual one."""
    return [OPERATORS[name] for name in BY_TYPE[kind]]


def wording(operator: Operator, kind: Type, *, denied: bool = False) -> str:
    """How an operator reads for a type; a list that `is_none_of` “contains none of”."""
    if kind is Type.LIST and operator.name == "is_none_of":
        return "contains any of" if denied else "contains none of"
    return operator.denies if denied else operator.says
