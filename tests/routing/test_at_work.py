"""A rule that prefers who is at work now: explained, fair, and off where nobody asked for it."""

from datetime import timedelta

import pytest

from accounts.models import User
from leads.models import Lead
from routing import actions as routing
from routing.actions import plans
from routing.models import Handoff, Pool, PoolMember
from sla.models import CalendarUse, WorkCalendar
from tests.conftest import NOON, who
from tests.routing.test_routing import rep, rule
from tests.routing.worlds import qualified

pytestmark = pytest.mark.django_db
BOTH_AT_WORK = NOON + timedelta(hours=4, minutes=30)  # 16:30 in London, 9:30 in Los Angeles
SUNDAY = NOON + timedelta(days=5)


@pytest.fixture
def rita(inside):
    """Ravi works in London; Rita, in Los Angeles, sleeps at noon of UTC."""
    rita = rep(inside, "rita")
    User.objects.filter(pk=who("ravi").pk).update(time_zone="Europe/London")
    User.objects.filter(pk=rita.pk).update(time_zone="America/Los_Angeles")
    return rita


@pytest.fixture
def prefers(inside, rita):
    """Every lead goes to the fall-back pool, to who is at work first."""
    return rule(inside, name="All", pool=Pool.objects.get(fallback=True), at_work_first=True)


def given(workspace, *, at, **columns) -> Handoff:
    lead = qualified(workspace, at=at, **columns)
    routing.route(workspace, at=at)
    return Handoff.objects.select_related("rep").get(lead=lead)


def verdicts(handoff):
    newest = handoff.offered.order_by("-number").first() or handoff  # the ledger, or what was said while it waits
    return {row["name"]: row["why"] for row in newest.decision["candidates"]}


def test_who_is_at_work_goes_first_and_the_others_are_told_when_they_are_back(inside, prefers):
    for _ in range(3):
        handoff = given(inside, at=NOON)
        assert handoff.rep == who("ravi")
        assert verdicts(handoff) == {"Ravi": "is next", "Rita": "is not at work until 09:00 (Los Angeles)"}


def test_a_night_earns_nothing_and_costs_nothing(inside, rita, prefers):
    for _ in range(6):
        given(inside, at=NOON)
    day = [given(inside, at=BOTH_AT_WORK).rep for _ in range(8)]
    for upto in range(1, 9):
        assert abs(day[:upto].count(rita) - day[:upto].count(who("ravi"))) <= 1
    assert not PoolMember.objects.filter(given__gt=10).exists()


def test_when_nobody_is_at_work_it_is_as_if_all_were(inside, rita, prefers):
    found = [given(inside, at=SUNDAY) for _ in range(2)]
    assert {one.rep for one in found} == {rita, who("ravi")}
    assert any("is at work now: the next in turn" in step for step in found[0].decision["steps"])


def test_it_is_off_where_no_rule_asks_for_it(inside, rita):
    rule(inside, name="All", pool=Pool.objects.get(fallback=True))
    assert {given(inside, at=NOON).rep for _ in range(2)} == {rita, who("ravi")}


def test_an_owner_keeps_what_is_theirs_and_a_whole_pool_sees_it(inside, rita, prefers):
    prefers.strategy = "owner"
    prefers.save()
    inside.routing_plans.update(owner_first=False)
    assert given(inside, at=NOON, owner=rita).rep == rita
    assert given(inside, at=NOON).rep == who("ravi")
    prefers.strategy = "anyone"
    prefers.save()
    handoff = given(inside, at=NOON)
    assert (handoff.rep, handoff.pool) == (None, Pool.objects.get(fallback=True))
    assert len(verdicts(handoff)) == 2


def test_ones_own_calendar_and_the_pools_come_before_the_workspaces(inside, rita, prefers):
    always = WorkCalendar.objects.create(workspace=inside, name="Always", time_zone="UTC", always_open=True)
    use = CalendarUse.objects.create(workspace=inside, calendar=always, pool=prefers.pool_id)
    assert {given(inside, at=NOON).rep for _ in range(2)} == {rita, who("ravi")}
    use.delete()
    CalendarUse.objects.create(workspace=inside, calendar=always, rep=rita)
    assert {given(inside, at=NOON).rep for _ in range(2)} == {rita, who("ravi")}


def test_a_reps_page_says_whether_they_are_at_work(inside, rita, as_):
    always = WorkCalendar.objects.create(workspace=inside, name="Always", time_zone="Asia/Tokyo", always_open=True)
    CalendarUse.objects.create(workspace=inside, calendar=always, rep=rita)
    url = f"/w/acme/reps/{inside.memberships.get(user=rita).pk}/"
    assert "At work now, by the clock of Asia/Tokyo." in as_("mona").get(url).content.decode()
    WorkCalendar.objects.filter(pk=always.pk).update(always_open=False)
    assert "Not at work until further notice." in as_("mona").get(url).content.decode()


def test_whoever_is_away_or_full_is_not_preferred_for_being_at_work(inside, rita, prefers):
    inside.rep_profiles.update_or_create(rep=who("ravi"), defaults={"paused": True})
    handoff = given(inside, at=NOON)
    assert (handoff.rep, verdicts(handoff)["Ravi"]) == (rita, "takes no leads for now")


def test_a_trial_shows_the_same_decision_and_a_draft_carries_the_option(inside, prefers):
    lead = Lead.objects.create(workspace=inside, return_at=NOON + timedelta(days=9))
    tried = routing.try_out(inside, prefers.plan, [lead.pk], at=NOON).trials[0]
    assert tried.choice.verdicts[who("rita").pk].why == "is not at work until 09:00 (Los Angeles)"
    draft = plans.start_draft(inside, by=who("mona"), at=NOON, based_on=prefers.plan)
    assert draft.rules.get().at_work_first
