"""A condition while somebody builds it in a form: perhaps incomplete, always kept as typed.

Field names carry the tree: `cond-0-1-op` is the operator of the second part of the first part. A node is a
group (`match`: all, any, none or some of its parts) or a leaf (`what`: “field:lead.title”, “fact:funding” or
“signal:viewed_pricing”).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from leads.conditions.checking import DEEPEST, MOST_LEAVES
from leads.conditions.schema import Field, Schema

Posted = Mapping[str, Sequence[str]]
Path = tuple[int, ...]
MATCHES = {"all": "all of these", "any": "any of these", "none": "none of these", "some": "not all of these"}
ITEM = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*(?=[,\n]|\Z)|([^,\n]*))(?:[,\n]|\Z)')
LONGEST_TYPED = 20_000  # characters of one input


@dataclass
class Node:
    """One group or leaf, as typed."""

    match: str = ""  # of a group; a leaf has none
    parts: list["Node"] = field(default_factory=list)
    denied: bool = False
    what: str = ""
    op: str = ""
    values: list[str] = field(default_factory=list)
    high: str = ""
    days: str = ""
    times: str = ""

    @property
    def is_group(self) -> bool:
        """Whether it has parts."""
        return bool(self.match)

    @property
    def value(self) -> str:
        """What was typed where there is one value."""
        return self.values[0] if self.values else ""


def new() -> Node:
    """Where building begins: one group with one empty leaf."""
    return Node(match="all", parts=[Node()])


def posted(data: Posted, prefix: str) -> Node | None:
    """The tree in a posted form; None when the form has none."""
    found = node_of(data, prefix, DEEPEST + 1, [MOST_LEAVES * 2])
    return found if found is None or found.is_group else Node(match="all", parts=[found])


def node_of(data: Posted, name: str, levels: int, left: list[int]) -> Node | None:
    """One node by the name its inputs begin with; `left` counts how many may still be read."""
    kind = one(data, f"{name}-kind")
    if not kind or levels < 0 or left[0] <= 0:
        return None
    left[0] -= 1
    if kind != "leaf":
        match = one(data, f"{name}-match")
        node = Node(match=match if match in MATCHES else "all")
        while (part := node_of(data, f"{name}-{len(node.parts)}", levels - 1, left)) is not None:
            node.parts.append(part)
        return node
    what, was = one(data, f"{name}-what"), one(data, f"{name}-was")
    if what != was:  # another field was chosen: what was typed for the earlier one means nothing now
        return Node(what=what, denied=bool(one(data, f"{name}-not")))
    return Node(
        denied=bool(one(data, f"{name}-not")),
        what=what,
        op=one(data, f"{name}-op"),
        values=[value[:LONGEST_TYPED] for value in data.get(f"{name}-value", ())],
        high=one(data, f"{name}-high"),
        days=one(data, f"{name}-days"),
        times=one(data, f"{name}-times"),
    )


def one(data: Posted, name: str) -> str:
    """The last value of a name, as forms have it."""
    values = data.get(name) or [""]
    return values[-1][:LONGEST_TYPED]


def edited(root: Node, pressed: str) -> Node:
    """The tree after a button: “add:0-1” and the like. What makes no sense changes nothing."""
    verb, _, place = pressed.partition(":")
    path = tuple(int(step) for step in place.split("-") if step.isascii() and step.isdecimal() and len(step) < 4)
    node = at(root, path)
    if node is None:
        return root
    if verb in ADDED and node.is_group and sum(1 for _ in walk(root)) < MOST_LEAVES * 2:
        node.parts.append(ADDED[verb]())
    elif verb == "not":
        deny(node)
    elif path and (above := at(root, path[:-1])) is not None:
        moved(above.parts, path[-1], verb)
    return root


ADDED = {"add": Node, "group": lambda: Node(match="any", parts=[Node()])}
OPPOSITE = {"all": "some", "some": "all", "any": "none", "none": "any"}


def deny(node: Node) -> None:
    """Say the opposite of a node."""
    if node.is_group:
        node.match = OPPOSITE[node.match]
    else:
        node.denied = not node.denied


def moved(parts: list[Node], place: int, verb: str) -> None:
    """Remove a part, or move it one up or down among its neighbours."""
    if verb == "remove":
        del parts[place]
        return
    other = place + {"up": -1, "down": 1}.get(verb, 0)
    if 0 <= other < len(parts):
        parts[place], parts[other] = parts[other], parts[place]


def at(root: Node, path: Path) -> Node | None:
    """The node at a path."""
    node = root
    for step in path:
        if step >= len(node.parts):
            return None
        node = node.parts[step]
    return node


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it."""
    yield node
    for part in node.parts:
        yield from walk(part)


def from_json(raw: dict[str, Any], schema: Schema) -> Node:
    """A stored condition (checked once) as a draft; the root is a group, for that is what can be added to."""
    node = drawn(raw, schema)
    return node if node.is_group else Node(match="all", parts=[node])


def drawn(raw: dict[str, Any], schema: Schema) -> Node:
    """One node of a stored condition."""
    if "not" in raw:
        node = drawn(raw["not"], schema)
        deny(node)
        return node
    for match in ("all", "any"):
        if match in raw:
            return Node(match=match, parts=[drawn(part, schema) for part in raw[match]])
    kind = next(name for name in ("field", "fact", "signal") if name in raw)
    node = Node(what=f"{kind}:{raw[kind]}", op=raw.get("op", ""))
    node.days, node.times = written(raw.get("within_days")), written(raw.get("at_least"))
    value = raw.get("value")
    if node.op == "within_days":
        node.days = written(value)
    elif isinstance(value, list):
        fill(node, [written(each) for each in value], schema.fields.get(raw["field"]))
    elif value is not None:
        node.values = [written(value)]
    return node


def fill(node: Node, values: list[str], field: Field | None) -> None:
    """Put a list into the inputs its operator has: two bounds, choices, or one line of text."""
    if node.op == "between":
        node.values, node.high = values[:1], values[1]
    else:
        node.values = values if field is not None and field.choices else [joined(values)]


def written(value: Any) -> str:
    """A value as it stands in an input."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def split(text: str) -> list[str]:
    """Values between commas or on lines of their own; one that has a comma stands in quotation marks."""
    found, end = [], 0
    while end < len(text):
        item = ITEM.match(text, end)
        assert item is not None  # an unquoted item may be anything up to the next comma or line
        found.append(item[2].strip() if item[1] is None else item[1].replace('""', '"'))
        end = item.end()
    return found


def joined(values: list[str]) -> str:
    """Values as `split` reads them back."""
    return ", ".join('"{}"'.format(value.replace('"', '""')) if needs_marks(value) else value for value in values)


def needs_marks(value: str) -> bool:
    """Whether a value would fall apart without quotation marks."""
    return "," in value or '"' in value or value != value.strip()
