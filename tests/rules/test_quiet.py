"""When people may be disturbed."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from accounts.quiet import after_quiet, last_morning, next_morning

BERLIN = ZoneInfo("Europe/Berlin")


def utc(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "over"),
    [
        (utc(10, 12), utc(10, 12)),  # at noon nobody sleeps
        (utc(10, 18, 59), utc(10, 18, 59)),
        (utc(10, 19), utc(11, 6)),  # 20:00 in Berlin, until 07:00
        (utc(10, 23, 30), utc(11, 6)),
        (utc(11, 5, 59), utc(11, 6)),
        (utc(11, 6), utc(11, 6)),
        (utc(28, 23), utc(29, 5)),  # over the night in which the clocks go forward
    ],
)
def test_what_comes_at_night_waits_for_the_end_of_the_quiet_hours(at, over):
    assert after_quiet(at, start=time(20), end=time(7), zone=BERLIN) == over


def test_quiet_hours_may_lie_within_a_day_or_be_none_at_all():
    assert after_quiet(utc(10, 11, 30), start=time(12), end=time(13), zone=BERLIN) == utc(10, 12)
    assert after_quiet(utc(10, 12), start=time(12), end=time(13), zone=BERLIN) == utc(10, 12)
    assert after_quiet(utc(10, 3), start=None, end=None, zone=BERLIN) == utc(10, 3)


def test_the_morning_is_the_same_time_of_day_also_when_the_clocks_change():
    assert last_morning(utc(28, 12), at=time(7, 30), zone=BERLIN) == utc(28, 6, 30)
    assert next_morning(utc(28, 12), at=time(7, 30), zone=BERLIN) == utc(29, 5, 30)
    assert last_morning(utc(28, 6, 29), at=time(7, 30), zone=BERLIN) == utc(27, 6, 30)
