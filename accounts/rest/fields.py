"""Fields that take exactly the type they name, and bodies that refuse what they do not know.

A text field refuses a number, a number field a text: nothing is guessed, so nothing is stored mangled.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.utils.dateparse import parse_datetime
from rest_framework import serializers

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
WHOLE = re.compile(r"-?[0-9]{1,18}")
LEAST_BIG, MOST_BIG = -(2**63), 2**63 - 1
KINDS = {
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


def kind_of(value: Any) -> str:
    """What JSON calls the value."""
    return KINDS.get(type(value), "null")


class OnlyText:
    """Refuse what is not a text, and control characters in it."""

    allowed = CONTROL

    def to_internal_value(self, data: Any) -> str:
        """The text; a number is not one."""
        if not isinstance(data, str):
            raise serializers.ValidationError(f"Send a text in quotes, not {kind_of(data)}.", "not_a_text")
        text = super().to_internal_value(data)  # type: ignore[misc]
        found = self.allowed.search(text)
        if found:
            place, shown = found.start() + 1, f"U+{ord(found[0]):04X}"
            raise serializers.ValidationError(f"Contains the control character {shown} at {place}.", "bad_character")
        return text


class Text(OnlyText, serializers.CharField):
    """One line of text."""


class Lines(OnlyText, serializers.CharField):
    """A text that may have several lines."""

    allowed = CONTROL_BUT_LINES


class Email(OnlyText, serializers.EmailField):
    """An e-mail address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 254, **options})


class Whole(serializers.IntegerField):
    """A whole number that a bigint holds."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": LEAST_BIG, "max_value": MOST_BIG, **options})

    def to_internal_value(self, data: Any) -> int:
        """The number; neither a text nor a truth."""
        if isinstance(data, bool) or not isinstance(data, int):
            raise serializers.ValidationError(f"Send a whole number, not {kind_of(data)}.", "not_a_number")
        return data


class Truth(serializers.BooleanField):
    """true or false, and no word that means it."""

    def to_internal_value(self, data: Any) -> bool:
        """The truth."""
        if not isinstance(data, bool):
            raise serializers.ValidationError(f"Send true or false, not {kind_of(data)}.", "not_a_truth")
        return data


class Choice(serializers.ChoiceField):
    """One of some words."""

    def to_internal_value(self, data: Any) -> Any:
        """The word as it is."""
        if not isinstance(data, str) or data not in self.choices:
            shown = f"“{data}”" if isinstance(data, str) else kind_of(data)
            options = ", ".join(str(name) for name in self.choices)
            raise serializers.ValidationError(f"There is no choice {shown}. Choose from {options}.", "no_such_choice")
        return data


class Several(serializers.ListField):
    """A list in which nothing stands twice."""

    extra_schema: ClassVar[dict[str, Any]] = {"uniqueItems": True}

    def to_internal_value(self, data: Any) -> list[Any]:
        """The values in their order."""
        values = super().to_internal_value(data)
        for place, value in enumerate(values):
            if value in values[:place]:
                raise serializers.ValidationError({str(place): [f"“{value}” is given twice."]}, "twice")
        return values


class Instant(serializers.DateTimeField):
    """An instant: a date, a time and its distance from UTC. What comes out is in UTC."""

    def to_internal_value(self, value: Any) -> datetime:
        """The instant; without an offset nobody knows which one is meant."""
        message = "Send an instant with its offset, such as 2026-03-10T12:00:00Z."
        try:
            found = parse_datetime(value) if isinstance(value, str) else None
            if found is not None and found.tzinfo is not None:
                # PostgreSQL takes offsets of less than 16 hours only; the edges of time may lie beyond them.
                return found.astimezone(UTC)
        except (ValueError, OverflowError):
            message = "There is no such instant."
        raise serializers.ValidationError(message, "not_an_instant")


class Body(serializers.Serializer):
    """What may stand in a request or an answer. A request that says more than is declared is refused.

    `examples` (name -> value) are what the docs page and the schema show.
    """

    examples: ClassVar[dict[str, Any]] = {}

    def to_internal_value(self, data: Any) -> Any:
        """The declared fields; raises ValidationError naming every fault, unknown names among them."""
        if not isinstance(data, Mapping):
            message = f"Send an object in braces, not {kind_of(data)}."
            raise serializers.ValidationError({"non_field_errors": [message]}, "not_an_object")
        known = {name for name, field in self.fields.items() if not field.read_only}
        faults: dict[str, Any] = {
            str(name): [serializers.ErrorDetail(self.unknown(str(name), known), "unknown_field")]
            for name in data
            if name not in known
        }
        try:
            found = super().to_internal_value(data)
        except serializers.ValidationError as error:
            faults |= error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
        if faults:
            raise serializers.ValidationError(faults)
        return found

    def _read_only_defaults(self) -> dict[str, Any]:
        """Nothing where no field could add to what was said: asking would make and bind every one of them."""
        fields = self._declared_fields.values()
        return super()._read_only_defaults() if any(field.read_only for field in fields) else {}

    @staticmethod
    def unknown(name: str, known: set[str]) -> str:
        """The sentence for a name that is not declared."""
        takes = f"Known are {', '.join(sorted(known))}." if known else "Nothing is taken here."
        return f"There is no “{name[:60]}” here. {takes}"


class Nothing(Body):
    """The body of a request that needs none: absent, or an empty object."""


class Query(Body):
    """What may stand after the question mark; an unknown name is refused: a misspelt filter is noticed."""


class WholeInQuery(serializers.IntegerField):
    """A whole number in an address."""

    def to_internal_value(self, data: Any) -> int:
        """Plain ASCII digits only."""
        if not WHOLE.fullmatch(str(data)):
            raise serializers.ValidationError("Send a whole number.", "not_a_number")
        return int(data)
