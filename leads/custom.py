"""A workspace's own fields: what was typed becomes a value of the field's type, or is refused. Pure."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

MOST_TEXT = 10_000  # characters of a text field
MOST_NUMBER = 10**15  # numbers keep 15 digits exactly
NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,10})?")
# “1,234” alone may be a thousand or a fraction: a comma parts thousands only where nothing else is possible.
GROUPED = re.compile(
    r"[+-]?[0-9]{1,3}(?:(?:[ \u00a0\u202f'][0-9]{3})+(?:\.[0-9]{1,10})?"
    r"|(?:,[0-9]{3}){2,}(?:\.[0-9]{1,10})?|,[0-9]{3}\.[0-9]{1,10})"
)
YES = frozenset({"yes", "true", "y", "1", "on"})
NO = frozenset({"no", "false", "n", "0", "off"})


class Fault(ValueError):
    """A value cannot be taken: why, and what to do."""

    def __init__(self, why: str, do: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.do = do


@dataclass(frozen=True)
class OwnField:
    """One custom field as a rule."""

    key: str
    label: str
    type: str
    choices: tuple[str, ...] = ()


def read(field: OwnField, value: Any) -> Any:
    """The value as it is stored in JSON; raises Fault. Blank values are the caller's matter."""
    return READERS[field.type](field, value)


def is_blank(value: Any) -> bool:
    """Whether nothing was said."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def text(field: OwnField, value: Any) -> str:
    """A text; lines stay lines."""
    if not isinstance(value, str):
        raise Fault(f"{field.label} takes a text, not {kind(value)}.")
    if len(value) > MOST_TEXT:
        why = f"{field.label} takes at most {MOST_TEXT:,} characters, this has {len(value):,}."
        raise Fault(why, "Shorten it.")
    return value.strip()


def number(field: OwnField, value: Any) -> int | float:
    """A number with 15 digits at most."""
    read = plain_number(value)
    if read is None:
        raise Fault(f"{field.label} takes a number.", "Write it with a point for fractions, such as 1234.5.")
    if abs(read) >= MOST_NUMBER:
        raise Fault(f"{field.label} takes numbers below {MOST_NUMBER:,}.")
    return read


def plain_number(value: Any) -> int | float | None:
    """The number in a value: itself, or a text that can be read in one way only."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float | Decimal):
        return shortest(float(value)) if math.isfinite(value) else None
    if not isinstance(value, str):
        return None
    typed = value.strip()
    if GROUPED.fullmatch(typed):
        typed = re.sub(r"[^0-9.+-]", "", typed)
    return shortest(float(typed)) if NUMBER.fullmatch(typed) else None


def shortest(value: float) -> int | float:
    """A whole number as one."""
    return int(value) if value.is_integer() and abs(value) < MOST_NUMBER else value


def money(field: OwnField, value: Any) -> int | float:
    """An amount with two decimals at most."""
    amount = number(field, value)
    if round(amount, 2) != amount:
        raise Fault(f"{field.label} takes an amount with at most two decimals.")
    return amount


def day(field: OwnField, value: Any) -> str:
    """A date, written year-month-day."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    try:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value.strip()):
            return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        raise Fault(f"{field.label}: there is no such day in the calendar.") from None
    raise Fault(f"{field.label} takes a date.", "Write it as year-month-day, such as 2026-03-10.")


def choice(field: OwnField, value: Any) -> str:
    """One of the list, as the list writes it."""
    wanted = value.strip().casefold() if isinstance(value, str) else None
    for known in field.choices:
        if known.casefold() == wanted:
            return known
    raise Fault(f"{field.label} has no choice “{shown(value)}”.", f"Choose from {', '.join(field.choices)}.")


def truth(field: OwnField, value: Any) -> bool:
    """Yes or no."""
    said = value.strip().lower() if isinstance(value, str) else value
    if isinstance(said, bool):
        return said
    if str(said) in YES or str(said) in NO:
        return str(said) in YES
    raise Fault(f"{field.label} takes yes or no.", "Write yes or no.")


def several(field: OwnField, value: Any) -> list[str]:
    """Some of the list, in the order given, once each; a text is parted at its semicolons."""
    parts = value.split(";") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise Fault(f"{field.label} takes a list, not {kind(value)}.")
    return list(dict.fromkeys(choice(field, part) for part in parts if not is_blank(part)))


READERS: dict[str, Callable[[OwnField, Any], Any]] = {
    "text": text,
    "number": number,
    "money": money,
    "date": day,
    "choice": choice,
    "boolean": truth,
    "list": several,
}
KINDS = {
    str: "a text",
    bool: "yes or no",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


def kind(value: Any) -> str:
    """What a value is, in words."""
    return KINDS.get(type(value), "nothing")


MOST_SHOWN = 80


def shown(value: Any) -> str:
    """A value as a message repeats it: not too long, and with every character visible."""
    said = value if isinstance(value, str) else repr(value)
    cut = said if len(said) <= MOST_SHOWN else said[: MOST_SHOWN - 1] + "…"
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in cut)
