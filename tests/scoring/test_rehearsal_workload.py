"""What handing leads over does to sales: whose queue grows, what waits, what is begun too late."""

from datetime import date, timedelta

import pytest

from scoring.rehearsal.workload import weeks_of

MONDAY = date(2026, 3, 2)


def test_what_sales_can_work_is_worked_and_nothing_waits():
    (week,) = weeks_of({MONDAY: 5, MONDAY + timedelta(days=2): 5}, {MONDAY: {"Ravi": 25.0}})
    assert (week.handed, week.can_work, week.waiting, week.late) == (10, 25.0, 0, 0)


def test_a_surplus_waits_and_is_late_and_carries_into_the_next_week():
    first, second = weeks_of({MONDAY: 20}, {MONDAY: {"Ravi": 10.0}, MONDAY + timedelta(days=7): {"Ravi": 10.0}})
    assert (first.waiting, second.waiting) == (10, 0)
    assert first.late == 6  # two a day: those of Wednesday, Thursday and Friday
    assert second.late == 10


def test_leads_go_to_whoever_has_least_to_do_for_what_they_can():
    (week,) = weeks_of({MONDAY + timedelta(days=4): 30}, {MONDAY: {"Ravi": 10.0, "Rosa": 20.0}})
    assert week.queues == {"Ravi": 8, "Rosa": 16}


def test_who_is_away_gets_nothing_and_their_queue_waits_for_them():
    later = MONDAY + timedelta(days=7)
    weeks = weeks_of({MONDAY: 6, later: 5}, {MONDAY: {"Ravi": 5.0}, later: {"Ravi": 0.0, "Rosa": 50.0}})
    assert weeks[1].queues == {"Ravi": 1, "Rosa": 0}


def test_what_comes_at_the_weekend_comes_on_monday():
    (week,) = weeks_of({MONDAY - timedelta(days=1): 3}, {MONDAY: {"Ravi": 50.0}})
    assert (week.handed, week.waiting) == (3, 0)


@pytest.mark.parametrize("capacity", [{}, {MONDAY: {}}])
def test_without_anybody_there_is_no_queue(capacity):
    assert all(week.queues == {} for week in weeks_of({MONDAY: 3}, capacity))
