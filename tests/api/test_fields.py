"""Strict fields: exactly the type they name, and nothing that would be stored otherwise than it was sent."""

from datetime import UTC, datetime

import pytest
from rest_framework.exceptions import ValidationError

from accounts.rest.fields import Choice, Instant, Lines, Several, Text, Truth, Whole

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        (Text(max_length=5), " Zoë ", "Zoë"),
        (Text(max_length=5), "𝔄𝔅", "𝔄𝔅"),
        (Lines(max_length=9), "one\ntwo\t3", "one\ntwo\t3"),
        (Whole(), 0, 0),
        (Whole(), -(2**63), -(2**63)),
        (Truth(), False, False),
        (Choice(choices=["a", "b"]), "b", "b"),
        (Several(child=Whole()), [2, 1], [2, 1]),
        (Instant(), "2026-03-10T12:00:00Z", NOON),
        (Instant(), "2026-03-10T13:30:00+01:30", NOON),
        (Instant(), "2026-03-11T11:59:00+23:59", NOON),
        (Instant(), "2026-03-10 12:00+0000", NOON),
    ],
)
def test_what_fits_is_kept_as_it_is(field, value, kept):
    found = field.run_validation(value)
    assert found == kept
    assert type(found) is type(kept)


@pytest.mark.parametrize("value", ["2026-03-11T11:59:00+23:59", "1729-07-27T09:10:07.797406-17:47"])
def test_an_instant_is_kept_in_utc_because_postgresql_takes_no_wider_offsets(value):
    assert Instant().run_validation(value).utcoffset().total_seconds() == 0


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (Text(max_length=5), 12, "not_a_text"),
        (Text(max_length=5), True, "not_a_text"),
        (Text(max_length=5), ["a"], "not_a_text"),
        (Text(max_length=5), None, "null"),
        (Text(max_length=5), "abcdef", "max_length"),
        (Text(max_length=5), "a\nb", "bad_character"),
        (Text(max_length=5), "a\x85b", "bad_character"),
        (Lines(max_length=5), "a\x07b", "bad_character"),
        (Text(max_length=5), "  ", "blank"),
        (Whole(), "1", "not_a_number"),
        (Whole(), 1.0, "not_a_number"),
        (Whole(), True, "not_a_number"),
        (Whole(), 2**63, "max_value"),
        (Whole(), -(2**63) - 1, "min_value"),
        (Truth(), "true", "not_a_truth"),
        (Truth(), 1, "not_a_truth"),
        (Choice(choices=["1"]), 1, "no_such_choice"),
        (Choice(choices=["a"]), "A", "no_such_choice"),
        (Instant(), "2026-03-10T12:00:00", "not_an_instant"),
        (Instant(), "2026-03-10", "not_an_instant"),
        (Instant(), "2026-02-30T12:00:00Z", "not_an_instant"),
        (Instant(), "0001-01-01T00:00:00+05:00", "not_an_instant"),
        (Instant(), "9999-12-31T23:59:59-05:00", "not_an_instant"),
        (Instant(), 1773144000, "not_an_instant"),
        (Instant(), {}, "not_an_instant"),
    ],
)
def test_what_does_not_fit_is_refused(field, value, code):
    with pytest.raises(ValidationError) as refused:
        field.run_validation(value)
    assert refused.value.get_codes() == [code]


def test_a_list_says_which_of_its_values_is_wrong():
    with pytest.raises(ValidationError) as refused:
        Several(child=Whole()).run_validation([1, 2, "3", 2])
    assert refused.value.get_codes() == {2: ["not_a_number"]}
    with pytest.raises(ValidationError) as refused:
        Several(child=Whole()).run_validation([1, 2, 2])
    assert refused.value.get_codes() == {"2": ["twice"]}
