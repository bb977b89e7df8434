"""Waits, those included that have not ended; periods; the clauses; what a touch means."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla import steps
from sla.cadence import is_reached
from sla.clauses import BadAgreement, Clauses, Rule, differences, length, read_length
from sla.periods import period
from sla.steps import BadSteps, Do, Step
from sla.survival import NEVER, Wait, benchmark, curve, shown
from sla.tiers import Simple, simple


def test_with_every_wait_ended_the_curve_is_the_share_that_waited_longer():
    found = curve(Wait(seconds) for seconds in (10, 20, 30, 40))
    assert [found.still_waiting(at) for at in (0, 10, 25, 40, 99)] == [1.0, 0.75, 0.5, 0.0, 0.0]
    assert (found.median, found.p90) == (20, 40)


def test_the_textbook_case_of_kaplan_and_meier():
    """Freireich's 6-MP arm, as every textbook prints it: weeks of remission, + for those still in it."""
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    going = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    found = curve([*(Wait(at) for at in ended), *(Wait(at, ended=False) for at in going)])
    wanted = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {at: round(left, 3) for at, left in zip(found.at, found.left, strict=True)} == wanted
    assert found.median == 23


def test_leads_left_lying_make_the_curve_worse_and_not_better():
    answered = [Wait(60)] * 5
    without, with_them = curve(answered), curve([*answered, *[Wait(9_999, ended=False)] * 15])
    assert without.median == 60
    assert with_them.median is None
    assert with_them.still_waiting(3_600) == 0.75


def test_nothing_is_said_beyond_the_longest_wait():
    assert curve([]).still_waiting(60) is None
    assert curve([Wait(100), Wait(200, ended=False)]).still_waiting(201) is None


@given(st.lists(st.tuples(st.integers(0, 1000), st.booleans()), min_size=1, max_size=60))
def test_the_curve_only_falls_and_stays_between_one_and_nothing(waits):
    found = curve(Wait(seconds, ended) for seconds, ended in waits)
    values = [1.0, *found.left]
    assert values == sorted(values, reverse=True)
    assert all(-1e-12 <= value <= 1 for value in values)


def test_the_benchmark_says_only_what_was_published():
    found = benchmark()
    assert found[0] == 1.0
    assert found[1] is None
    assert found[4] == 0.63
    assert found[-1] == NEVER
    assert len(found) == len(shown(curve([])))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("7", date(2026, 3, 4), date(2026, 3, 10)),
        ("month", date(2026, 3, 1), date(2026, 3, 10)),
        ("last_month", date(2026, 2, 1), date(2026, 2, 28)),
        ("quarter", date(2026, 1, 1), date(2026, 3, 10)),
        ("year", date(2026, 1, 1), date(2026, 3, 10)),
        ("nonsense", date(2026, 2, 9), date(2026, 3, 10)),
    ],
)
def test_periods_by_name(name, first, last):
    found = period({"period": name}, today=date(2026, 3, 10), zone="Europe/Berlin")
    assert (found.first, found.last) == (first, last)
    assert found.since.isoformat().endswith("+01:00")


@pytest.mark.parametrize(
    "asked", [{"from": "x"}, {"from": "2026-13-01"}, {"from": "0001-01-01"}, {"from": "2000-01-01", "to": "2026-01-01"}]
)
def test_days_that_cannot_be_read_are_the_usual_period(asked):
    assert period({"period": "own", **asked}, today=date(2026, 3, 10), zone="UTC").name == "30"


@pytest.mark.parametrize(
    ("text", "seconds"), [("30 min", 1_800), ("4 h", 14_400), ("1 h 30", 5_400), ("1:30", 5_400), ("90", 5_400)]
)
def test_lengths_are_read_as_people_write_them(text, seconds):
    assert read_length(text) == seconds
    assert read_length(length(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "soon", "1 day", "-5", "999999 h", "h"])
def test_what_is_no_length_is_refused(text):
    with pytest.raises(BadAgreement):
        read_length(text)


EVERYBODY = Rule("Everybody else", 3_600, 7_200)
WHOLE = {"purpose": "", "leads_per_month": 50, "attempts": 6, "attempt_days": 10, "attempt_channels": ("phone",)}
WHOLE |= {"reason_required": True, "rating_days": 5, "questions": ()}


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ((), "1 to 20 rows"),
        ((Rule("A", 60, 60, hand_raiser=True),), "last row"),
        ((EVERYBODY, Rule("B", 60, 60)), "never be reached"),
        ((Rule("B", 120, 60),), "after acceptance"),
        ((Rule(" ", 60, 60),), "a name"),
        ((Rule("Everybody else", 60, 60, hand_raiser=True), EVERYBODY), "same name"),
    ],
)
def test_an_agreement_that_cannot_run_is_refused_with_a_sentence(rules, said):
    with pytest.raises(BadAgreement, match=said):
        Clauses(**WHOLE, rules=rules).check()


def test_versions_are_compared_point_by_point_and_a_changed_word_changes_the_hash():
    was = Clauses(**WHOLE, rules=(EVERYBODY,))
    to = Clauses(**{**WHOLE, "leads_per_month": 60}, rules=(Rule("Everybody else", 1_800, 7_200),))
    assert [(each.label, each.was, each.to) for each in differences(was, to)] == [
        ("MQLs per month", "50", "60"),
        ("Everybody else: accepted within", "1 h", "30 min"),
    ]
    assert was.digest != to.digest
    assert was.digest == Clauses(**WHOLE, rules=(EVERYBODY,)).digest


def test_steps_come_in_order_and_bad_ones_are_refused():
    read = steps.read([{"at": 100, "do": "reoffer"}, {"at": 100, "do": "remind"}, {"at": 50, "do": "remind"}])
    assert read == (Step(50, Do.REMIND), Step(100, Do.REMIND), Step(100, Do.REOFFER))
    for bad in (
        {"at": 0, "do": "remind"},
        {"at": True, "do": "tell"},
        {"at": 50, "do": "x"},
        {"at": 50, "do": "reoffer"},
    ):
        with pytest.raises(BadSteps):
            steps.read([bad])


@pytest.mark.parametrize("simply", [Simple(), Simple(("A",)), Simple(("A", "B"), ("Web",), (), ("Cranes", "Lifts"))])
def test_four_fields_and_conditions_say_the_same(simply):
    assert simple(simply.condition) == simply


def test_other_conditions_are_not_squeezed_into_four_fields():
    assert simple({"field": "lead.country", "op": "is", "value": "DE"}) is None
    assert simple({"any": [{"field": "lead.source", "op": "is_any_of", "value": ["Web"]}]}) is None
    assert simple({"field": "lead.grade", "op": "is_any_of", "value": ["A1"]}) is None


@pytest.mark.parametrize(
    ("outcome", "reached"),
    [
        *[(word, True) for word in ("reached", "Talked to her", "replied", "asked", "positive", "negative")],
        *[(word, False) for word in ("no answer", "no_answer", "")],
    ],
)
def test_who_was_reached_is_not_chased_any_more(outcome, reached):
    assert is_reached(outcome) is reached
