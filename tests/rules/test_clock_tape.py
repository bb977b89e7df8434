"""Why is it due then? The tape answers for Ravi and his lead."""

from datetime import UTC, date, datetime, timedelta

from sla.clock import Calendar, Closure, due
from sla.tape import tape

HOUR = timedelta(hours=1)
CALENDAR = Calendar(
    "Europe/Berlin",
    {weekday: [("09:00", "17:00")] for weekday in range(5)},
    [
        Closure(date(2025, 12, 25), name="Christmas Day"),
        (date(2025, 12, 24), "13:00", "24:00", "Christmas Eve"),
        (date(2025, 12, 25), "08:00", "20:00", "party"),
    ],
)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def told(segments):
    return [(s.kind, s.name, f"{s.begin:%d %H:%M}", f"{s.end:%d %H:%M}") for s in segments]


def test_the_tape_tells_nights_holidays_and_running_time_apart():
    start = utc(2025, 12, 24, 10)
    assert told(tape(start, due(start, 3 * HOUR, CALENDAR), CALENDAR)) == [
        ("running", "", "24 10:00", "24 12:00"),
        ("holiday", "Christmas Eve", "24 12:00", "24 23:00"),
        ("holiday", "Christmas Day", "24 23:00", "25 23:00"),
        ("closed", "", "25 23:00", "26 08:00"),
        ("running", "", "26 08:00", "26 09:00"),
    ]


def test_a_pause_covers_what_lies_under_it():
    start, pauses = utc(2025, 6, 3, 13), [(utc(2025, 6, 3, 14), utc(2025, 6, 4, 8))]
    segments = tape(start, due(start, 2 * HOUR, CALENDAR, pauses=pauses), CALENDAR, pauses=pauses)
    assert told(segments) == [
        ("running", "", "03 13:00", "03 14:00"),
        ("paused", "", "03 14:00", "04 08:00"),
        ("running", "", "04 08:00", "04 09:00"),
    ]
    assert [segment.length for segment in segments] == [HOUR, 18 * HOUR, HOUR]


def test_pauses_before_and_after_do_not_show():
    pauses = [(utc(2025, 6, 1), utc(2025, 6, 2)), (utc(2025, 6, 5), utc(2025, 6, 6))]
    segments = tape(utc(2025, 6, 3, 8), utc(2025, 6, 3, 9), CALENDAR, pauses=pauses)
    assert told(segments) == [("running", "", "03 08:00", "03 09:00")]


def test_a_holiday_over_a_change_of_the_clocks_is_one_segment():
    closed = Calendar("Europe/Berlin", CALENDAR.week, [Closure(date(2025, 10, 26), name="Sunday off")])
    segments = tape(utc(2025, 10, 25, 12), utc(2025, 10, 27, 9), closed)
    assert ("holiday", "Sunday off", "25 22:00", "26 23:00") in told(segments)


def test_due_at_once_leaves_an_empty_tape_and_never_open_is_all_closed():
    at = utc(2025, 6, 3, 8)
    assert tape(at, at, CALENDAR) == []
    assert told(tape(at, at + HOUR, Calendar("UTC"))) == [("closed", "", "03 08:00", "03 09:00")]
