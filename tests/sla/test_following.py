"""After acceptance: attempts one by one until somebody is reached, and the rating sales owes."""

from datetime import timedelta

import pytest

from accounts.actions import Refused
from sla import actions as sla
from sla.models import Breach, Clock, Rating
from tests.conftest import NOON
from tests.sla.test_running import begun

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def taken(lena, ravi):
    begun(lena, ravi)
    sla.accepted(lena, at=NOON + timedelta(minutes=20), rep=ravi.pk)
    return lena


def running(lead):
    return {clock.kind: clock for clock in Clock.objects.running().of(lead)}


def test_acceptance_starts_the_attempts_and_the_rating(taken):
    clocks = running(taken)
    assert set(clocks) == {"respond", "attempt", "feedback"}
    assert (clocks["attempt"].nth, clocks["attempt"].handoff_id) == (1, 7)
    # Six attempts in ten days: the first within 40 hours, of which Tuesday has five and Wednesday eight open.
    assert clocks["attempt"].due_at == NOON + timedelta(days=1, hours=5)
    assert clocks["feedback"].due_at == NOON + timedelta(days=3, hours=5)  # five days end on Sunday: Friday at five


def test_each_touch_is_an_attempt_and_the_first_is_the_response(taken, ravi):
    sla.touched(taken, at=NOON + timedelta(hours=1), by=ravi.pk, outcome="no answer")
    clocks = running(taken)
    assert set(clocks) == {"attempt", "feedback"}
    assert clocks["attempt"].nth == 2
    answered = Clock.objects.get(kind="respond")
    assert (answered.why, answered.ran_seconds) == ("Answered", 3_600)


def test_when_they_were_reached_the_chase_is_over(taken, ravi):
    sla.touched(taken, at=NOON + timedelta(hours=1), by=ravi.pk, outcome="reached")
    assert set(running(taken)) == {"feedback"}


def test_after_the_last_attempt_none_is_due(taken, ravi):
    for nth in range(1, 8):
        sla.touched(taken, at=NOON + nth * DAY, by=ravi.pk, outcome="no answer")
    assert set(running(taken)) == {"feedback"}
    assert Clock.objects.filter(kind="attempt").count() == 6


def test_an_attempt_that_is_not_made_falls_due(taken, inside):
    told = sla.tick(inside.pk, NOON + 3 * DAY)
    assert ("attempt", "tell") in {(due.kind, due.do) for due in told}
    assert Breach.objects.filter(kind="attempt").exists()


def test_a_lead_that_goes_back_stops_everything_but_the_rating(taken):
    sla.ended(taken, at=NOON + timedelta(hours=2), why="Handed back")
    assert set(running(taken)) == {"feedback"}


def test_the_rating_stops_its_clock_and_the_last_word_of_a_pass_counts(taken, ravi, mona):
    sla.rate(taken, stars=2, answers=[("Why?", "Wrong size"), ("What else?", " ")], by=ravi, at=NOON + DAY)
    sla.rate(taken, stars=4, answers=[], by=mona, at=NOON + 2 * DAY)
    row = Rating.objects.get()
    assert (row.stars, row.by, row.answers) == (4, mona, [])
    assert "feedback" not in running(taken)
    with pytest.raises(Refused, match="one to five"):
        sla.rate(taken, stars=6, answers=[], by=ravi, at=NOON)


def test_the_rep_rates_on_the_page_and_a_marketer_does_not(taken, as_, ravi):
    taken.owner = ravi
    taken.save()
    url = f"/w/acme/leads/{taken.pk}/rating/"
    assert as_("maya").get(url).status_code == 403
    page = as_("ravi").get(url)
    assert "Who else decides?" in page.content.decode()
    assert as_("ravi").post(url, {"stars": ""}).status_code == 422
    assert as_("ravi").post(url, {"stars": "5", "answer0": "Yes"}).status_code == 302
    assert Rating.objects.get().answers[0]["answer"] == "Yes"
