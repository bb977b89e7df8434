"""The bar above a report: period, and filters that hold together. Its state is the address."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from reports.looking import DIMENSIONS, UNKNOWN, Look, known_values
from reports.periods import PRESETS

OFFERED = 60  # values of a dimension to choose from; the largest
SEGMENTS = 100


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its parameter, its name, (value, name) to choose from, and what is chosen."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str = ""

    @property
    def called(self) -> str:
        """What is chosen, by its name."""
        return dict(self.options).get(self.value, self.value)


class Bar:
    """What can be chosen, and what is; `kept` are the page's own parameters."""

    def __init__(self, look: Look, kept: dict[str, str]) -> None:
        self.look, self.kept = look, kept

    @cached_property
    def period(self) -> Choice:
        """The presets, and days of one's own."""
        own = self.look.asked.get("period") == "custom"
        value = "custom" if own else self.look.period.key
        return Choice("period", "Period", [*PRESETS.items(), ("custom", "My own days")], value)

    @property
    def first(self) -> str:
        """The first day, for the field."""
        return self.look.period.first.isoformat()

    @property
    def last(self) -> str:
        """The last day, for the field."""
        return self.look.period.last.isoformat()

    @cached_property
    def filters(self) -> list[Choice]:
        """One for each dimension that has values, and the segments."""
        known = known_values(self.look.workspace, OFFERED)
        wanted = self.look.wanted.values
        found = [self.choice(name, known[name]) for name in DIMENSIONS if any(known[name]) or name in wanted]
        rows = self.look.workspace.segments.order_by("name").values_list("pk", "name")[:SEGMENTS]
        segments = [(str(pk), name) for pk, name in rows]
        chosen = str(self.look.wanted.segment or "")
        return [*found, Choice("segment", "Segment", segments, chosen)] if segments else found

    def choice(self, name: str, values: Iterable[str]) -> Choice:
        """The values of a dimension, the largest first."""
        chosen = self.look.wanted.values.get(name)
        several = list(values) if chosen is None or chosen in values else [*values, chosen]
        called = self.look.names(name, several)
        options = [(value or UNKNOWN, called[value]) for value in several]
        return Choice(name, DIMENSIONS[name], options, "" if chosen is None else chosen or UNKNOWN)

    @property
    def active(self) -> list[tuple[Choice, str]]:
        """The filters that are set, each with the address without it."""
        return [(one, self.without(one.name)) for one in self.filters if one.value]

    def without(self, name: str) -> str:
        """The page's query without a filter."""
        left = {key: value for key, value in self.look.narrowed.items() if key != name}
        return "?" + urlencode({**self.look.period.query, **left, **self.kept})
