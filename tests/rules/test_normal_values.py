"""What people type becomes one spelling, or a sentence says why not; nothing is cut, guessed or dropped."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads import words
from leads.custom import Fault, OwnField, read
from leads.normal import Rules, clean
from leads.person import Person
from leads.texts import line

RULES = Rules(
    country="DE",
    fields={
        "note": OwnField("note", "Note", "text"),
        "seats": OwnField("seats", "Seats", "number"),
        "budget": OwnField("budget", "Budget", "money"),
        "since": OwnField("since", "Since", "date"),
        "plan": OwnField("plan", "Plan", "choice", ("Basic", "Pro")),
        "test": OwnField("test", "Trial", "boolean"),
        "tools": OwnField("tools", "Tools", "list", ("CRM", "ERP", "Mail")),
    },
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Jane   Doe ", "Jane Doe"),
        ("Zoe\u0308", "Zoë"),
        ("\ufeffJane", "Jane"),
        ("a\tb\nc", "a b c"),
        ("ا\u200cب", "ا\u200cب"),
    ],
)
def test_a_text_is_trimmed_and_composed(typed, kept):
    assert line(typed, 100) == kept


OWN = [
    ("note", "two\nlines ", "two\nlines"),
    ("seats", "12", 12),
    ("seats", 1.5, 1.5),
    ("seats", "-1 234 567.25", -1234567.25),
    ("seats", "1,234,567", 1234567),
    ("budget", "1200.50", 1200.5),
    ("since", "2026-03-10", "2026-03-10"),
    ("since", datetime(2026, 3, 10, 9, tzinfo=UTC), "2026-03-10"),
    ("plan", " pro ", "Pro"),
    ("test", "Yes", True),
    ("test", 0, False),
    ("tools", "crm; Mail;crm", ["CRM", "Mail"]),
    ("tools", ["ERP"], ["ERP"]),
]


@pytest.mark.parametrize(("key", "typed", "stored"), OWN)
def test_own_fields_take_values_of_their_type(key, typed, stored):
    found = read(RULES.fields[key], typed)
    assert (found, type(found)) == (stored, type(stored))


FAULTY = [
    ("note", 5, "takes a text"),
    ("note", "x" * 10_001, "at most 10,000 characters"),
    ("seats", "many", "takes a number"),
    ("seats", "1,234", "takes a number"),
    ("seats", True, "takes a number"),
    ("seats", float("nan"), "takes a number"),
    ("seats", 10**15, "below 1,000,000,000,000,000"),
    ("budget", "1.234", "at most two decimals"),
    ("since", "10/03/2026", "takes a date"),
    ("since", "2026-02-30", "no such day"),
    ("plan", "Gold", "has no choice “Gold”"),
    ("test", "perhaps", "yes or no"),
    ("tools", "CRM;Fax", "has no choice “Fax”"),
    ("tools", 5, "takes a list"),
]


@pytest.mark.parametrize(("key", "typed", "why"), FAULTY, ids=lambda value: str(value)[:20])
def test_own_fields_refuse_what_is_not_of_their_type(key, typed, why):
    with pytest.raises(Fault, match=why):
        read(RULES.fields[key], typed)


@settings(deadline=None)  # the first country read fills a table
@given(st.text())
def test_any_text_in_any_field_is_a_value_or_a_complaint(text):
    names = (
        "email",
        "phone",
        "first_name",
        "country",
        "time_zone",
        "language",
        "landing_page",
        "company_domain",
    )
    for name in names:
        found = clean(Person(**{name: text}), RULES)
        for value in found.values.values():
            assert "\x00" not in value
            value.encode()  # no half characters
        if text.strip():
            assert found.values or found.complaints or found.firm or name == "company_domain"


def test_a_complaint_shows_the_value_shortly_and_every_character_of_it():
    (complaint,) = clean(Person(email="x" * 5_000_000), RULES).complaints
    assert len(complaint.value) == 80
    (complaint,) = clean(Person(first_name="a\x00b", email="a@example.org"), RULES).complaints
    assert (complaint.field, complaint.value) == ("first_name", "a\\u0000b")


def test_everything_that_is_wrong_is_said_at_once():
    person = Person(
        email="jane@",
        phone="1",
        country="Atlantis",
        time_zone="Mars",
        language="klingonian",
        ids={"x" * 41: "1"},
    )
    person.custom, person.company = {"seats": "many", "shoe": 1}, {"employees": "some", "mood": "good"}
    person.utm, person.seen_at = {f"k{n}": "x" for n in range(21)}, datetime(2026, 1, 1)  # noqa: DTZ001
    fields = {complaint.field for complaint in clean(person, RULES).complaints}
    wanted = {"email", "phone", "country", "time_zone", "language", "ids", "utm", "seen_at"}
    assert fields == wanted | {"custom.seats", "custom.shoe", "company.employees", "company.mood"}


def test_a_long_landing_page_loses_its_query_and_nothing_else_is_cut():
    page = "https://acme.example/demo?" + "gclid=x" * 200
    assert (
        clean(Person(landing_page=page, email="a@example.org"), RULES).values["landing_page"]
        == "https://acme.example/demo"
    )
    assert clean(Person(landing_page="https://a.example/" + "x" * 600), RULES).complaints[0].field == "landing_page"


@pytest.mark.parametrize(
    "said",
    [
        {"email": "a@example.org"},
        {"phone": "030 2345678"},
        {"ids": {"crm": "1"}},
        {"last_name": "Doe", "company_name": "Acme"},
        {"last_name": "Doe", "company_domain": "acme.example"},
    ],
)
def test_one_key_is_enough_to_know_somebody(said):
    assert clean(Person(**said), RULES).complaints == []


@pytest.mark.parametrize(
    "said", [{}, {"first_name": "Jane"}, {"company_name": "Acme"}, {"title": "CMO", "utm": {"source": "x"}}]
)
def test_nobody_can_be_known_by_less(said):
    assert "nothing to know" in clean(Person(**said), RULES).complaints[0].why


NAMES = st.text(st.characters(exclude_characters="@.+,;\"'()<>“”„=~"), max_size=40)


@given(NAMES, NAMES)
def test_every_word_of_a_name_finds_it(first, last):
    stored = words.of_lead(names=[f"{first} {last}"])
    for readings in words.typed(f"{first} {last}"):
        if len(stored) < words.MOST:
            assert any(stored_word.startswith(word) for word in readings for stored_word in stored)


def test_marks_are_never_met_by_what_is_typed():
    marks = [words.by_name("Jane Doe", "Acme"), words.by_address("a.b@gmail.com", "ab@gmail.com")]
    for text in ("=", "~", "~ab@gmail.com", "=" + marks[0], marks[1], "≈", "(~ab@gmail.com)"):
        for readings in words.typed(text):
            assert not any(mark.startswith(word) for word in readings for mark in marks)
