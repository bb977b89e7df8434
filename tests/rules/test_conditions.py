"""The condition language: what is taken, what is refused, where and with which words."""

import json
import random
import string
from datetime import date
from decimal import Decimal

import pytest

from leads.conditions import (
    AllOf,
    BadCondition,
    Comparison,
    FactKind,
    Field,
    Happened,
    Schema,
    Signal,
    Type,
    check,
    describe,
    from_text,
    leaves,
    to_json,
)
from leads.conditions.operators import BY_TYPE
from leads.conditions.text import fold
from leads.conditions.vocabulary import FACTS, built_in

OWN = [
    Field("lead.custom.tier", "SAP tier", Type.CHOICE, choices={"gold": "Gold", "silver": "Silver"}, proper=True),
    Field("lead.custom.tools", "Tools", Type.LIST, proper=True),
    Field("lead.custom.renewal", "Renewal", Type.DATE, proper=True),
    Field("lead.custom.partner", "Partner", Type.BOOLEAN, proper=True),
]
SCHEMA = Schema(
    fields={field.key: field for field in (*built_in(campaigns=(("7", "Spring, 2026"),)), *OWN)},
    facts=FACTS | {"moved": FactKind("moved", "Moved house")},
    signals={"viewed_pricing": Signal("viewed_pricing", "Viewed pricing"), "ad": Signal("ad", "LinkedIn ad")},
)
TITLE = {"field": "lead.title", "op": "contains", "value": "VP"}


def leaf(field, op, value=None):
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


def faults_of(raw, schema=SCHEMA):
    with pytest.raises(BadCondition) as caught:
        check(raw, schema)
    return [(fault.path, fault.text) for fault in caught.value.faults]


# --- what is said is what is meant


def test_a_condition_comes_out_as_it_went_in():
    raw = {
        "all": [
            leaf("lead.title", "contains_any", ["VP", "Head"]),
            {
                "any": [
                    leaf("company.employees", "between", [50, 1000]),
                    leaf("lead.score", "at_least", 60.25),
                ]
            },
            {"not": leaf("lead.custom.renewal", "before", "2026-03-31")},
            {"signal": "viewed_pricing", "at_least": 3, "within_days": 7},
            {"fact": "hiring_cmo", "within_days": 180},
            leaf("lead.phone", "is_set"),
            leaf("lead.custom.partner", "is", False),
        ]
    }
    assert to_json(check(raw, SCHEMA)) == raw


def test_values_become_what_they_are():
    checked = check({"all": [leaf("lead.score", "is", 12.5), leaf("lead.created", "after", "2026-03-31")]}, SCHEMA)
    assert checked == AllOf(
        (
            Comparison("lead.score", "is", Decimal("12.5")),
            Comparison("lead.created", "after", date(2026, 3, 31)),
        )
    )


def test_a_signal_means_once_and_ever_unless_more_is_said():
    assert check({"signal": "ad"}, SCHEMA) == Happened("ad", 1, None)


def test_every_operator_of_every_type_can_be_used():
    samples = {"text": "x", "number": 1, "money": 1, "date": "2026-01-01", "boolean": True, "list": "x"}
    for field in SCHEMA.fields.values():
        one = next(iter(field.choices), "x") if field.type is Type.CHOICE else samples[field.type]
        several = {"is_any_of", "is_none_of", "contains_any"}
        for op in BY_TYPE[field.type]:
            value = {"is_set": None, "is_not_set": None, "between": [one, one], "within_days": 7}.get(op, one)
            checked = check(leaf(field.key, op, [one] if op in several else value), SCHEMA)
            assert [each.field for each in leaves(checked)] == [field.key]


# --- what is refused, where, and in which words

REFUSED = {
    "a field nobody has": (leaf("lead.titel", "is", "x"), "field", "Did you mean “lead.title”?"),
    "an operator nobody has": (leaf("lead.title", "matches", ".*"), "op", "no operator “matches”"),
    "an operator of another type": (leaf("lead.title", "at_least", 3), "op", "Job title is a text field"),
    "no operator": ({"field": "lead.title"}, "op", "no operator"),
    "no value": (leaf("lead.title", "is"), "value", "needs a value"),
    "a value too many": (leaf("lead.title", "is_set", "x"), "value", "compares with nothing"),
    "a number for text": (leaf("lead.title", "is", 3), "value", "compared with text, not with a number"),
    "a text for a number": (leaf("company.employees", "at_least", "50"), "value", "compared with a number"),
    "true for a number": (leaf("company.employees", "at_least", True), "value", "not with true or false"),
    "half a person": (leaf("company.employees", "at_least", 0.5), "value", "no decimal places"),
    "a third decimal of a point": (leaf("lead.score", "is", 0.125), "value", "at most 2 decimal places"),
    "not a number": (leaf("lead.score", "is", float("nan")), "value", "has an end"),
    "infinity": (leaf("lead.score", "is", float("-inf")), "value", "has an end"),
    "too large a number": (leaf("lead.score", "is", 10**400), "value", "too large"),
    "a day that is none": (leaf("lead.created", "is", "2026-02-30"), "value", "no day 2026-02-30"),
    "a day written otherwise": (leaf("lead.created", "is", "30.02.2026"), "value", "YYYY-MM-DD"),
    "a day long ago": (leaf("lead.created", "is", "0001-01-01"), "value", "between 1900 and 2200"),
    "no such choice": (leaf("lead.custom.tier", "is", "gld"), "value", "Did you mean “gold”?"),
    "an empty text": (leaf("lead.title", "is", " "), "value", "Say what to look for"),
    "an empty list": (leaf("lead.title", "is_any_of", []), "value", "at least one value, not an empty one"),
    "one value for a list": (leaf("lead.title", "is_any_of", "x"), "value", "takes a list"),
    "a wrong value in a list": (leaf("lead.title", "is_any_of", ["x", 3]), "value/1", "not with a number"),
    "three bounds": (leaf("lead.score", "between", [1, 2, 3]), "value", "lower and the upper"),
    "bounds the wrong way round": (leaf("lead.score", "between", [9, 1]), "value", "Swap them"),
    "a window without end": (leaf("lead.created", "within_days", 10**6), "value", "between 0 and 3,650"),
    "a broken window": (leaf("lead.created", "within_days", 1.5), "value", "a whole number, not 1.5"),
    "a NUL": (leaf("lead.title", "is", "a\x00b"), "value", "U+0000"),
    "half a character": (leaf("lead.title", "is", "a\ud800"), "value", "U+D800"),
    "a character nobody knows": (leaf("lead.title", "is", "\U0003fffe"), "value", "U+3FFFE"),
    "a long text": (leaf("lead.title", "is", "x" * 201), "value", "201 characters; at most 200"),
    "yes for true": (leaf("lead.custom.partner", "is", "yes"), "value", "true or false, not with text"),
    "an unknown signal": ({"signal": "viewed_prices"}, "signal", "Did you mean “viewed_pricing”?"),
    "a signal never": ({"signal": "ad", "at_least": 0}, "at_least", "between 1 and 10,000"),
    "a million days": ({"signal": "ad", "within_days": 10**6}, "within_days", "between 1 and 3,650"),
    "an unknown fact": ({"fact": "hiring_ceo"}, "fact", "no fact “hiring_ceo”"),
    "a fact of no day": ({"fact": "funding", "within_days": 0}, "within_days", "between 1 and 3,650"),
    "a word too many": (leaf("lead.title", "is", "x") | {"case": 1}, "", "“case” has no meaning"),
    "two conditions in one": (TITLE | {"fact": "funding"}, "", "it has “field” and “fact”"),
    "nothing": ({}, "", "it has none of them"),
    "a text": ("lead.title is VP", "", "not text"),
    "null": (None, "", "not nothing"),
    "a field that is a list": (leaf(["lead.title"], "is", "x"), "field", "takes the name of one"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_refused_at_its_place_in_words(name):
    raw, place, words = REFUSED[name]
    for wrapped, before in ((raw, ""), ({"all": [TITLE, {"not": raw}]}, "all/1/not/")):
        ((path, text),) = faults_of(wrapped)
        assert path == (before + place).rstrip("/")
        assert words in text
        assert text.endswith((".", "?", "…."))


def test_every_fault_is_told_at_once_in_the_order_of_the_tree():
    raw = {"any": [leaf("nobody", "is", "x"), {"all": []}, {"not": leaf("lead.title", "is", 3)}, TITLE]}
    assert [path for path, _ in faults_of(raw)] == ["any/0/field", "any/1/all", "any/2/not/value"]


def test_an_empty_group_is_refused():
    assert faults_of({"all": []}) == [("all", "This group is empty. Add a condition or remove the group.")]
    assert "takes a list" in faults_of({"any": TITLE})[0][1]


def nested(levels):
    raw = TITLE
    for _ in range(levels):
        raw = {"not": raw}
    return raw


def test_five_groups_inside_each_other_are_taken_and_six_are_not():
    check(nested(5), SCHEMA)
    ((path, text),) = faults_of(nested(6))
    assert path == "not/not/not/not/not"
    assert "more than 5 groups" in text


def test_a_hundred_conditions_are_taken_and_one_more_is_not():
    check({"all": [TITLE] * 100}, SCHEMA)
    assert faults_of({"all": [TITLE] * 101}) == [("all/100", "There are more than 100 conditions. Remove some.")]


def test_a_thousand_values_are_taken_in_all_lists_together():
    words = [f"word {number}" for number in range(500)]
    check({"any": [leaf("lead.title", "is_any_of", words), leaf("lead.city", "is_any_of", words)]}, SCHEMA)
    more = {"any": [leaf("lead.title", "is_any_of", words), leaf("lead.city", "is_any_of", [*words, "x"])]}
    assert faults_of(more) == [("any/1/value", "That is more than 1,000 values in all. Shorten the list.")]


def test_a_choice_that_was_deleted_since_stays_readable():
    gone = leaf("lead.campaign", "is", "8")
    assert "no choice" in faults_of(gone)[0][1]
    assert describe(check(gone, SCHEMA, saving=False), SCHEMA) == "Campaign is 8"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ('{"signal": "ad", "within_days": NaN}', "NaN is not a number"),
        ('{"field": "lead.score", "op": "is", "value": 1' + "0" * 5000 + "}", "not JSON"),
        ('{"signal": "ad", "signal": "ad"}', "names the same key twice"),
        ('{"not":' * 20_000 + "1" + "}" * 20_000, "more than 5 groups"),
        ("[" * 100_000, "more than 5 groups"),
        (" " * 300_001, "longer than 300,000 characters"),
    ],
    ids=["cut off", "NaN", "5,000 digits", "a key twice", "20,000 deep", "100,000 lists", "too long"],
)
def test_hostile_json_text_is_refused_in_words(text, words):
    with pytest.raises(BadCondition, match=words):
        from_text(text, SCHEMA)


def hostile(chance):
    """One condition made to cost much: deep, wide, long, large, or of the wrong kind."""
    long = "".join(chance.choices(string.printable, k=5000))
    kinds = [
        lambda: nested(chance.choice([6, 50, 900])),
        lambda: {"all": [{"any": [TITLE] * 50}] * 300},
        lambda: leaf("lead.title", "contains_any", [long] * 1000),
        lambda: leaf("lead.title", "contains_any", ["(a+)+$"] * 200_000),
        lambda: {"any": [leaf(long, "is", "x")] * 5000},
        lambda: {"all": [leaf("lead.title", "is", {"all": []})] * 1000},
        lambda: {long[:60]: 1, **{str(number): number for number in range(20_000)}},
        lambda: {"signal": "ad", "at_least": 10 ** chance.choice([6, 400, 5000]), "within_days": -1},
        lambda: leaf("lead.score", "between", [10**4000, -(10**4000)]),
        lambda: chance.choice([[], "", 0, -0.0, True, [[[[]]]], {"not": []}, {"all": {}}, {"field": None}]),
    ]
    return chance.choice(kinds)()


def test_five_hundred_hostile_conditions_are_each_refused_in_few_words():
    chance = random.Random(8)
    for _ in range(500):
        faults = faults_of(hostile(chance))
        assert 1 <= len(faults) <= 21
        assert all(len(text) < 400 for _, text in faults)
        json.dumps([text for _, text in faults]).encode()


# --- what is the same text


@pytest.mark.parametrize(
    ("one", "other"),
    [("VP", "vp"), ("Straße", "STRASSE"), ("ﬁnance", "FINANCE"), ("e\u0301", "É"), ("ｶﾞ", "ガ"), ("ΑΣ", "ας")],
)  # fmt: skip
def test_texts_that_people_take_for_the_same_are(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Müller", "Muller"), ("ISTANBUL", "ıstanbul"), ("a b", "ab")])
def test_texts_that_differ_in_more_than_writing_are_not(one, other):
    assert fold(one) != fold(other)
