"""A condition in English: one sentence, or its parts so that a page can mute the words between."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from leads.conditions.operators import OPERATORS, wording
from leads.conditions.schema import Field, Schema, Type, uncapped
from leads.conditions.tree import AllOf, AnyOf, Comparison, Condition, Happened, Known, Leaf, Not, Scalar

MOST_SHOWN = 10  # values of a list; the others are counted
MONTHS: tuple[str, ...] = ("January", "February", "March", "April", "May", "June", "July", "August")
MONTHS += ("September", "October", "November", "December")
# How a fact is claimed: by its verb, whether days are given, whether it is denied.
CLAIMS = {
    ("is", False, False): "is",
    ("is", True, False): "has been",
    ("is", False, True): "is not known to be",
    ("is", True, True): "is not known to have been",
    ("has", False, False): "has",
    ("has", True, False): "has",
    ("has", False, True): "is not known to have",
    ("has", True, True): "is not known to have",
    ("shows", False, False): "shows",
    ("shows", True, False): "has shown",
    ("shows", False, True): "does not show",
    ("shows", True, True): "has not shown",
}
NEEDS_QUOTES = (",", " or ", " and ", "“", "”", "(", ")")


class Part(NamedTuple):
    """A piece of the sentence: `field`, `operator`, `value`, `fact`, `signal`, or `joint` between them."""

    text: str
    kind: str


def describe(condition: Condition, schema: Schema) -> str:
    """The condition as a sentence without a full stop; the same condition always reads the same."""
    return "".join(part.text for part in describe_parts(condition, schema))


def describe_parts(condition: Condition, schema: Schema) -> list[Part]:
    """The sentence in pieces; their texts, put together, are the sentence."""
    parts = list(whole(condition, schema, denied=False, inside=False))
    first = parts[0]
    return [first._replace(text=first.text[:1].upper() + first.text[1:]), *parts[1:]]


def whole(condition: Condition, schema: Schema, *, denied: bool, inside: bool) -> Iterator[Part]:
    """A node's pieces, in small letters."""
    match condition:
        case Not(Not(part)):
            yield from whole(part, schema, denied=denied, inside=inside)
        case Not(part) if isinstance(part, Leaf):
            yield from leaf(part, schema, denied=True)
        case Not(part):
            yield Part("not ", "joint")
            yield from whole(part, schema, denied=False, inside=True)
        case AllOf(parts) | AnyOf(parts):
            yield from group(parts, "and" if isinstance(condition, AllOf) else "or", schema, inside=inside)
        case _:
            yield from leaf(condition, schema, denied=denied)


def group(parts: tuple[Condition, ...], word: str, schema: Schema, *, inside: bool) -> Iterator[Part]:
    """Parts joined by a word and commas (semicolons where a part has commas), in brackets where inside."""
    several = [list(whole(part, schema, denied=False, inside=inside or len(parts) > 1)) for part in parts]
    listing = any(", " in piece.text for part in several for piece in part if piece.kind == "value")
    sign = ";" if listing else ","
    brackets = inside and len(parts) > 1
    if brackets:
        yield Part("(", "joint")
    for place, part in enumerate(several):
        if place:
            yield Part(f"{sign} {word} " if place == len(parts) - 1 else f"{sign} ", "joint")
        yield from part
    if brackets:
        yield Part(")", "joint")


def leaf(condition: Leaf, schema: Schema, *, denied: bool) -> Iterator[Part]:
    """One condition's pieces."""
    match condition:
        case Comparison():
            yield from comparison(condition, schema, denied=denied)
        case Happened():
            yield from happened(condition, schema, denied=denied)
        case Known():
            yield from known(condition, schema, denied=denied)


def comparison(condition: Comparison, schema: Schema, *, denied: bool) -> Iterator[Part]:
    """“job title contains VP or Head”."""
    name = condition.field
    field = schema.fields.get(name) or Field(name, name, Type.TEXT, proper=True)
    if field.truth and isinstance(condition.value, bool):
        holds = (condition.value == (condition.op == "is")) != denied
        yield Part(uncapped(field.truth[0]), "field")
        yield Part(" is " if holds else " is not ", "operator")
        yield Part(field.truth[1], "value")
        return
    operator = OPERATORS[condition.op]
    yield Part(field.wording, "field")
    said = wording(operator, field.type, denied=denied)
    match condition.value:
        case None:
            yield Part(f" {said}", "operator")
        case int(days) if condition.op == "within_days":
            yield Part(f" {'not ' if denied else ''}{'in the last' if days else 'is'} ", "operator")
            yield Part(in_days(days) if days else "today", "value")
        case (low, high) if condition.op == "between":
            yield Part(f" {said} ", "operator")
            yield Part(f"{value(low, field)} and {value(high, field)}", "value")
        case tuple(several):
            yield Part(f" {few(said, len(several))} ", "operator")
            word = "nor" if said == "is none of" else "or"
            yield Part(listed([value(each, field) for each in several], word), "value")
        case single:
            yield Part(f" {said} ", "operator")
            yield Part(value(single, field), "value")


def few(said: str, count: int) -> str:
    """“contains any of A, B, C” needs “any of”; “contains A or B” does not."""
    if count <= 2:
        return said.replace(" any of", "").replace("is none of", "is neither" if count == 2 else "is not")
    return said


def happened(condition: Happened, schema: Schema, *, denied: bool) -> Iterator[Part]:
    """“viewed pricing at least 3 times in 7 days”; denied “viewed pricing fewer than 3 times in 7 days”."""
    signal = schema.signals.get(condition.signal)
    yield Part(uncapped(signal.label) if signal else condition.signal, "signal")
    times = condition.at_least
    if denied:
        yield Part(" never" if times == 1 else " fewer than ", "operator")
    elif times > 1:
        yield Part(" at least ", "operator")
    if times > 1:
        yield Part(f"{times:,} times", "value")
    if condition.within_days:
        yield Part(" in ", "operator")
        yield Part(in_days(condition.within_days), "value")


def known(condition: Known, schema: Schema, *, denied: bool) -> Iterator[Part]:
    """“company is hiring a CMO”, “has been hiring a CMO in the last 180 days”, “is not known to be …”."""
    kind = schema.facts.get(condition.fact)
    verb, claim = (kind and kind.claim) or ("shows", f"“{kind.label if kind else condition.fact}”")
    yield Part("company", "field")
    yield Part(f" {CLAIMS[verb, bool(condition.within_days), denied]} ", "operator")
    yield Part(claim, "fact")
    if condition.within_days:
        yield Part(" in the last ", "operator")
        yield Part(in_days(condition.within_days), "value")


def value(raw: Scalar, field: Field) -> str:
    """One value as people write it."""
    match raw:
        case bool():
            return "yes" if raw else "no"
        case Decimal():
            return f"{raw:,f}"
        case date():
            return f"{raw.day} {MONTHS[raw.month - 1]} {raw.year}"
        case str() if raw in field.choices:
            return field.choices[raw]
        case _:
            return quoted(str(raw))


def quoted(text: str) -> str:
    """The text, in quotation marks where it could be taken for part of the sentence."""
    odd = text != text.strip() or any(sign in text for sign in NEEDS_QUOTES)
    return f"“{text}”" if odd else text


def listed(texts: Iterable[str], word: str) -> str:
    """“A or B”, “A, B, C”, or the first ten “and 990 more”."""
    several = list(texts)
    if len(several) == 2:
        return f" {word} ".join(several)
    more = len(several) - MOST_SHOWN
    return ", ".join(several[:MOST_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def in_days(days: int) -> str:
    """“1 day”, “7 days”."""
    return "1 day" if days == 1 else f"{days:,} days"
