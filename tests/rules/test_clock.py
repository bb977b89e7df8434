"""The clock on a rep's ordinary and less ordinary days; the oracle's tests go where nobody looks."""

import pickle
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from sla.clock import BadCalendar, Calendar, Closure, NeverOpen, due, elapsed, spans
from sla.tape import tape

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NAIVE = datetime(2025, 6, 3)  # noqa: DTZ001 - the mistake to be refused
OFFICE = {weekday: [("09:00", "17:00")] for weekday in range(5)}
BERLIN = Calendar("Europe/Berlin", OFFICE, [Closure(date(2025, 12, 25), name="Christmas Day")])
NIGHTS = Calendar("America/New_York", {weekday: [(time(22), time(6))] for weekday in range(7)})
ALWAYS = Calendar("Europe/London", always_open=True)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "allowed", "wanted"),
    [
        pytest.param(utc(2025, 6, 3, 8), HOUR, utc(2025, 6, 3, 9), id="during the day"),
        pytest.param(utc(2025, 6, 3, 4), HOUR, utc(2025, 6, 3, 8), id="before opening"),
        pytest.param(utc(2025, 6, 6, 14, 30), HOUR, utc(2025, 6, 9, 7, 30), id="over the weekend"),
        pytest.param(utc(2025, 6, 3, 13), 2 * HOUR, utc(2025, 6, 3, 15), id="ends at closing"),
        pytest.param(utc(2025, 6, 3, 15), timedelta(0), utc(2025, 6, 4, 7), id="nothing, at closing"),
        pytest.param(utc(2025, 6, 3, 8, 1), timedelta(0), utc(2025, 6, 3, 8, 1), id="nothing, while open"),
        pytest.param(utc(2025, 12, 24, 15), 2 * HOUR, utc(2025, 12, 26, 9), id="over Christmas Day"),
        pytest.param(utc(2025, 3, 28, 15), 2 * HOUR, utc(2025, 3, 31, 8), id="over the spring change"),
    ],
)
def test_ravi_in_berlin_gets_his_working_hours(start, allowed, wanted):
    assert due(start, allowed, BERLIN) == wanted
    assert elapsed(start, wanted, BERLIN) == allowed


def test_a_night_shift_is_an_hour_shorter_in_spring_and_longer_in_autumn():
    spring, autumn = utc(2025, 3, 9, 3), utc(2025, 11, 2, 2)
    assert elapsed(spring, spring + 12 * HOUR, NIGHTS) == 7 * HOUR
    assert elapsed(autumn, autumn + 12 * HOUR, NIGHTS) == 9 * HOUR


def test_a_block_half_in_the_repeated_hour_opens_twice_and_half_in_the_gap_once():
    sundays = Calendar("America/New_York", {6: [("01:30", "02:30")]})
    assert list(spans(utc(2025, 11, 2), sundays, until=utc(2025, 11, 3))) == [
        (utc(2025, 11, 2, 5, 30), utc(2025, 11, 2, 6)),
        (utc(2025, 11, 2, 6, 30), utc(2025, 11, 2, 7, 30)),
    ]
    gap = list(spans(utc(2025, 3, 9), sundays, until=utc(2025, 3, 10)))
    assert gap == [(utc(2025, 3, 9, 6, 30), utc(2025, 3, 9, 7))]


def test_apia_had_no_friday_before_new_year_2011():
    apia = Calendar("Pacific/Apia", OFFICE)
    thursday, monday = utc(2011, 12, 29, 19), utc(2012, 1, 1, 19)
    assert list(islice(spans(thursday, apia), 2)) == [
        (thursday, thursday + 8 * HOUR),
        (monday, monday + 8 * HOUR),
    ]


def test_a_closed_date_closes_its_own_readings_only():
    friday_night = {4: [("20:00", "04:00")]}
    saturday = Calendar("UTC", friday_night, [date(2025, 7, 5)])
    friday = Calendar("UTC", friday_night, [date(2025, 7, 4)])
    week = utc(2025, 7, 1), utc(2025, 7, 8)
    assert list(spans(week[0], saturday, until=week[1])) == [(utc(2025, 7, 4, 20), utc(2025, 7, 5))]
    assert list(spans(week[0], friday, until=week[1])) == [(utc(2025, 7, 5), utc(2025, 7, 5, 4))]


def test_overlapping_and_touching_blocks_count_once():
    messy = Calendar("UTC", {0: [("09:00", "12:00"), ("11:00", "14:00"), ("14:00", "15:00")]})
    assert next(spans(utc(2025, 6, 1), messy)) == (utc(2025, 6, 2, 9), utc(2025, 6, 2, 15))


def test_around_the_clock_is_one_span_to_the_end_of_time_however_it_is_written():
    written = Calendar("Europe/London", {weekday: [("00:00", "24:00")] for weekday in range(7)})
    for calendar in (ALWAYS, written):
        assert list(spans(utc(2025, 3, 1), calendar)) == [(utc(2025, 3, 1), datetime.max.replace(tzinfo=UTC))]
        ages = timedelta(days=2_000_000)
        assert due(utc(2025, 3, 1), ages, calendar) == utc(2025, 3, 1) + ages


@pytest.mark.parametrize(("zone", "reopens"), [("America/New_York", 5), ("Pacific/Apia", -13)])
def test_a_desk_that_never_closes_still_keeps_its_last_closure_to_the_local_hour(zone, reopens):
    desk = Calendar(zone, always_open=True, closures=[date(2025, 1, 1)])
    again = utc(2025, 1, 2) + reopens * HOUR
    assert due(again - MINUTE, HOUR, desk) == again + HOUR
    assert elapsed(again - 30 * HOUR, again + 100 * 24 * HOUR, desk) == (6 + 100 * 24) * HOUR


def test_any_zone_may_come_in_and_utc_goes_out():
    start = datetime(2025, 6, 3, 13, 45, 0, 123456, ZoneInfo("Asia/Kathmandu"))
    assert due(start, HOUR, BERLIN) == utc(2025, 6, 3, 9, 0, 0, 123456)
    assert due(start, HOUR, BERLIN).tzinfo is UTC


def test_an_ambiguous_start_is_the_instant_its_fold_says():
    first = datetime(2025, 10, 26, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert elapsed(first, first.replace(fold=1), ALWAYS) == HOUR


def test_pauses_push_the_deadline_by_the_open_time_in_them():
    pauses = [(utc(2025, 6, 3, 9), utc(2025, 6, 3, 10)), (utc(2025, 6, 3, 9, 30), utc(2025, 6, 3, 20))]
    assert due(utc(2025, 6, 3, 8), 2 * HOUR, BERLIN, pauses=pauses) == utc(2025, 6, 4, 8)
    assert due(utc(2025, 6, 3, 8), HOUR, BERLIN, pauses=pauses) == utc(2025, 6, 3, 9)
    assert elapsed(utc(2025, 6, 3, 8), utc(2025, 6, 4, 8), BERLIN, pauses=pauses) == 2 * HOUR


def closed_until(year):
    days = (date(year, 1, 1) - date(2020, 1, 1)).days
    return Calendar("UTC", OFFICE, [date(2020, 1, 1) + timedelta(days=nth) for nth in range(days)])


def test_nothing_opening_within_ten_years_is_said_and_less_is_waited_for():
    for calendar in (Calendar("UTC"), closed_until(2031)):
        with pytest.raises(NeverOpen, match="within ten years of 2020-03-01"):
            due(utc(2020, 3, 1), timedelta(0), calendar)
        with pytest.raises(NeverOpen):
            list(spans(utc(2020, 3, 1), calendar))
    assert due(utc(2020, 3, 1), HOUR, closed_until(2030)) == utc(2030, 1, 1, 10)
    with pytest.raises(NeverOpen, match="within ten years of 2019-12-31T17"):
        due(utc(2019, 12, 30, 9), 20 * HOUR, closed_until(2031))
    assert due(utc(2019, 12, 30, 9), 16 * HOUR, closed_until(2031)) == utc(2019, 12, 31, 17)
    assert elapsed(utc(2020, 3, 1), utc(2040, 3, 1), Calendar("UTC")) == timedelta(0)


def test_the_last_spans_come_before_the_complaint_that_nothing_follows():
    found = spans(utc(2019, 12, 31), closed_until(2031))
    assert next(found) == (utc(2019, 12, 31, 9), utc(2019, 12, 31, 17))
    with pytest.raises(NeverOpen):
        next(found)


FAR = datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: due(NAIVE, HOUR, BERLIN), "start needs a time zone"),
        (lambda: elapsed(utc(2025, 6, 3), NAIVE, BERLIN), "end needs a time zone"),
        (lambda: next(spans(NAIVE, BERLIN)), "start needs a time zone"),
        (lambda: due(utc(2025, 6, 3), -MINUTE, BERLIN), "cannot be negative"),
        (lambda: elapsed(utc(2025, 6, 4), utc(2025, 6, 3), BERLIN), "lies before the start"),
        (lambda: due(FAR, HOUR, ALWAYS), "outside the years 1 to 9999"),
        (lambda: due(utc(9999, 12, 31, 23), 2 * HOUR, ALWAYS), "past the year 9999"),
        (lambda: due(utc(9999, 12, 31, 23), HOUR, BERLIN), "past the year 9999"),
        (lambda: due(utc(2025, 6, 3), timedelta.max, BERLIN), "past the year 9999"),
        (lambda: due(utc(2025, 6, 3), HOUR, ALWAYS, pauses=[(FAR, FAR)]), "pause .* outside the years"),
        (
            lambda: due(utc(2025, 6, 3), HOUR, ALWAYS, pauses=[(utc(2025, 6, 4), utc(2025, 6, 3))]),
            "before it begins",
        ),
        (lambda: tape(utc(2025, 6, 4), utc(2025, 6, 3), BERLIN), "lies before the start"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_sentence(ask, sentence):
    with pytest.raises(ValueError, match=sentence):
        ask()


def test_the_first_and_the_last_years_are_counted_too():
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    assert due(first, HOUR, NIGHTS) > first
    assert elapsed(first, last, ALWAYS) == last - first


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (lambda: Calendar("Europe/Atlantis"), "no time zone called “Europe/Atlantis”"),
        (lambda: Calendar("Europe"), "no time zone"),
        (lambda: Calendar("../etc/passwd"), "no time zone"),
        (lambda: Calendar("UTC", {7: [("09:00", "17:00")]}), "from 0 .Monday. to 6"),
        (lambda: Calendar("UTC", {0: [("9 am", "17:00")]}), "“9 am” is not a time of day"),
        (lambda: Calendar("UTC", {0: [("24:00", "17:00")]}), "only as an end"),
        (lambda: Calendar("UTC", {0: [("09:00", "24:01")]}), "past the end of the day"),
        (lambda: Calendar("UTC", {0: ["09:00"]}), "A block is a start and an end"),
        (lambda: Calendar("UTC", {0: [(time(9, tzinfo=UTC), time(17))]}), "no zone of their own"),
        (lambda: Calendar("UTC", closures=[datetime(2025, 6, 3, tzinfo=UTC)]), "on a date of"),
        (lambda: Calendar("UTC", closures=[(date(2025, 6, 3), "09:00")]), "a from and a to"),
    ],
)
def test_a_calendar_that_cannot_be_says_what_to_mend(write, sentence):
    with pytest.raises(BadCalendar, match=sentence):
        write()


def test_calendars_are_values():
    again = Calendar("Europe/Berlin", OFFICE, [(date(2025, 12, 25), "00:00", "24:00", "Christmas Day")])
    assert again == BERLIN
    assert hash(again) == hash(BERLIN)
    assert pickle.loads(pickle.dumps(BERLIN)) == BERLIN
    assert Calendar(BERLIN.zone, BERLIN.week, BERLIN.closures) == BERLIN
    assert Calendar("Europe/Berlin", OFFICE) != BERLIN
