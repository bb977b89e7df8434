"""The whole way: a pass is promised, offered and answered; nobody answers and it goes on; the secret shopper."""

from datetime import timedelta

import pytest

from accounts.models import Notification
from leads.models import Lead
from routing import actions as routing
from routing.models import Handoff
from sla import actions as sla
from sla.models import Clock, ShopperLead
from tests.conftest import NOON, who
from tests.routing.worlds import qualified

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def offer(inside, ravi):
    lead = qualified(inside, cause="hand-raiser", grade="A1")
    routing.route(inside, at=NOON)
    return Handoff.objects.get(lead=lead)


def clocks(lead, **which):
    return {clock.kind: clock for clock in Clock.objects.running().of(lead).filter(**which)}


def test_the_offer_is_to_be_answered_when_the_agreement_says_and_its_clocks_run(offer):
    assert (offer.tier, offer.accept_by, offer.lead.accept_by) == (
        "Hand-raiser",
        NOON + 30 * MINUTE,
        NOON + 30 * MINUTE,
    )
    assert {clock.due_at for clock in clocks(offer.lead).values()} == {NOON + 30 * MINUTE}
    assert set(clocks(offer.lead)) == {"accept", "respond"}


def test_a_rep_who_accepts_has_the_response_the_attempts_and_the_rating_to_do(offer, ravi):
    routing.accept(offer, by=ravi, at=NOON + 5 * MINUTE, next_step_at=NOON + 60 * MINUTE)
    assert set(clocks(offer.lead, rep=ravi)) == {"respond", "attempt", "feedback"}


def test_a_held_clock_moves_the_time_to_accept_by_everywhere(offer, ravi):
    sla.pause(clocks(offer.lead)["accept"], by=ravi, reason="On a plane", at=NOON + 5 * MINUTE)
    sla.resume(clocks(offer.lead)["accept"], by=ravi, at=NOON + 15 * MINUTE)
    offer.refresh_from_db()
    assert offer.accept_by == Lead.objects.get(pk=offer.lead_id).accept_by == NOON + 40 * MINUTE


def test_nobody_answers_and_the_rep_and_the_manager_hear_of_it(offer, ravi, mona, inside):
    from handoff.relay import clocks as look

    look(inside.pk, NOON + 16 * MINUTE)
    assert Notification.objects.filter(to=ravi, kind="due").count() == 1
    look(inside.pk, NOON + 31 * MINUTE)
    look(inside.pk, NOON + 31 * MINUTE)
    assert Notification.objects.filter(to=mona, kind="escalation").count() == 1  # not once more for the answer
    offer.refresh_from_db()
    assert offer.offers >= 2 or offer.state == "waiting"


def test_a_test_lead_goes_the_same_way_and_is_in_no_figure(inside, mona):
    row = sla.send_test_lead(inside, at=sla.database_now(), by=mona)
    assert row.lead.is_test
    assert row.lead.activities.get().type == "demo requested"
    assert ShopperLead.objects.count() == 1


def test_the_shopper_sends_on_its_schedule_once(inside, mona):
    from sla.actions.shopping import shop

    sla.plan_shopping(inside, is_on=True, every_days=14, by=mona, at=NOON)
    assert shop(inside.pk, NOON) == shop(inside.pk, NOON + MINUTE) == NOON + timedelta(days=14)
    assert ShopperLead.objects.count() == 1
    sla.plan_shopping(inside, is_on=False, every_days=14, by=mona, at=NOON)
    assert shop(inside.pk, NOON + timedelta(days=30)) is None


@pytest.mark.parametrize(("name", "status"), [("mona", 200), ("ravi", 403), ("maya", 403)])
def test_only_managers_see_the_shopper(inside, as_, name, status):
    assert as_(name).get("/w/acme/response-times/shopper/").status_code == status


def test_a_manager_sends_a_test_lead_by_hand(inside, as_):
    mona = as_("mona")
    assert mona.post("/w/acme/response-times/shopper/send/").status_code == 302
    assert mona.post("/w/acme/response-times/shopper/", {"is_on": "on", "every_days": "0"}).status_code == 422
    assert "Alex Winter" in mona.get("/w/acme/response-times/shopper/").content.decode()
    assert who("mona")
