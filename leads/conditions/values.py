"""Reading one value of a condition: of the right type and inside the limits, or what to change."""

import math
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from leads.conditions import text
from leads.conditions.schema import Field, Type
from leads.conditions.tree import Scalar

MOST_DAYS = 3_650
MOST_TIMES = 10_000
LARGEST = 10**15
DAY = re.compile(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
FIRST_YEAR, LAST_YEAR = 1900, 2200


class BadValue(ValueError):
    """One value is wrong; the text is the sentence for whoever wrote it."""


def scalar(raw: Any, field: Field, *, saving: bool) -> Scalar:
    """One value for a field; raises BadValue."""
    match field.type:
        case Type.TEXT:
            return words(raw, field.label)
        case Type.LIST | Type.CHOICE:
            return choice(raw, field, saving=saving)
        case Type.NUMBER | Type.MONEY:
            return number(raw, field)
        case Type.DATE:
            return day(raw)
        case Type.BOOLEAN:
            return truth(raw)


def words(raw: Any, label: str) -> str:
    """A text that can be compared."""
    if not isinstance(raw, str):
        raise BadValue(f"{label} is compared with text, not with {kind(raw)}. Write it in quotation marks.")
    wrong = text.complaint(raw)
    if wrong:
        raise BadValue(wrong)
    return raw


def choice(raw: Any, field: Field, *, saving: bool) -> str:
    """One of the field's choices; one that was taken away matches nothing, so only saving refuses it."""
    chosen = words(raw, field.label)
    if saving and field.choices and chosen not in field.choices:
        raise BadValue(f"{field.label} has no choice “{shown(chosen)}”. {nearest(chosen, field.choices)}")
    return chosen


def number(raw: Any, field: Field) -> Decimal:
    """A finite number with no more decimals than the field has."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise BadValue(f"{field.label} is compared with a number, not with {kind(raw)}.")
    if not math.isfinite(raw) if isinstance(raw, float) else False:
        raise BadValue(f"{field.label} is compared with a number that has an end, not with {raw}.")
    if abs(raw) > LARGEST:
        raise BadValue("This number is too large: the largest is 1,000,000,000,000,000.")
    exact = Decimal(repr(raw))
    if exact != round(exact, field.places):
        most = f"at most {field.places} decimal places" if field.places else "no decimal places"
        raise BadValue(f"{field.label} has {most}; {raw} has more.")
    return exact.normalize() + 0


def day(raw: Any) -> date:
    """A date written YYYY-MM-DD."""
    if not isinstance(raw, str) or not DAY.match(raw):
        raise BadValue(f"Write the date as YYYY-MM-DD, for example 2026-03-31, not {shown(raw)}.")
    try:
        found = date.fromisoformat(raw)
    except ValueError:
        raise BadValue(f"There is no day {raw} in the calendar.") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadValue(f"The year must lie between {FIRST_YEAR} and {LAST_YEAR}.")
    return found


def truth(raw: Any) -> bool:
    """true or false."""
    if not isinstance(raw, bool):
        raise BadValue(f"This is compared with true or false, not with {kind(raw)}.")
    return raw


def whole(raw: Any, *, least: int, most: int, what: str) -> int:
    """A whole number inside its limits; `what` begins the sentence."""
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise BadValue(f"{what} must be a whole number, not {shown(raw)}.")
    if not least <= raw <= most:
        raise BadValue(f"{what} must lie between {least} and {most:,}.")
    return raw


def kind(raw: Any) -> str:
    """What somebody wrote instead of the right type."""
    names: dict[type, str] = {bool: "true or false", int: "a number", float: "a number", str: "text"}
    names |= {list: "a list", dict: "an object", type(None): "nothing"}
    return names.get(type(raw), "something else")


def shown(raw: Any) -> str:
    """A value short enough for a sentence."""
    if not isinstance(raw, str | int | float) or (isinstance(raw, int) and abs(raw) > LARGEST):
        return kind(raw) if not isinstance(raw, int) else "such a large number"
    short = str(raw)
    return (short[:40] + "…" if len(short) > 40 else short).encode("utf-8", "replace").decode()


def nearest(name: str, names: Iterable[str]) -> str:
    """The end of a sentence: what may have been meant, or what there is."""
    known = [str(each) for each in names]
    close = get_close_matches(name[:60], known[:2_000], n=1, cutoff=0.7)
    if close:
        return f"Did you mean “{close[0]}”?"
    if not known:
        return "There are none here yet."
    some = ", ".join(f"“{each}”" for each in known[:6])
    return f"Choose one of {some}{' …' if len(known) > 6 else ''}."
