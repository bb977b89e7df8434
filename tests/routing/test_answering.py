"""A rep answers: accepts, rejects, works on, hands back; and the second one is told who was first."""

from datetime import timedelta

import pytest

from accounts.actions import Refused
from leads import actions as leads
from leads.models import Lead
from leads.stages import Stage
from routing import actions as routing
from routing.models import Fate, RejectReason, State
from tests.conftest import NOON, who
from tests.routing.worlds import SOON, lead_of, offered_to, passed, qualified

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=7)


def reason(key="not_now"):
    return RejectReason.objects.get(key=key)


def test_one_cause_makes_one_row(inside):
    lead = qualified(inside, first_name="Maya")
    first = routing.open(passed(lead))
    assert routing.open(passed(lead)) == first
    assert inside.handoffs.count() == 1


def test_accepting_makes_an_sal_that_the_rep_holds_with_a_next_step(inside):
    handoff = offered_to(inside, who("ravi"))
    change = routing.accept(handoff, by=who("ravi"), at=LATER, next_step_at=SOON)
    lead = Lead.objects.get(pk=handoff.lead_id)
    assert (change.to, lead.stage, lead.holder, lead.rep, lead.next_step_at) == (
        "sal",
        "sal",
        "sales",
        who("ravi"),
        SOON,
    )
    assert lead.owner == who("ravi")
    handoff.refresh_from_db()
    assert (handoff.state, handoff.answered_by, handoff.answered_at) == ("accepted", who("ravi"), LATER)


def test_the_second_to_answer_is_told_who_was_first_and_when(inside):
    handoff = offered_to(inside, who("ravi"))
    routing.accept(handoff, by=who("ravi"), at=LATER, next_step_at=SOON)
    with pytest.raises(routing.TooLate, match="Ravi was first: Ravi accepted it at 12:07:00 UTC on 10 March"):
        routing.reject(handoff, by=who("ravi"), at=SOON, reason=reason())


def test_an_offer_to_somebody_else_cannot_be_answered(inside):
    handoff = offered_to(inside, who("ravi"))
    with pytest.raises(Refused, match="offered to Ravi"):
        routing.accept(handoff, by=who("mona"), at=LATER, next_step_at=SOON)


def test_a_rejected_lead_goes_where_its_reason_says(inside):
    handoff = offered_to(inside, who("ravi"))
    routing.reject(handoff, by=who("ravi"), at=LATER, reason=reason("no_budget"), note="Next year")
    lead = Lead.objects.get(pk=handoff.lead_id)
    assert (lead.stage, lead.holder, lead.return_at, lead.cycle) == (
        "lead",
        "marketing",
        LATER + timedelta(days=180),
        2,
    )
    handoff = offered_to(inside, who("ravi"))
    routing.reject(handoff, by=who("ravi"), at=LATER, reason=reason("student"))
    lead = Lead.objects.get(pk=handoff.lead_id)
    assert (lead.stage, lead.holder, lead.closed_for) == ("disqualified", "closed", "A student")


def test_a_lead_that_was_given_back_can_pass_again_in_a_new_cycle(inside):
    handoff = offered_to(inside, who("ravi"))
    routing.reject(handoff, by=who("ravi"), at=LATER, reason=reason())
    lead = Lead.objects.get(pk=handoff.lead_id)
    from leads import actions as leads

    leads.move(lead, to=Stage.MQL, at=SOON, cause="hand-raiser")
    again = routing.open(passed(lead))
    assert (again.cycle, again.priority) == (2, 1)


def test_the_way_to_a_customer_and_back_to_nurture(inside):
    ravi = who("ravi")
    handoff = offered_to(inside, ravi)
    routing.accept(handoff, by=ravi, at=LATER, next_step_at=SOON)
    assert routing.respond(handoff, by=ravi, at=LATER)
    assert not routing.respond(handoff, by=ravi, at=SOON)
    routing.qualify(handoff, by=ravi, at=SOON, next_step_at=SOON + timedelta(days=1), amount=1_200_000, currency="EUR")
    change = routing.won(handoff, by=ravi, at=SOON, reason="Best fit", amount=1_000_000, currency="EUR")
    assert change.details == {"amount": 1_000_000, "currency": "EUR"}
    handoff.refresh_from_db()
    assert (handoff.state, handoff.closed_as) == (State.ACCEPTED, "won")
    with pytest.raises(routing.TooLate):
        routing.lost(handoff, by=ravi, at=SOON, reason="No")
    other = offered_to(inside, ravi)
    routing.accept(other, by=ravi, at=LATER, next_step_at=SOON)
    routing.recycle(other, by=who("mona"), at=SOON, reason=reason(), fate=Fate.NURTURE)
    assert Lead.objects.get(pk=other.lead_id).stage == "lead"


def test_marketing_and_strangers_do_not_work_a_reps_lead(inside):
    handoff = offered_to(inside, who("ravi"))
    routing.accept(handoff, by=who("ravi"), at=LATER, next_step_at=SOON)
    with pytest.raises(Refused, match="Ravi works this lead"):
        routing.lost(handoff, by=who("maya"), at=SOON, reason="No")


def test_an_erased_person_leaves_no_open_handoff(inside):
    from leads import actions as leads

    lead = qualified(inside, first_name="Canary")
    routing.open(passed(lead))
    leads.erase(lead, at=SOON, by=who("ada"))
    assert [(row.state, row.closed_as) for row in inside.handoffs.all()] == [("withdrawn", "erased")]
    assert lead_of(inside).stage == "lead"


def test_an_offer_that_came_with_a_merge_is_passed_on_with_its_one_clock(inside, ada):
    gone, kept = qualified(inside, first_name="Jane"), lead_of(inside, last_name="Doe")
    routing.route(inside, at=NOON)
    leads.merge(kept, gone, at=LATER, by=ada)
    handoff = inside.handoffs.get(lead=kept)
    routing.reassign(handoff, to=who("mona"), by=who("mona"), at=SOON)
    running = inside.clocks.filter(stopped_at=None)
    assert sorted(running.values_list("kind", "rep")) == [("accept", who("mona").pk), ("respond", who("mona").pk)]
    assert inside.clocks.get(kind="accept", lead=gone).why == "Offered again"
