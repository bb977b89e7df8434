"""Counting, periods, rates, goals, lessons and alerts: rules that know no framework."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import goals, periods, rhythm
from reports.alerts import is_worth
from reports.counting import EXACT, Facts, Step, entries, middle_of, place_of, quantile
from reports.goals import Chance, Own
from reports.sums import Rate, change, wilson
from reports.teaching import Answer, lessons

TODAY = date(2026, 3, 10)
SEEN = datetime(2026, 1, 5, 9, tzinfo=UTC)


@given(st.integers(min_value=0, max_value=3_000_000))
def test_a_place_is_exact_below_64_and_within_seven_percent_above(units):
    found = middle_of(place_of(units))
    assert found == units if units < EXACT else abs(found - units) / units < 0.07


@given(st.lists(st.integers(min_value=0, max_value=63), min_size=1, max_size=40))
def test_the_median_of_exact_places_is_the_median(values):
    spread = {value: values.count(value) for value in values}
    ordered = sorted(values)
    middle = len(ordered) // 2
    exact = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    assert quantile(spread, 0.5) == exact


def facts(*steps, stage="won"):
    made = tuple(Step(was, to, SEEN + timedelta(days=days), cause, 5_000) for was, to, days, cause in steps)
    return Facts(("",), SEEN, stage, SEEN, made)


def test_a_win_without_score_or_raised_hand_is_one_the_definition_missed():
    way = [("lead", "mql", 1, "manual"), ("mql", "sal", 2, "accept"), ("sal", "sql", 3, ""), ("sql", "won", 9, "won")]
    missed = entries(facts(*way)).counts
    assert ("c", "2026-01-01", 10, 1) in missed
    found = entries(facts(("lead", "mql", 1, "score"), *way[1:])).counts
    assert ("c", "2026-01-01", 10, 1) not in found


def test_a_win_that_is_reopened_is_taken_back_on_the_day_it_is():
    way = [
        ("lead", "mql", 1, ""),
        ("mql", "sal", 2, ""),
        ("sal", "sql", 3, ""),
        ("sql", "won", 4, ""),
        ("won", "sql", 9, ""),
    ]
    counts = entries(facts(*way, stage="sql")).counts
    assert sum(n for grain, _, number, n in counts if grain == "d" and number == 4) == 0
    assert not [n for grain, _, number, n in counts if grain == "c" and number == 4]


def test_wilsons_interval_holds_the_share_and_stays_between_0_and_1():
    assert wilson(0, 0) is None
    assert wilson(3, 2) is None
    low, high = wilson(9, 10)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
    assert wilson(0, 10)[0] == 0


def test_a_rate_of_nothing_has_no_value():
    assert Rate(0, 0).text == "–"
    assert Rate(1, 2).points(Rate(1, 4)) == 25


@pytest.mark.parametrize("key", list(periods.PRESETS))
def test_every_preset_ends_today_or_before_and_is_followed_by_nothing(key):
    period = periods.preset(key, today=TODAY)
    assert period.first < period.end <= TODAY + timedelta(days=1)
    start, end = period.months()
    assert period.first <= start <= end or start > period.end
    assert period.before.end <= period.first


def test_a_period_that_makes_no_sense_is_the_usual_one():
    asked = {"period": "custom", "from": "2026-05-01", "to": "2026-01-01"}
    assert periods.read(asked, today=TODAY).key == periods.USUAL


@given(
    st.dates(min_value=date(2000, 1, 1), max_value=date(2040, 1, 1)),
    st.sampled_from(["weekly", "monthly", "quarterly"]),
)
def test_the_last_whole_span_ends_the_day_before_the_running_one_begins(today, which):
    first, last = rhythm.span_of(which, today)
    assert last + timedelta(days=1) == rhythm.begin(which, today) <= today
    assert rhythm.span_of(which, last + timedelta(days=1)) == (first, last)
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    assert rhythm.begin(which, rhythm.next_due(which, noon).date()) > today


def own(**changed):
    chances = {stage: Chance(0.5, 0.4, 0.6, 100) for stage in goals.STEPS}
    return Own(**{"chances": chances, "deal": 100_000, "lag_days": 40, "takes": 50, "wins": 30} | changed)


def planned(**changed):
    values = {"own": own(), "first": TODAY, "end": TODAY + timedelta(days=90), "today": TODAY} | changed
    return goals.plan(1_000_000, **values)


def test_a_target_is_counted_back_to_leads_with_intervals():
    plan = planned()
    assert [need.count for need in plan.needs] == [160, 80, 40, 20, 10]
    leads = plan.need("entered")
    assert leads.low < leads.count < leads.high
    assert plan.need("mql").by == TODAY + timedelta(days=50)


def test_what_is_earned_already_is_not_asked_for_again():
    assert planned(earned=500_000).need("won").count == 5
    assert planned(earned=2_000_000).need("entered").count == 0


def test_a_promise_that_the_reps_or_the_days_cannot_keep_is_named():
    assert "can take 5" in planned(own=own(takes=5)).impossible[0]
    late = planned(end=TODAY + timedelta(days=20)).impossible
    assert any("after the end" in text for text in late)
    assert planned(own=own(takes=5000)).impossible == ()


def test_what_is_little_known_is_said():
    thin = own(
        chances={
            "mql": Chance.from_rate(Rate(0, 0), fallback=0.2),
            "sal": Chance.from_rate(Rate(3, 9), fallback=1),
            "sql": Chance(0.5, 0.4, 0.6, 100),
            "won": Chance(0.5, 0.4, 0.6, 100),
        },
        wins=2,
    )
    assert len(planned(own=thin).doubtful) == 3


def test_progress_warns_before_the_end():
    late = goals.progress("MQL", 10, 80, first=TODAY, by=TODAY + timedelta(days=40), today=TODAY + timedelta(days=20))
    assert (late.due, late.tone, late.ahead) == (40, "bad", 20)


def test_months_share_a_target_by_their_days():
    shares = goals.month_targets(90, date(2026, 1, 1), date(2026, 4, 1))
    assert sum(share for _, share in shares) == pytest.approx(90)


def test_a_trait_of_the_refused_becomes_a_rule_and_says_what_it_would_cost():
    answers = [Answer("Wrong size", {"title": "Analyst", "source": "Paid"})] * 8
    answers += [Answer("", {"title": "CMO", "source": "Paid"}, True)] * 20 + [
        Answer("", {"title": "Analyst", "source": "Paid"})
    ]
    (lesson,) = lessons(answers)
    assert (lesson.trait, lesson.value, lesson.refused_with, lesson.accepted_with) == ("title", "Analyst", 8, 1)
    assert lesson.condition == {"field": "lead.title", "op": "is", "value": "Analyst"}


def test_nothing_is_learnt_from_a_handful_or_from_what_all_share():
    assert lessons([Answer("Budget", {"title": "CMO"})] * 3) == []
    same = [Answer("Budget", {"title": "CMO"})] * 10 + [Answer("", {"title": "CMO"})] * 10
    assert lessons(same) == []


@pytest.mark.parametrize(
    ("way", "now", "before", "is_over", "told"),
    [
        ("over", 21, 0, False, True),
        ("over", 20, 0, False, False),
        ("under", 3, 0, False, False),
        ("under", 3, 0, True, True),
        ("fell", 70, 100, True, True),
        ("fell", 90, 100, True, False),
        ("fell", None, 100, True, False),
        ("fell", 5, None, True, False),
    ],
)
def test_a_number_is_worth_a_word_when_it_passed_its_line(way, now, before, is_over, told):
    assert is_worth(way, 20, now, before, is_over=is_over) is told


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (150, 100, {"way": "up", "text": "50%"}),
        (50, 100, {"way": "down", "text": "50%"}),
        (100, 100, {"way": "", "text": "as before"}),
        (999, 100, {"way": "up", "text": "899%"}),
        (39_289, 100, {"way": "up", "text": "393 times"}),
        (5, 0, {}),
        (None, 5, {}),
    ],
)
def test_how_a_number_moved_is_said_in_percent_or_where_it_is_manifold_in_times(now, before, said):
    assert change(now, before) == said
