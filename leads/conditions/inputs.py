"""One node of the builder as a template draws it: the names of its inputs, what can be chosen, what was."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from leads.conditions import operators
from leads.conditions.checking import DEEPEST
from leads.conditions.draft import MATCHES, Node, Path
from leads.conditions.operators import BY_TYPE, OPERATORS, Shape
from leads.conditions.schema import Field, Schema, Type

FEW = 16  # choices that are all in sight; of more, the chosen ones come first
Option = tuple[str, str, bool]  # value, label, whether it is chosen
FACTS, SIGNALS, OTHER = "What the company does", "What they did", "No longer offered"
WIDGETS = {Shape.NOTHING: "none", Shape.DAYS: "days", Shape.PAIR: "pair"}
ONE = {Type.BOOLEAN: "truth", Type.NUMBER: "number", Type.MONEY: "number", Type.DATE: "date"}


@dataclass(frozen=True)
class Inputs:
    """A group or a leaf; `told` says what is wrong at a node."""

    node: Node
    schema: Schema
    prefix: str
    path: Path
    told: Callable[[Node], list[str]]
    siblings: int = 1

    @property
    def place(self) -> str:
        """The path as buttons name it."""
        return "-".join(str(step) for step in self.path)

    @property
    def name(self) -> str:
        """What the names of the node's inputs begin with."""
        return "-".join([self.prefix, *(str(step) for step in self.path)])

    @property
    def number(self) -> str:
        """What people call it: “2”, “2.1”."""
        return ".".join(str(step + 1) for step in self.path)

    @property
    def parts(self) -> Iterator["Inputs"]:
        """What is inside a group."""
        for place, part in enumerate(self.node.parts):
            path = (*self.path, place)
            yield Inputs(part, self.schema, self.prefix, path, self.told, len(self.node.parts))

    @property
    def is_first(self) -> bool:
        """Whether nothing stands above it in its group."""
        return not self.path or self.path[-1] == 0

    @property
    def is_last(self) -> bool:
        """Whether nothing stands below it in its group."""
        return not self.path or self.path[-1] == self.siblings - 1

    @property
    def is_denied(self) -> bool:
        """Whether it says the opposite of what stands in it."""
        return self.node.denied or self.node.match in ("none", "some")

    @property
    def can_nest(self) -> bool:
        """Whether a group may stand inside this one."""
        return len(self.path) + 2 <= DEEPEST

    @property
    def faults(self) -> list[str]:
        """What is wrong here."""
        return self.told(self.node)

    @property
    def matches(self) -> list[Option]:
        """How a group's parts may be joined."""
        return [(key, label, key == self.node.match) for key, label in MATCHES.items()]

    @property
    def kind(self) -> str:
        """field, fact or signal; empty before anything was chosen."""
        kind = self.node.what.partition(":")[0]
        return kind if kind in ("field", "fact", "signal") else ""

    @property
    def field(self) -> Field | None:
        """The chosen field."""
        return self.schema.fields.get(self.node.what.partition(":")[2]) if self.kind == "field" else None

    @property
    def whats(self) -> list[tuple[str, list[Option]]]:
        """Everything that can be asked about, group by group."""
        chosen = self.node.what
        groups = [
            (title, [(f"field:{field.key}", field.label) for field in fields]) for title, fields in self.schema.groups()
        ]
        groups.append((FACTS, [(f"fact:{fact.key}", fact.label) for fact in self.schema.facts.values()]))
        groups.append((SIGNALS, [(f"signal:{each.key}", each.label) for each in self.schema.signals.values()]))
        if chosen and not any(value == chosen for _, pairs in groups for value, _ in pairs):
            field = self.field
            groups.append((OTHER, [(chosen, field.label if field else chosen.partition(":")[2])]))
        return [
            (title, [(value, label, value == chosen) for value, label in pairs]) for title, pairs in groups if pairs
        ]

    @property
    def op(self) -> str:
        """The operator: the chosen one where the field has it, else the usual one."""
        field = self.field
        if field is None:
            return ""
        return self.node.op if self.node.op in BY_TYPE[field.type] else BY_TYPE[field.type][0]

    @property
    def operators(self) -> list[Option]:
        """The operators of the field's type."""
        field = self.field
        if field is None:
            return []
        return [
            (each.name, operators.wording(each, field.type, denied=False), each.name == self.op)
            for each in operators.of(field.type)
        ]

    @property
    def widget(self) -> str:
        """Which input takes the value; empty where nothing was chosen."""
        field = self.field
        if field is None:
            return "" if self.kind == "field" else self.kind
        shape = OPERATORS[self.op].shape
        if shape is Shape.PAIR:
            return "dates" if field.type is Type.DATE else "pair"
        if shape in WIDGETS:
            return WIDGETS[shape]
        if field.choices:
            return "choice" if shape is Shape.ONE else "boxes"
        return "list" if shape is Shape.MANY else ONE.get(field.type, "text")

    @property
    def choices(self) -> list[Option]:
        """The field's choices; one that was chosen once and is gone stays to be seen."""
        known = self.field.choices if self.field else {}
        gone = {value: f"{value} (gone)" for value in self.node.values if value and value not in known}
        chosen = set(self.node.values)
        found = [(value, label, value in chosen) for value, label in {**known, **gone}.items()]
        return sorted(found, key=lambda option: not option[2]) if self.is_long else found

    @property
    def is_long(self) -> bool:
        """Whether there are too many choices to see at once."""
        return self.widget == "boxes" and self.field is not None and len(self.field.choices) > FEW
