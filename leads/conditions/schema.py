"""What a condition can speak of: the fields with their types, the facts and the signals of one workspace."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Type(StrEnum):
    """What kind of value a field has; it decides which operators there are."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    BOOLEAN = "boolean"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute of a lead or its company.

    `choices` are stored value -> label, in the order they are offered. `places` is how many decimals a value
    may have; `scale` is what it is multiplied by to be as stored (100 for what is kept in hundredths).
    `truth` is how a boolean reads when it holds: (“Email domain”, “free”) for “Email domain is free”. A label
    that is a name keeps its capital inside a sentence (`proper`); a retired field is understood, not offered.
    """

    key: str
    label: str
    type: Type
    group: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    places: int = 6
    scale: int = 1
    truth: tuple[str, str] | None = None
    proper: bool = False
    retired: bool = False

    @property
    def wording(self) -> str:
        """The label for the middle of a sentence."""
        return self.label if self.proper else uncapped(self.label)


@dataclass(frozen=True, slots=True)
class FactKind:
    """A way a company behaves that says it may buy.

    `claim` is what is said of the company (“is”, “hiring a CMO”); without one the label is quoted.
    """

    key: str
    label: str
    claim: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """A named kind of activity."""

    key: str
    label: str


@dataclass(frozen=True)
class Schema:
    """Everything a condition of one workspace may name, by key; dates are days of `zone` (an IANA name)."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    facts: Mapping[str, FactKind] = field(default_factory=dict)
    signals: Mapping[str, Signal] = field(default_factory=dict)
    zone: str = "UTC"

    def groups(self) -> Iterator[tuple[str, list[Field]]]:
        """The fields that are offered, group by group in the order of their first field."""
        found: dict[str, list[Field]] = {}
        for each in self.fields.values():
            if not each.retired:
                found.setdefault(each.group, []).append(each)
        yield from found.items()


def uncapped(label: str) -> str:
    """The label for the middle of a sentence; “LinkedIn ad” and “SAP user” stay as they are."""
    first = label.split(" ", 1)[0]
    return label if first[1:] != first[1:].lower() or len(first) < 2 else label[0].lower() + label[1:]
