"""Clocks run from the promise to the answer; what falls due on the way falls due once."""

from datetime import timedelta

import pytest

from sla import actions as sla
from sla.models import Breach, Clock, ClockStep
from tests.conftest import NOON
from tests.sla.conftest import made_lead

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def begun(lead, rep, *, at=NOON, kinds=("accept", "respond"), **asked):
    promise = sla.promise(lead, at=at, rep=rep.pk, **asked)
    for kind in kinds:
        sla.start(lead, kind=kind, at=at, promise=promise, handoff_id=7, rep=rep.pk)
    return promise


@pytest.mark.parametrize(
    ("grade", "hand_raiser", "tier", "hours"),
    [("A1", False, "A", 1), ("B3", False, "B", 4), ("C2", False, "C and D", 24), ("", True, "Hand-raiser", 0.5)],
)
def test_the_seeded_agreement_promises_each_tier_its_time(inside, ravi, grade, hand_raiser, tier, hours):
    lead = made_lead(inside, grade=grade)
    promise = sla.promise(lead, at=NOON, rep=ravi.pk, hand_raiser=hand_raiser)
    assert (promise.tier, promise.allowed, promise.agreement_version) == (tier, timedelta(hours=hours), 1)
    # Tuesday noon; 24 working hours of 9 to 17 are five on Tuesday, eight on Wednesday and Thursday, three on Friday.
    wanted = NOON + timedelta(days=3) if hours == 24 else NOON + timedelta(hours=hours)
    assert promise.due_at == wanted


def test_each_step_falls_due_once_and_in_order(lena, ravi, inside):
    lena.grade = "A1"
    lena.save()
    begun(lena, ravi)
    told = []
    for minutes in range(0, 150, 10):
        told += [(due.kind, due.at_percent, due.do) for due in sla.tick(inside.pk, NOON + timedelta(minutes=minutes))]
    accept = [(at, do) for kind, at, do in told if kind == "accept"]
    assert accept == [(50, "remind"), (80, "remind"), (100, "remind"), (100, "tell"), (100, "reoffer"), (200, "tell")]
    assert ("respond", 50, "remind") not in told  # the acceptance clock does the reminding
    assert Breach.objects.count() == 2


def test_after_an_outage_reminders_that_were_overtaken_are_written_down_and_not_told(lena, ravi, inside):
    lena.grade = "A1"
    lena.save()
    begun(lena, ravi, kinds=["accept"])
    told = sla.tick(inside.pk, NOON + HOUR + timedelta(minutes=30))
    assert [(due.at_percent, due.do) for due in told] == [(100, "remind"), (100, "tell"), (100, "reoffer")]
    assert list(ClockStep.objects.order_by("id").values_list("key", "overtaken")[:3]) == [
        ("50-remind", True),
        ("80-remind", True),
        ("100-remind", False),
    ]
    assert sla.tick(inside.pk, NOON + HOUR + timedelta(minutes=31)) == []


def test_an_answer_in_time_stops_the_clock_and_leaves_no_breach(lena, ravi, inside):
    begun(lena, ravi)
    assert sla.stop(lena, kinds=["accept"], at=NOON + HOUR, why="Accepted") == 1
    clock = Clock.objects.get(kind="accept")
    assert (clock.ran_seconds, clock.why, clock.next_at) == (3600, "Accepted", None)
    assert not Breach.objects.exists()
    assert Clock.objects.running().count() == 1


def test_a_late_answer_leaves_its_breach_even_when_no_ticker_came(lena, ravi, inside):
    begun(lena, ravi, hand_raiser=True)
    sla.stop(lena, kinds=["accept", "respond"], at=NOON + HOUR, why="Accepted")
    assert Breach.objects.count() == 2
    assert sla.tick(inside.pk, NOON + 2 * HOUR) == []


def test_a_new_offer_starts_a_new_acceptance_clock_and_the_response_clock_goes_on(lena, ravi, mona, inside):
    begun(lena, ravi)
    begun(lena, mona, at=NOON + HOUR)
    assert Clock.objects.filter(kind="accept").count() == 2
    respond = Clock.objects.get(kind="respond")
    assert (respond.started_at, respond.rep_id) == (NOON, mona.pk)


def test_the_bell_is_looked_at_within_half_a_minute(lena, ravi, inside):
    assert sla.next_look(inside.pk, NOON) == NOON + timedelta(seconds=30)
    begun(lena, ravi)
    later = NOON + timedelta(seconds=17)
    assert sla.next_look(inside.pk, later) == NOON + timedelta(seconds=30)
