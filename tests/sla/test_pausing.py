"""A clock can wait for the lead: with a reason, for so long, and the deadline and the custody follow."""

from datetime import timedelta

import pytest

from accounts.actions import Refused
from leads.models import CustodyChange
from sla import actions as sla
from sla.actions import pausing
from sla.models import Breach, Clock, ClockPause, Policy
from tests.conftest import NOON
from tests.sla.conftest import offer

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def clock(lena, ravi) -> Clock:
    """Four hours from Tuesday noon: due at four in the afternoon."""
    lena.grade = "B2"
    lena.save()
    promise = sla.promise(lena, at=NOON, rep=ravi.pk)
    offer(lena, accept_by=promise.due_at, rep=ravi.pk)
    return sla.start(lena, kind="accept", at=NOON, promise=promise, rep=ravi.pk)


def test_while_it_waits_nothing_falls_due_and_the_deadline_is_the_latest_it_can_become(clock, ravi, lena, inside):
    row = sla.pause(clock, by=ravi, reason="She is on a plane", at=NOON + HOUR)
    clock.refresh_from_db()
    lena.refresh_from_db()
    assert row.most_until == NOON + HOUR + timedelta(days=3)
    assert clock.due_at == lena.accept_by > NOON + timedelta(days=2)
    assert sla.tick(inside.pk, NOON + timedelta(days=2)) == []
    assert CustodyChange.objects.latest("id").reason == "Waiting for the lead: She is on a plane"


def test_when_it_runs_on_the_deadline_moved_by_exactly_the_time_it_waited(clock, ravi, lena):
    sla.pause(clock, by=ravi, reason="She is on a plane", at=NOON + HOUR)
    sla.resume(clock, by=ravi, at=NOON + HOUR + 25 * MINUTE)
    clock.refresh_from_db()
    lena.refresh_from_db()
    assert clock.due_at == lena.accept_by == NOON + 4 * HOUR + 25 * MINUTE
    sla.stop(lena, kinds=["accept"], at=NOON + 2 * HOUR, why="Accepted")
    clock.refresh_from_db()
    assert clock.ran_seconds == 95 * 60  # two hours less the pause


def test_it_runs_on_by_itself_when_the_agreement_allows_no_more(clock, ravi, inside):
    sla.pause(clock, by=ravi, reason="She is on a plane", at=NOON + HOUR)
    after = NOON + timedelta(days=3, hours=1, minutes=1)
    sla.tick(inside.pk, after)
    clock.refresh_from_db()
    assert (clock.paused_at, ClockPause.objects.get().ended_at) == (None, NOON + HOUR + timedelta(days=3))
    assert clock.next_at > after
    with pytest.raises(Refused, match="used up"):
        sla.pause(clock, by=ravi, reason="Again", at=after)


def test_it_cannot_wait_without_a_reason_twice_or_after_its_time(clock, ravi):
    with pytest.raises(Refused, match="Say what you are waiting for"):
        sla.pause(clock, by=ravi, reason="  ", at=NOON + HOUR)
    with pytest.raises(Refused, match="time is up"):
        sla.pause(clock, by=ravi, reason="Late", at=NOON + 5 * HOUR)
    sla.pause(clock, by=ravi, reason="First", at=NOON + HOUR)
    with pytest.raises(Refused, match="does not run"):
        sla.pause(clock, by=ravi, reason="Second", at=NOON + 2 * HOUR)


def test_a_held_clock_that_is_stopped_is_not_late(clock, ravi, lena):
    sla.pause(clock, by=ravi, reason="She is on a plane", at=NOON + HOUR)
    sla.stop(lena, kinds=["accept"], at=NOON + timedelta(days=2), why="Accepted")
    clock.refresh_from_db()
    assert (clock.ran_seconds, Breach.objects.exists()) == (3600, False)


def test_an_agreement_without_pauses_allows_none(clock, ravi):
    Policy.objects.update(pause_days=0)
    with pytest.raises(Refused, match="used up"):
        sla.pause(clock, by=ravi, reason="She is on a plane", at=NOON + HOUR)


def test_the_others_that_keep_a_deadline_are_told(clock, ravi, monkeypatch):
    told = []
    monkeypatch.setattr(pausing, "FOLLOWERS", [])
    sla.follow_deadlines(lambda row, at: told.append((row.pk, row.due_at)))
    sla.pause(clock, by=ravi, reason="She is on a plane", at=NOON + HOUR)
    clock.refresh_from_db()
    assert told == [(clock.pk, clock.due_at)]


def test_a_pause_nobody_ended_ends_where_the_agreement_says_also_without_a_ticker(clock, ravi, lena):
    sla.pause(clock, by=ravi, reason="She is on a plane", at=NOON + HOUR)
    sla.stop(lena, kinds=["accept"], at=NOON + timedelta(days=5), why="Accepted")
    clock.refresh_from_db()
    # It ran an hour on Tuesday, stood still until Friday at one, and was due at four; it was open until five.
    assert clock.due_at == NOON + timedelta(days=3, hours=4)
    assert clock.ran_seconds == 5 * 3_600
    assert Breach.objects.get().due_at == clock.due_at


def test_while_the_lead_has_the_ball_its_first_response_waits_with_its_acceptance(clock, ravi, lena, inside):
    promise = sla.promise(lena, at=NOON, rep=ravi.pk)
    respond = sla.start(lena, kind="respond", at=NOON, promise=promise, rep=ravi.pk)
    sla.pause(clock, by=ravi, reason="She is on a plane", at=NOON + HOUR)
    respond.refresh_from_db()
    assert respond.paused_at == NOON + HOUR
    assert respond.pauses.get().reason == "She is on a plane"
    sla.resume(clock, by=ravi, at=NOON + HOUR + 25 * MINUTE)
    respond.refresh_from_db()
    assert (respond.paused_at, respond.due_at) == (None, NOON + 4 * HOUR + 25 * MINUTE)


def test_a_first_response_that_is_held_leaves_the_other_clocks_running(clock, ravi, lena):
    promise = sla.promise(lena, at=NOON, rep=ravi.pk)
    respond = sla.start(lena, kind="respond", at=NOON, promise=promise, rep=ravi.pk)
    sla.pause(respond, by=ravi, reason="She is on a plane", at=NOON + HOUR)
    clock.refresh_from_db()
    assert clock.paused_at is None
