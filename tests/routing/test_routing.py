"""Who gets a lead: rules in order, turns, limits, absences; and nobody's lead is ever with nobody."""

from datetime import timedelta

import pytest

from accounts import actions as accounts
from accounts.models import Membership
from leads.models import Company, Lead
from routing import actions as routing
from routing.models import Absence, Handoff, Offer, Pool, PoolMember, RejectReason, RepProfile, RoutingPlan, RoutingRule
from tests.conftest import NOON, person, who
from tests.routing.worlds import SOON, qualified

pytestmark = pytest.mark.django_db


def rep(workspace, name):
    user = person(name.capitalize(), f"{name}@example.com")
    member = Membership(workspace=workspace, user=user)
    member.give({"rep"})
    member.save()
    return user


def routed(workspace, **columns):
    """A lead that was qualified and routed."""
    lead = qualified(workspace, **columns)
    routing.route(workspace, at=NOON)
    lead.refresh_from_db()
    return lead


def rule(workspace, **columns):
    plan = RoutingPlan.objects.get(workspace=workspace, state="published")
    return RoutingRule.objects.create(workspace=workspace, plan=plan, position=plan.rules.count() + 1, **columns)


def test_a_new_mql_is_offered_to_a_rep_with_a_time_to_answer_by(inside):
    lead = routed(inside, first_name="Maya")
    handoff = lead.handoffs.get()
    assert (lead.holder, lead.rep, lead.accept_by) == ("offered", who("ravi"), handoff.accept_by)
    assert (handoff.state, handoff.rep, handoff.offers, handoff.offered_at) == ("offered", who("ravi"), 1, NOON)
    assert handoff.accept_by > NOON
    assert Offer.objects.get().decision["candidates"] == [
        {"rep": who("ravi").pk, "name": "Ravi", "why": "is next", "chosen": True}
    ]


def test_equals_are_never_more_than_one_lead_apart(inside):
    for name in ("rita", "ron", "rosa"):
        rep(inside, name)
    for number in range(1, 11):
        routed(inside)
        given = list(PoolMember.objects.values_list("given", flat=True))
        assert max(given) - min(given) <= 1
        assert sum(given) == number


def test_weights_are_kept(inside):
    rita = rep(inside, "rita")
    routed(inside)
    PoolMember.objects.filter(rep=rita).update(weight=3)
    for _ in range(16):
        routed(inside)
    assert dict(PoolMember.objects.values_list("rep", "given"))[rita.pk] in (12, 13)


def test_being_away_earns_nothing_and_costs_nothing(inside):
    rita = rep(inside, "rita")
    routed(inside)
    away = Absence.objects.create(workspace=inside, rep=rita, starts_at=NOON, ends_at=SOON)
    for _ in range(6):
        assert routed(inside).rep == who("ravi")
    away.delete()
    assert {routed(inside).rep.name, routed(inside).rep.name} == {"Ravi", "Rita"}


def test_rules_are_tried_in_order_and_each_step_is_told(inside):
    rita = rep(inside, "rita")
    dach = Pool.objects.create(workspace=inside, name="DACH")
    PoolMember.objects.create(workspace=inside, pool=dach, rep=rita)
    rule(inside, name="France", condition={"field": "lead.country", "op": "is", "value": "FR"}, pool=dach)
    rule(inside, name="Germany", condition={"field": "lead.country", "op": "is", "value": "DE"}, pool=dach)
    lead = routed(inside, country="DE")
    assert lead.rep == rita
    assert lead.handoffs.get().decision["steps"] == [
        "Rule 1 “France”: not met",
        "Rule 2 “Germany”: to the pool “DACH”",
    ]


def test_the_owner_of_the_company_comes_first(inside):
    rita = rep(inside, "rita")
    firm = Company.objects.create(workspace=inside, name="Northwind", name_norm="northwind")
    Lead.objects.create(workspace=inside, company=firm, owner=rita, return_at=SOON)
    for _ in range(3):
        assert routed(inside, company=firm).rep == rita
    assert "Works with the company: Rita" in Handoff.objects.latest("id").decision["steps"]


def test_a_full_team_lets_leads_wait_with_a_promise_and_a_reason(inside):
    RepProfile.objects.create(workspace=inside, rep=who("ravi"), per_week=2)
    first, second, third = (routed(inside) for _ in range(3))
    assert (first.holder, second.holder, third.holder) == ("offered", "offered", "waiting")
    assert third.held_for == "Sales has no room: it waits its turn"
    assert third.promise_at == NOON + timedelta(days=6, hours=-3)  # Monday at nine
    assert "full: 2 of 2 this week" in third.handoffs.get().decision["candidates"][0]["why"]


def test_a_hand_raiser_never_waits_for_capacity(inside):
    RepProfile.objects.create(workspace=inside, rep=who("ravi"), per_week=0)
    assert routed(inside).holder == "waiting"
    assert routed(inside, cause="hand-raiser").holder == "offered"


def test_what_waits_goes_out_by_priority_when_there_is_room(inside):
    profile = RepProfile.objects.create(workspace=inside, rep=who("ravi"), open_at_once=0)
    firm = Company.objects.create(workspace=inside, name="Northwind", name_norm="northwind", employees=200)
    low, high = routed(inside, title="VP Sales"), routed(inside, title="VP Sales", company=firm)
    assert (low.grade, high.grade) == ("C4", "B4")  # the model that is in force grades them as they pass
    assert (low.holder, high.holder) == ("waiting", "waiting")
    profile.open_at_once = 1
    profile.save()
    routing.look_again(inside.pk, at=NOON)
    routing.route(inside, at=NOON)
    low.refresh_from_db()
    high.refresh_from_db()
    assert (low.holder, high.holder) == ("waiting", "offered")


def test_with_no_rep_at_all_it_waits_and_the_first_rep_gets_it(inside):
    Membership.objects.filter(user=who("ravi")).update(rep=False, marketer=True)
    lead = routed(inside)
    assert (lead.holder, lead.held_for) == ("waiting", "There is no rep yet who could take it")
    rita = rep(inside, "rita")
    routing.look_again(inside.pk, at=NOON)
    routing.route(inside, at=NOON)
    lead.refresh_from_db()
    assert lead.rep == rita


def test_an_offer_that_nobody_answered_goes_to_the_next(inside):
    rita = rep(inside, "rita")
    lead = routed(inside)
    handoff = lead.handoffs.get()
    assert routing.reoffer(handoff, at=SOON, why="Not answered in time")
    assert not routing.reoffer(handoff, at=SOON, why="Not answered in time")
    routing.route(inside, at=SOON)
    handoff.refresh_from_db()
    assert {lead.rep, handoff.rep} == {who("ravi"), rita}
    assert handoff.offered.count() == 2


def test_the_only_rep_is_asked_again(inside):
    lead = routed(inside)
    routing.reoffer(lead.handoffs.get(), at=SOON, why="Not answered in time")
    routing.route(inside, at=SOON)
    assert lead.handoffs.get().rep == who("ravi")


def test_a_rep_who_leaves_leaves_nothing_behind(inside):
    rita = rep(inside, "rita")
    offers = [routed(inside) for _ in range(4)]
    mine = next(lead for lead in offers if lead.rep == rita)
    routing.accept(mine.handoffs.get(), by=rita, at=NOON, next_step_at=SOON)
    accounts.deactivate(Membership.objects.get(user=rita), by=who("ada"), at=SOON)
    routing.route(inside, at=SOON)
    for lead in offers:
        lead.refresh_from_db()
        assert lead.rep == who("ravi")
        assert lead.handoffs.get().rep == who("ravi")


def test_a_manager_reassigns_an_offer_and_a_worked_lead(inside):
    rita = rep(inside, "rita")
    handoff = routed(inside).handoffs.get()
    other = rita if handoff.rep == who("ravi") else who("ravi")
    routing.reassign(handoff, to=other, by=who("mona"), at=SOON, why="Speaks Polish")
    routing.accept(handoff, by=other, at=SOON, next_step_at=SOON)
    handoff.refresh_from_db()
    first = who("ravi") if other == rita else rita
    routing.reassign(handoff, to=first, by=who("mona"), at=SOON)
    lead = Lead.objects.get(pk=handoff.lead_id)
    assert (lead.rep, lead.owner, lead.holder) == (first, first, "sales")


def test_marketing_takes_an_open_handoff_back(inside):
    handoff = routed(inside).handoffs.get()
    routing.withdraw(handoff, by=who("maya"), at=SOON, why="Wrong list")
    lead = Lead.objects.get(pk=handoff.lead_id)
    assert (lead.stage, lead.holder) == ("lead", "marketing")
    with pytest.raises(routing.TooLate, match="Maya was first: Maya took it back"):
        routing.accept(handoff, by=who("ravi"), at=SOON, next_step_at=SOON)


def test_a_rep_brings_a_lead_and_gets_it_whatever_the_limits(inside):
    from tests.routing.worlds import lead_of

    rep(inside, "rita")
    RepProfile.objects.create(workspace=inside, rep=who("ravi"), per_day=0)
    lead = lead_of(inside)
    routing.self_source(lead, by=who("ravi"), at=NOON)
    routing.route(inside, at=NOON)
    lead.refresh_from_db()
    assert (lead.rep, lead.handoffs.get().trigger) == (who("ravi"), "self-sourced")


def test_a_reason_that_is_retired_is_refused(inside):
    RejectReason.objects.filter(key="student").update(retired_at=NOON)
    handoff = routed(inside).handoffs.get()
    with pytest.raises(accounts.Refused, match="Choose a reason"):
        routing.reject(handoff, by=who("ravi"), at=SOON, reason=RejectReason.objects.get(key="student"))
