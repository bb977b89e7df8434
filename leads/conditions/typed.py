"""What was typed in a form, read as JSON. What cannot be read stays text, for `check` to refuse."""

import re
from typing import Any

from leads.conditions.draft import Node, split
from leads.conditions.operators import BY_TYPE, OPERATORS, Shape
from leads.conditions.schema import Field, Schema, Type

GROUPED = re.compile(r"\A-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
WHOLE = re.compile(r"\A-?[0-9]{1,16}\Z")
BROKEN = re.compile(r"\A-?[0-9]{0,16}\.[0-9]{1,10}\Z")
YES = {"yes": True, "no": False}


def to_json(node: Node, schema: Schema, path: str, found: dict[str, Node]) -> dict[str, Any]:
    """A node as JSON; `found` receives which path of the JSON is which node."""
    found[path] = node
    here = f"{path}/" if path else ""
    if node.is_group:
        word = "all" if node.match in ("all", "some") else "any"
        negative = node.match in ("none", "some")
        below = f"{here}not/{word}" if negative else f"{here}{word}"
        parts = [to_json(part, schema, f"{below}/{place}", found) for place, part in enumerate(node.parts)]
        return {"not": {word: parts}} if negative else {word: parts}
    raw = leaf(node, schema)
    return {"not": raw} if node.denied else raw


def leaf(node: Node, schema: Schema) -> dict[str, Any]:
    """A leaf as JSON."""
    kind, _, name = node.what.partition(":")
    if kind == "signal":
        return {"signal": name, "at_least": number(node.times) if node.times.strip() else 1, **window(node)}
    if kind == "fact":
        return {"fact": name, **window(node)}
    field = schema.fields.get(name)
    if field is None:
        return {"field": name, "op": node.op}
    op = node.op if node.op in BY_TYPE[field.type] else BY_TYPE[field.type][0]
    value = value_of(node, field, OPERATORS[op].shape)
    return {"field": name, "op": op} | ({} if value is None else {"value": value})


def window(node: Node) -> dict[str, Any]:
    """The days back, where some were typed."""
    return {"within_days": number(node.days)} if node.days.strip() else {}


def value_of(node: Node, field: Field, shape: Shape) -> Any:
    """What the operator compares with; None where nothing was typed."""
    match shape:
        case Shape.NOTHING:
            return None
        case Shape.DAYS:
            return number(node.days) if node.days.strip() else None
        case Shape.PAIR:
            both = [single(node.value, field), single(node.high, field)]
            return None if None in both else both
        case Shape.MANY:
            texts = node.values if field.choices else split(node.value)
            return [single(text, field) for text in texts if text.strip()] or None
    return single(node.value, field)


def single(text: str, field: Field) -> Any:
    """One value, of the field's type where it can be read so."""
    if not text.strip():
        return None
    match field.type:
        case Type.NUMBER | Type.MONEY:
            return number(text)
        case Type.BOOLEAN:
            return YES.get(text.strip(), text)
        case Type.DATE:
            return text.strip()
    return text


def number(text: str) -> Any:
    """“1,000” and “12.5” as numbers; what is neither stays text."""
    plain = text.strip()
    plain = plain.replace(",", "") if GROUPED.match(plain) else plain
    if WHOLE.match(plain):
        return int(plain)
    return float(plain) if BROKEN.match(plain) else text
