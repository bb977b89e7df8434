"""Turning JSON into a checked condition, or into a list of faults. Safe with anything anybody may send."""

import json
from typing import Any

from leads.conditions import values
from leads.conditions.faults import BadCondition, Fault
from leads.conditions.operators import BY_TYPE, OPERATORS, Operator, Shape
from leads.conditions.schema import Field, Schema
from leads.conditions.tree import AllOf, AnyOf, Comparison, Condition, Happened, Known, Not, Scalar, Value
from leads.conditions.values import MOST_DAYS, MOST_TIMES, BadValue, nearest, shown, whole

DEEPEST = 5  # groups (all, any, not) inside each other
MOST_LEAVES = 100
MOST_VALUES = 1_000  # in all lists of one condition together
MOST_FAULTS = 20
LONGEST_JSON = 300_000  # characters
LONGEST_NAME = 200
HEADS = ("all", "any", "not", "field", "signal", "fact")
KEYS = {"all": {"all"}, "any": {"any"}, "not": {"not"}, "field": {"field", "op", "value"}}
KEYS |= {"signal": {"signal", "at_least", "within_days"}, "fact": {"fact", "within_days"}}
FORM = "A condition is an object with one of “all”, “any”, “not”, “field”, “signal” or “fact”"


def check(raw: Any, schema: Schema, *, saving: bool = True) -> Condition:
    """Check a condition against what the workspace has; raises BadCondition with every fault and its place.

    With `saving=False` a choice that no longer exists is let pass (it matches nothing), so that what was
    saved once stays readable when a campaign is deleted.
    """
    checker = Checker(schema, saving=saving)
    found = checker.node(raw, "", 0)
    if checker.faults or found is None:
        raise BadCondition(checker.faults)
    return found


def from_text(source: str, schema: Schema) -> Condition:
    """Check a condition written as JSON text; raises BadCondition, also for text that is not JSON."""
    if len(source) > LONGEST_JSON:
        raise BadCondition([Fault("", f"This is longer than {LONGEST_JSON:,} characters. Make it shorter.")])
    try:
        raw = json.loads(source, object_pairs_hook=once, parse_constant=refuse_constant)
    except BadValue as error:
        raise BadCondition([Fault("", str(error))]) from None
    except RecursionError:
        raise BadCondition([Fault("", TOO_DEEP)]) from None
    except ValueError as error:
        raise BadCondition([Fault("", f"This is not JSON: {shown(str(error))}.")]) from None
    return check(raw, schema)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose every key is written once."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadValue("One object names the same key twice. Write each once.")
    return found


def refuse_constant(name: str) -> Any:
    """NaN and infinity, which JSON does not have."""
    raise BadValue(f"{name} is not a number that can be compared.")


TOO_DEEP = f"This lies inside more than {DEEPEST} groups. Take a level out."


class Broken(Exception):
    """A node cannot be read; what is wrong with it."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults


class Checker:
    """One walk over one condition: counts, and collects faults."""

    def __init__(self, schema: Schema, *, saving: bool) -> None:
        self.schema = schema
        self.saving = saving
        self.faults: list[Fault] = []
        self.leaves = 0
        self.values = 0

    def node(self, raw: Any, path: str, depth: int) -> Condition | None:
        """One node and what is below it; None where there is a fault."""
        try:
            return self.read(raw, path, depth)
        except Broken as broken:
            self.faults += broken.faults
            if len(self.faults) >= MOST_FAULTS:
                raise BadCondition(self.faults[:MOST_FAULTS]) from None
            return None

    def read(self, raw: Any, path: str, depth: int) -> Condition | None:
        """Find out what the node is, and read it as that."""
        if not isinstance(raw, dict):
            raise Broken(Fault(path, f"{FORM}, not {values.kind(raw)}."))
        heads = [head for head in HEADS if head in raw]
        if len(heads) != 1:
            found = " and ".join(f"“{head}”" for head in heads) or "none of them"
            raise Broken(Fault(path, f"{FORM}: it has {found}."))
        head = heads[0]
        strange = [key for key in list(raw)[:10] if key not in KEYS[head]]
        if strange:
            raise Broken(Fault(path, f"“{shown(strange[0])}” has no meaning beside “{head}”. Remove it."))
        if head in ("all", "any", "not"):
            return self.group(head, raw[head], path, depth + 1)
        return self.leaf(head, raw, path)

    def group(self, head: str, raw: Any, path: str, depth: int) -> Condition | None:
        """“all”, “any” or “not”, unless there are too many levels."""
        if depth > DEEPEST:
            raise Broken(Fault(path, TOO_DEEP))
        below = under(path, head)
        if head == "not":
            part = self.node(raw, below, depth)
            return Not(part) if part is not None else None
        if not isinstance(raw, list):
            raise Broken(Fault(below, f"“{head}” takes a list of conditions, not {values.kind(raw)}."))
        if not raw:
            raise Broken(Fault(below, "This group is empty. Add a condition or remove the group."))
        found = [self.node(part, f"{below}/{place}", depth) for place, part in enumerate(raw)]
        parts = tuple(part for part in found if part is not None)
        return AllOf(parts) if head == "all" else AnyOf(parts)

    def leaf(self, head: str, raw: dict[str, Any], path: str) -> Condition:
        """One condition that has no others inside."""
        self.leaves += 1
        if self.leaves > MOST_LEAVES:
            self.faults.append(Fault(path, f"There are more than {MOST_LEAVES} conditions. Remove some."))
            raise BadCondition(self.faults)
        name = raw[head]
        if not isinstance(name, str) or len(name) > LONGEST_NAME:
            raise Broken(Fault(under(path, head), f"“{head}” takes the name of one, not {shown(name)}."))
        if head == "field":
            return self.comparison(name, raw, path)
        known = self.schema.signals if head == "signal" else self.schema.facts
        if name not in known:
            raise Broken(Fault(under(path, head), unknown(head, name, list(known))))
        return happened(name, raw, path) if head == "signal" else Known(name, window(raw, path))

    def comparison(self, name: str, raw: dict[str, Any], path: str) -> Condition:
        """A field, an operator its type has, and a value of that type."""
        field = self.schema.fields.get(name)
        if field is None:
            raise Broken(Fault(under(path, "field"), unknown("field", name, list(self.schema.fields))))
        op = raw.get("op")
        if not isinstance(op, str) or op not in OPERATORS:
            offered = nearest(op if isinstance(op, str) else "", BY_TYPE[field.type])
            raise Broken(Fault(under(path, "op"), f"There is no operator “{shown(op)}”. {offered}"))
        if op not in BY_TYPE[field.type]:
            has = ", ".join(f"“{each}”" for each in BY_TYPE[field.type])
            wrong = f"{field.label} is a {field.type} field: it has no “{op}”, but {has}."
            raise Broken(Fault(under(path, "op"), wrong))
        return Comparison(name, op, self.value(field, OPERATORS[op], raw.get("value"), under(path, "value")))

    def value(self, field: Field, operator: Operator, given: Any, path: str) -> Value:
        """What the operator compares with."""
        if operator.shape is Shape.NOTHING:
            if given is not None:
                raise Broken(Fault(path, f"“{operator.name}” compares with nothing. Remove the value."))
            return None
        if given is None:
            raise Broken(Fault(path, f"“{operator.name}” needs a value to compare {field.label} with."))
        try:
            if operator.shape is Shape.DAYS:
                return whole(given, least=0, most=MOST_DAYS, what="The number of days")
            if operator.shape is Shape.ONE:
                return values.scalar(given, field, saving=self.saving)
        except BadValue as error:
            raise Broken(Fault(path, str(error))) from None
        return self.several(field, operator, given, path)

    def several(self, field: Field, operator: Operator, given: Any, path: str) -> Value:
        """A list of values, each once; for `between` the lower and the upper."""
        if not isinstance(given, list) or not given:
            wrong = f"“{operator.name}” takes a list with at least one value, not {listed(given)}."
            raise Broken(Fault(path, wrong))
        pair = operator.shape is Shape.PAIR
        if pair and len(given) != 2:
            raise Broken(Fault(path, f"“between” takes the lower and the upper value, not {len(given)}."))
        self.values += 0 if pair else len(given)
        if self.values > MOST_VALUES:
            raise Broken(Fault(path, f"That is more than {MOST_VALUES:,} values in all. Shorten the list."))
        found = self.each(field, given, path)
        if pair and found[0] > found[1]:  # type: ignore[operator]  # both are of the field's type
            raise Broken(Fault(path, "The lower value is above the upper one. Swap them."))
        return tuple(found if pair else dict.fromkeys(found))

    def each(self, field: Field, given: list[Any], path: str) -> list[Scalar]:
        """Every value of a list, or all their faults."""
        found: list[Scalar] = []
        faults: list[Fault] = []
        for place, raw in enumerate(given):
            try:
                found.append(values.scalar(raw, field, saving=self.saving))
            except BadValue as error:
                faults.append(Fault(f"{path}/{place}", str(error)))
            if len(faults) >= MOST_FAULTS:
                break
        if faults:
            raise Broken(*faults)
        return found


def happened(name: str, raw: dict[str, Any], path: str) -> Condition:
    """How often something was done, and since when."""
    try:
        times = whole(raw.get("at_least", 1), least=1, most=MOST_TIMES, what="How often it happened")
    except BadValue as error:
        raise Broken(Fault(under(path, "at_least"), str(error))) from None
    return Happened(name, times, window(raw, path))


def window(raw: dict[str, Any], path: str) -> int | None:
    """How many days back; None where nothing is said."""
    given = raw.get("within_days")
    try:
        return None if given is None else whole(given, least=1, most=MOST_DAYS, what="The number of days")
    except BadValue as error:
        raise Broken(Fault(under(path, "within_days"), str(error))) from None


def under(path: str, name: str) -> str:
    """The path of something inside a node."""
    return f"{path}/{name}" if path else name


def unknown(what: str, name: str, names: list[str]) -> str:
    """A name that means nothing here."""
    return f"There is no {what} “{shown(name)}”. {nearest(name, names)}"


def listed(given: Any) -> str:
    """What stands where a list should."""
    return "an empty one" if given == [] else values.kind(given)
