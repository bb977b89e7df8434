"""The conditions most agreements need (grade, source, channel, product) as four fields, and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

LETTERS = ("A", "B", "C", "D")
TEXTS = ("source", "channel", "product")


@dataclass(frozen=True)
class Simple:
    """A condition that four fields can say; empty fields say nothing."""

    grades: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    product: tuple[str, ...] = field(default=())

    @property
    def condition(self) -> dict[str, Any] | None:
        """As a condition; None where nothing is asked."""
        parts: list[dict[str, Any]] = []
        if self.grades:
            among = [f"{letter}{digit}" for letter in self.grades for digit in range(1, 5)]
            parts.append({"field": "lead.grade", "op": "is_any_of", "value": among})
        for name in TEXTS:
            values = getattr(self, name)
            if values:
                parts.append({"field": f"lead.{name}", "op": "is_any_of", "value": list(values)})
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else {"all": parts}


def simple(condition: Any) -> Simple | None:
    """The condition as four fields; None where they cannot say it."""
    if condition is None:
        return Simple()
    parts = condition.get("all", [condition]) if isinstance(condition, dict) else []
    said: dict[str, tuple[str, ...]] = {}
    for part in parts:
        name = str(part.get("field", "")).removeprefix("lead.") if isinstance(part, dict) else ""
        if name not in ("grade", *TEXTS) or part.get("op") != "is_any_of" or name in said:
            return None
        said[name] = tuple(part["value"])
    grades = said.pop("grade", ())
    letters = tuple(letter for letter in LETTERS if all(f"{letter}{digit}" in grades for digit in range(1, 5)))
    found = Simple(letters, **said)
    return found if len(letters) * 4 == len(grades) else None
