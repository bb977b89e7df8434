"""The first ten minutes: what somebody new does first, ticked by what they did, and put away for ever."""

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.models import Membership
from accounts.roles import Role
from handoff.tour import TOURS
from routing import actions as routing
from tests.conftest import NOON, who
from tests.routing.worlds import offered_to, qualified

pytestmark = pytest.mark.django_db
HOME = "/w/acme/"
SAID = {"ravi": "ten minutes as a rep", "maya": "ten minutes as a marketer", "mona": "ten minutes as a manager"}


def seen(as_, name):
    return " ".join(as_(name).get(HOME).content.decode().split())


@pytest.mark.parametrize(("name", "said"), SAID.items())
def test_each_role_has_its_own_and_every_stop_is_a_page_they_may_open(as_, name, said):
    assert f"Your first {said}" in seen(as_, name)
    role = {"ravi": Role.REP, "maya": Role.MARKETER, "mona": Role.MANAGER}[name]
    assert 4 <= len(TOURS[role]) <= 6
    for stop in TOURS[role]:
        url = reverse(stop.url_name, args=["acme"])
        assert url in seen(as_, name)
        assert as_(name).get(url).status_code == 200


def test_an_admin_who_is_nothing_else_has_the_first_steps_instead(as_, acme):
    with tenancy.workspace(acme):
        member = Membership.objects.get(user=who("ada"))
        member.give({Role.ADMIN})
        member.save()
    assert "first ten minutes" not in seen(as_, "ada")
    assert "First steps" in seen(as_, "ada")


def test_a_stop_is_ticked_by_what_was_done_and_by_nobody_else(as_, acme):
    assert "0 of 5" in seen(as_, "ravi")
    with tenancy.workspace(acme):
        handoff = offered_to(acme, who("ravi"), lead=qualified(acme))
        routing.take(handoff, by=who("ravi"), at=NOON)
    assert "1 of 5" in seen(as_, "ravi")
    assert "0 of 6" in seen(as_, "maya")


def test_it_is_gone_when_all_is_done(as_, monkeypatch):
    monkeypatch.setitem(TOURS, Role.REP, ())
    assert "first ten minutes" not in seen(as_, "ravi")


def test_put_away_it_stays_away_for_that_person_and_in_every_workspace(as_, umbra):
    with tenancy.workspace(umbra):
        member = Membership(workspace=umbra, user=who("ravi"))
        member.give({Role.MARKETER})
        member.save()
    ravi = as_("ravi")
    assert ravi.get(f"{HOME}tour/close/").status_code == 405
    assert ravi.post(f"{HOME}tour/close/").status_code == 302
    first = who("ravi").toured_at
    ravi.post(f"{HOME}tour/close/")
    assert who("ravi").toured_at == first
    assert "first ten minutes" not in seen(as_, "ravi")
    assert "first ten minutes" not in ravi.get("/w/umbra/").content.decode()
    assert "first ten minutes" in seen(as_, "maya")
