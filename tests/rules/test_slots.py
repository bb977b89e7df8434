"""Times at which two people can meet."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from routing.slots import office_hours, proposals, shared

HALF = timedelta(minutes=30)


def utc(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def test_office_hours_are_nine_to_five_on_weekdays_on_ones_own_clock():
    found = office_hours(utc(12, 10), utc(17, 0), zone=ZoneInfo("Europe/Berlin"))
    assert found == [
        (utc(12, 10), utc(12, 16)),  # Thursday, from now on
        (utc(13, 8), utc(13, 16)),
        (utc(16, 8), utc(16, 16)),  # Monday
    ]


def test_the_clocks_going_forward_moves_the_hours_in_utc():
    zone = ZoneInfo("Europe/Berlin")
    assert office_hours(utc(30, 0), utc(31, 0), zone=zone) == [(utc(30, 7), utc(30, 15))]


def test_what_suits_both_is_where_both_are_open():
    berlin = [(utc(12, 8), utc(12, 16)), (utc(13, 8), utc(13, 16))]
    new_york = [(utc(12, 13), utc(12, 21)), (utc(13, 13), utc(13, 21))]
    assert shared(berlin, new_york) == [(utc(12, 13), utc(12, 16)), (utc(13, 13), utc(13, 16))]
    assert shared(berlin, []) == []


def test_proposals_are_on_the_half_hour_beside_what_is_there_and_not_all_on_one_day():
    spans = [(utc(12, 13, 10), utc(12, 16)), (utc(13, 13), utc(13, 14))]
    found = proposals(spans, busy=[(utc(12, 13, 30), utc(12, 14, 15))], length=HALF)
    assert found == [utc(12, 14, 30), utc(12, 15), utc(12, 15, 30), utc(13, 13), utc(13, 13, 30)]
    assert proposals([(utc(12, 13), utc(12, 13, 20))], busy=[], length=HALF) == []
