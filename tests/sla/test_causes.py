"""One lateness is one cause: what was never accepted was never answered either, and managers hear of it once."""

from datetime import timedelta

import pytest

from accounts.models import Notification
from handoff.relay import clocks as look
from routing import actions as routing
from routing.models import Handoff, Pool
from sla import actions as sla
from sla.models import Breach, Cause, Clock, Excuse, Kind, Policy
from sla.plans import Plan
from tests.conftest import NOON
from tests.routing.worlds import qualified
from tests.sla.test_running import begun

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def causes():
    return {row.kind: (row.cause, row.root_id is not None) for row in Breach.objects.all()}


def test_a_late_acceptance_is_the_one_cause_of_both_breaches(lena, ravi):
    begun(lena, ravi, hand_raiser=True)
    sla.accepted(lena, at=NOON + 31 * MINUTE, rep=ravi.pk)
    sla.touched(lena, at=NOON + 40 * MINUTE, by=ravi.pk)
    assert causes() == {"accept": (Cause.UNACCEPTED, False), "respond": (Cause.UNACCEPTED, True)}
    assert Breach.objects.get(kind="respond").root == Breach.objects.get(kind="accept")


def test_who_accepted_in_time_and_did_nothing_is_late_by_another_cause(lena, ravi):
    begun(lena, ravi, hand_raiser=True)
    sla.accepted(lena, at=NOON + 5 * MINUTE, rep=ravi.pk)
    sla.touched(lena, at=NOON + 40 * MINUTE, by=ravi.pk)
    assert causes() == {"respond": (Cause.UNTOUCHED, False)}


def test_acceptance_and_answer_have_each_their_own_time(lena, ravi):
    Policy.objects.filter(hand_raiser=True).update(accept_seconds=600, respond_seconds=3_600)
    begun(lena, ravi, hand_raiser=True)
    due = {clock.kind: clock.due_at for clock in Clock.objects.all()}
    assert due == {"accept": NOON + 10 * MINUTE, "respond": NOON + 60 * MINUTE}
    sla.accepted(lena, at=NOON + 12 * MINUTE, rep=ravi.pk)
    sla.touched(lena, at=NOON + 50 * MINUTE, by=ravi.pk)
    assert causes() == {"accept": (Cause.UNACCEPTED, False)}  # accepted late, and answered in time all the same


def test_accepted_late_with_time_left_to_answer_in_makes_two_causes(lena, ravi):
    Policy.objects.filter(hand_raiser=True).update(accept_seconds=600, respond_seconds=3_600)
    begun(lena, ravi, hand_raiser=True)
    sla.accepted(lena, at=NOON + 12 * MINUTE, rep=ravi.pk)
    sla.touched(lena, at=NOON + 70 * MINUTE, by=ravi.pk)
    assert causes() == {"accept": (Cause.UNACCEPTED, False), "respond": (Cause.UNTOUCHED, False)}


def test_the_manager_hears_once_of_one_lateness(inside, ravi, mona):
    qualified(inside, cause="hand-raiser", grade="A1")
    routing.route(inside, at=NOON)
    look(inside.pk, NOON + 31 * MINUTE)
    look(inside.pk, NOON + 31 * MINUTE)
    told = Notification.objects.filter(to=mona, kind="escalation")
    assert [row.title.partition(": ")[2] for row in told] == ["Not accepted or rejected in time"]
    assert Breach.objects.count() == 2


def test_one_excuse_is_for_the_whole_lateness_also_for_what_comes_of_it_later(lena, ravi, mona, inside):
    Policy.objects.filter(hand_raiser=True).update(accept_seconds=600, respond_seconds=3_600)
    begun(lena, ravi, hand_raiser=True)
    sla.tick(inside.pk, NOON + 11 * MINUTE)
    sla.excuse(Breach.objects.get(), by=mona, reason="The telephones were down", at=NOON + 20 * MINUTE)
    sla.tick(inside.pk, NOON + 61 * MINUTE)
    assert Breach.objects.count() == 2
    assert set(Excuse.objects.values_list("reason", "by")) == {("The telephones were down", mona.pk)}
    assert Excuse.objects.count() == 2


def test_an_offer_taken_back_is_over_and_the_lead_goes_on_waiting(inside, ravi):
    lead = qualified(inside, cause="hand-raiser", grade="A1")
    routing.route(inside, at=NOON)
    routing.reoffer(Handoff.objects.get(), at=NOON + 31 * MINUTE, why="Not answered in time")
    clocks = {clock.kind: clock for clock in Clock.objects.of(lead)}
    assert (clocks[Kind.ACCEPT].why, clocks[Kind.ACCEPT].rep) == ("Offered again", ravi)
    assert (clocks[Kind.RESPOND].stopped_at, clocks[Kind.RESPOND].rep) == (None, None)


def test_whoever_takes_a_lead_over_has_its_clocks(inside, ravi, mona):
    lead = qualified(inside, cause="hand-raiser", grade="A1")
    routing.route(inside, at=NOON)
    handoff = Handoff.objects.get(lead=lead)
    routing.accept(handoff, by=ravi, at=NOON + MINUTE, next_step_at=NOON + 60 * MINUTE)
    before = dict(Clock.objects.running().of(lead).values_list("kind", "due_at"))
    handoff.refresh_from_db()
    routing.reassign(handoff, to=mona, by=mona, at=NOON + 2 * MINUTE)
    after = Clock.objects.running().of(lead)
    assert set(after.values_list("kind", "rep")) == {(kind, mona.pk) for kind in ("respond", "attempt", "feedback")}
    assert dict(after.values_list("kind", "due_at")) == before
    look(inside.pk, NOON + 31 * MINUTE)
    assert not Notification.objects.filter(to=ravi, kind="breach").exists()
    assert Breach.objects.get().rep == mona


def test_a_rep_without_a_calendar_goes_by_the_pools(inside, ravi):
    lead = qualified(inside, cause="hand-raiser", grade="A1")
    pool = Pool.objects.get(fallback=True)
    whole = sla.make_calendar(inside, Plan("Around the clock", "UTC", always_open=True), by=ravi, at=NOON)
    sla.give_calendar(whole, reps=[], pools=[pool.pk], everybody=False, by=ravi, at=NOON)
    routing.route(inside, at=NOON)
    clock = Clock.objects.of(lead).get(kind="accept")
    assert (clock.pool, clock.rep, clock.edition.calendar_id) == (pool.pk, ravi, whole.pk)
