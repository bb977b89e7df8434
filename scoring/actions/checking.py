"""What may be said in a model: every value inside its limits, every condition one that can be kept as a trait."""

from collections.abc import Mapping
from typing import Any

from accounts.actions import Refused
from accounts.models import Workspace
from leads.conditions import (
    BadCondition,
    Comparison,
    Condition,
    Fault,
    Happened,
    Known,
    Type,
    check,
    leaves,
    to_json,
)
from leads.matching import Terms
from scoring.models import MOST

MOST_FIT, MOST_ENGAGEMENT, MOST_BARS, MOST_THRESHOLDS, MOST_GROUPS = 40, 24, 10, 8, 12
CIRCULAR = {"lead.score", "lead.fit", "lead.engagement", "lead.grade", "lead.qualifies", "lead.barred_for"}
MOVING = {"lead.last_activity"}
NO_CIRCLE = "A model cannot ask for the score, grade or standing that it makes itself."
NO_MOVING = "This changes with every activity. Use an engagement rule for what they do."


def condition_of(raw: Any, terms: Terms) -> dict[str, Any]:
    """A condition on leads, checked and as it is stored; raises BadCondition."""
    found = check(raw, terms.schema)
    faults = []
    for leaf in leaves(found):
        if isinstance(leaf, Comparison) and leaf.field in CIRCULAR:
            faults.append(Fault("", NO_CIRCLE))
        elif isinstance(leaf, Comparison) and leaf.field in MOVING:
            faults.append(Fault("", NO_MOVING))
    if faults:
        raise BadCondition(faults)
    return to_json(found)


def changes_by_day(condition: Condition, terms: Terms) -> bool:
    """Whether the answer may change with the day alone."""
    for leaf in leaves(condition):
        if isinstance(leaf, Known):
            return True  # facts expire
        if isinstance(leaf, Comparison) and leaf.op == "within_days":
            return True
        field = terms.schema.fields.get(leaf.field) if isinstance(leaf, Comparison) else None
        if field is not None and field.type is Type.DATE:
            return True
    return False


def signals_in(condition: Condition) -> list[str]:
    """The signals that a condition speaks of."""
    return sorted({leaf.signal for leaf in leaves(condition) if isinstance(leaf, Happened)})


def hundredths(raw: Any, what: str, *, least: int = 0, most: int = MOST) -> int:
    """A whole number of hundredths inside its limits."""
    if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= most:
        low, high = least / 100, most / 100
        raise Refused(f"{what} must lie between {low:,.0f} and {high:,.0f} points, with at most two decimals.")
    return raw


def bands_of(raw: Any, names: str, what: str) -> dict[str, int]:
    """From where each band begins, falling from the best to the worst."""
    if not isinstance(raw, dict) or set(raw) != set(names):
        raise Refused(f"{what} need a beginning for each of {', '.join(names)}.")
    found = {name: hundredths(raw[name], f"The beginning of {name}") for name in names}
    starts = list(found.values())
    if any(better <= worse for better, worse in zip(starts, starts[1:], strict=False)) or starts[-1] <= 0:
        raise Refused(f"{what} must begin higher the better they are, and above 0.")
    return found


def thresholds_of(raw: Any, workspace: Workspace, terms: Terms) -> list[dict[str, Any]]:
    """For whom which number of points is enough; a segment is written down as it is now."""
    found: list[dict[str, Any]] = []
    for each in listed(raw, MOST_THRESHOLDS, "thresholds"):
        least = hundredths(each.get("at_least"), "A threshold", least=1)
        pk = each.get("segment")
        if pk is None:
            found.append({"segment": None, "label": "Everyone", "condition": None, "at_least": least})
            continue
        segment = workspace.segments.filter(pk=pk).first() if isinstance(pk, int) else None
        if segment is None:
            raise Refused("There is no such segment. Choose another one for the threshold.")
        condition = condition_of(segment.condition, terms)
        found.append({"segment": pk, "label": segment.name, "condition": condition, "at_least": least})
    return found


def disqualifiers_of(raw: Any, terms: Terms) -> list[dict[str, Any]]:
    """What keeps a lead from ever being an MQL, and how it is called."""
    return [
        {"label": label_of(each.get("label"), 200), "condition": condition_of(each.get("condition"), terms)}
        for each in listed(raw, MOST_BARS, "disqualifiers")
    ]


def groups_of(raw: Any) -> list[dict[str, Any]]:
    """Groups of rules that have a cap of their own."""
    found: list[dict[str, Any]] = []
    for each in listed(raw, MOST_GROUPS, "groups"):
        key, part = each.get("key"), each.get("part")
        if not isinstance(key, str) or not 1 <= len(key) <= 40 or any(key == other["key"] for other in found):
            raise Refused("Each group needs a key of its own, of at most 40 characters.")
        if part not in ("fit", "engagement"):
            raise Refused("A group belongs to fit or to engagement.")
        cap = None if each.get("cap") is None else hundredths(each["cap"], "The cap of a group")
        found.append({"key": key, "label": label_of(each.get("label") or key, 80), "part": part, "cap": cap})
    return found


def listed(raw: Any, most: int, what: str) -> list[Mapping[str, Any]]:
    """A list of objects, not too long."""
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise Refused(f"The {what} must be a list.")
    if len(raw) > most:
        raise Refused(f"There are more than {most} {what}. Remove some.")
    return raw


def label_of(raw: Any, most: int) -> str:
    """A name that people read."""
    text = " ".join(raw.split()) if isinstance(raw, str) else ""
    if not text or len(text) > most or "\x00" in text:
        raise Refused(f"Give it a name of at most {most} characters.")
    return text


def days_of(raw: Any, what: str) -> int | None:
    """A number of days, or none."""
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int) or not 1 <= raw <= 3_650:
        raise Refused(f"{what} must lie between 1 and 3,650 days.")
    return raw
