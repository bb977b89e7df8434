"""From what is kept about a calendar to exact deadlines: holidays of every year on the way, half days, far ones."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla import public_holidays
from sla.calendars import BadCalendar, Closure
from sla.plans import Plan, week_in_words
from sla.timetables import Timetable, calendar_from
from sla.year import year_of
from tests.rules.clock_oracle import MinuteWalk

BERLIN = ZoneInfo("Europe/Berlin")
NINE, FIVE = time(9), time(17)
OFFICE = (((NINE, FIVE),),) * 5 + ((),) * 2
HOUR = timedelta(hours=1)


def table(**more) -> Timetable:
    return Timetable(**{"calendar_id": 1, "zone": "Europe/Berlin", "week": OFFICE, **more})


def test_public_holidays_of_the_state_close_and_are_named():
    found = {day.on: day.name for day in table(country="DE", subdivision="BY").holidays(2026, 2026)}
    assert found[date(2026, 1, 6)] == "Epiphany"
    assert date(2026, 1, 6) not in {day.on for day in table(country="DE", subdivision="BE").holidays(2026, 2026)}


def test_a_deadline_over_christmas_skips_the_holidays_of_both_years():
    start = datetime(2026, 12, 23, 16, tzinfo=BERLIN)
    reckoned = table(country="DE").due(start, 10 * HOUR)
    # Wednesday one hour, Thursday 24th eight, Friday and Saturday are holidays, Monday the 28th one more.
    assert reckoned.due_at == datetime(2026, 12, 28, 10, tzinfo=BERLIN)


def test_a_deadline_years_ahead_knows_the_holidays_of_every_year_on_the_way():
    start = datetime(2026, 1, 2, 9, tzinfo=BERLIN)
    known = table(country="DE")
    far = known.due(start, 8 * HOUR * 2_500)
    assert far.due_at.year == 2035
    assert known.elapsed(start, far.due_at) == 8 * HOUR * 2_500
    assert {closure.on.year for closure in calendar_from(far.written).closures} >= set(range(2026, 2037))


def test_half_holidays_close_from_their_hour_and_only_where_they_are_wanted():
    start = datetime(2026, 12, 31, 9, tzinfo=ZoneInfo("Atlantic/Reykjavik"))
    iceland = table(zone="Atlantic/Reykjavik", country="IS")
    assert iceland.due(start, 6 * HOUR).due_at.hour == 15
    early = table(zone="Atlantic/Reykjavik", country="IS", half_days_from=time(13))
    assert early.due(start, 6 * HOUR).due_at == datetime(2027, 1, 4, 11, tzinfo=UTC)


def test_a_part_day_closure_and_a_night_shift_over_the_change_of_the_clocks():
    night = (((time(22), time(6)),),) * 7
    closing = Closure(date(2026, 3, 29), time(4), time(5), "Training")
    known = table(week=night, closures=(closing,))
    start = datetime(2026, 3, 28, 22, tzinfo=BERLIN)
    # Two hours to midnight, two to two o'clock, three to four would be one shown hour, an hour closed, one to six.
    assert known.elapsed(start, datetime(2026, 3, 29, 6, tzinfo=BERLIN)) == 6 * HOUR
    assert known.due(start, 6 * HOUR).due_at == datetime(2026, 3, 29, 6, tzinfo=BERLIN)


def test_nothing_allowed_is_the_start_or_the_next_opening():
    assert table().due(datetime(2026, 3, 10, 12, tzinfo=BERLIN), timedelta()).due_at.hour == 11
    saturday = table().due(datetime(2026, 3, 14, 12, tzinfo=BERLIN), timedelta())
    assert saturday.due_at == datetime(2026, 3, 16, 9, tzinfo=BERLIN)


@pytest.mark.parametrize("length", [timedelta(days=300_000), timedelta(days=3_650_000)])
def test_a_huge_length_is_answered_or_refused_with_a_sentence(length):
    with pytest.raises(ValueError, match="9999"):
        table(country="DE").due(datetime(2026, 3, 10, 12, tzinfo=UTC), length * 10)


def test_an_instant_without_a_zone_and_an_end_before_its_start_are_refused_with_a_sentence():
    with pytest.raises(ValueError, match="needs a time zone"):
        table().due(datetime(2026, 3, 10, 12), HOUR)  # noqa: DTZ001
    with pytest.raises(ValueError, match="needs a time zone"):
        table().elapsed(datetime(2026, 3, 10, 12), datetime(2026, 3, 10, 13, tzinfo=UTC))  # noqa: DTZ001
    with pytest.raises(ValueError, match="lies before the start"):
        table().elapsed(datetime(2026, 3, 10, 12, tzinfo=UTC), datetime(2026, 3, 9, 12, tzinfo=UTC))


def test_an_edition_answers_as_the_calendar_it_was_taken_from():
    known = table(country="US", subdivision="CA", closures=(Closure(date(2026, 7, 6), name="Summer day"),))
    start = datetime(2026, 7, 2, 15, tzinfo=BERLIN)
    reckoned = known.due(start, 20 * HOUR)
    from sla.clock import due

    assert due(start, 20 * HOUR, calendar_from(reckoned.written)) == reckoned.due_at


def test_every_country_has_its_holidays_and_unknown_places_are_refused():
    assert len(public_holidays.countries()) > 200
    with pytest.raises(BadCalendar, match="no public holidays"):
        public_holidays.check("XX", "")
    with pytest.raises(BadCalendar, match="no state or region"):
        public_holidays.check("DE", "ZZ")


def test_a_holiday_observed_in_the_year_before_is_told_once_by_that_year():
    known = table(country="US").holidays(2021, 2022)
    days = [day.on for day in known]
    assert date(2021, 12, 31) in days
    assert len(days) == len(set(days))


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (Plan(" ", "UTC", OFFICE), "Give the calendar a name"),
        (Plan("Mine", "Mars/Olympus", OFFICE), "no time zone"),
        (Plan("Mine", "UTC"), "Nothing is ever open"),
        (Plan("Mine", "UTC", OFFICE, country="DE", subdivision="ZZ"), "no state or region"),
    ],
)
def test_a_plan_no_clock_could_go_by_is_refused_with_a_sentence(plan, said):
    with pytest.raises(BadCalendar, match=said):
        plan.check()


def test_a_week_reads_as_people_say_it():
    week = (*OFFICE[:5], ((time(10), time(12)), (time(13), time(0))), ())
    assert week_in_words(week, always_open=False) == "Mon–Fri 09:00–17:00, Sat 10:00–12:00 and 13:00–00:00"


def test_a_year_shows_each_day_and_what_closes_it():
    months = year_of(table(country="DE").calendar(2025, 2027), 2026)
    new_year = months[0].days[0]
    assert (new_year.kind, new_year.words) == ("holiday", "Thu 1 Jan: closed, New Year's Day")
    assert months[2].days[1].kind == "open"
    assert [len(month.days) for month in months[:2]] == [31, 28]


ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia", "Asia/Kolkata"]
MINUTES = st.integers(0, 1_439).map(lambda minute: time(minute // 60, minute % 60))
BLOCKS = st.lists(st.tuples(MINUTES, MINUTES), max_size=3).map(tuple)


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    week=st.tuples(*[BLOCKS] * 7),
    country=st.sampled_from(["", "DE", "US", "IS"]),
    start=st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    minutes=st.integers(0, 3_000),
)
def test_stored_calendars_agree_with_an_oracle_that_reads_the_wall(zone, week, country, start, minutes):
    start = start.replace(second=0, microsecond=0)
    known = Timetable(1, zone, tuple(tuple(sorted(set(day))) for day in week), country=country, half_days_from=time(13))
    calendar = known.calendar(start.year - 1, start.year + 2)
    if not calendar.hours.total or calendar.hours.total < 3_600_000_000:
        return
    end = start + timedelta(minutes=minutes)
    walk = MinuteWalk(known.written(start.year - 1, start.year + 2), start, 3)
    assert known.elapsed(start, end) == walk.elapsed(start, end)
    assert known.elapsed(start, known.due(start, timedelta(minutes=minutes)).due_at) == timedelta(minutes=minutes)
