"""Handoffs for programs."""

import pytest

from accounts import tenancy
from routing import actions as routing
from tests.api.conftest import problem, website  # noqa: F401 - a fixture
from tests.conftest import NOON, who
from tests.routing.worlds import offered_to

pytestmark = pytest.mark.django_db
LATER = "2026-03-11T09:00:00Z"
RAVI = {"by_email": "ravi@example.com"}


@pytest.fixture
def handoff(acme):
    with tenancy.workspace(acme):
        return offered_to(acme, who("ravi"))


def test_a_program_accepts_for_a_rep_and_the_second_is_told_who_was_first(website, handoff):  # noqa: F811
    address = f"handoffs/{handoff.pk}/accept/"
    first = website.post(address, {**RAVI, "next_step_at": LATER})
    assert first.status_code == 200
    assert (first.json()["state"], first.json()["answered_by"]["name"]) == ("accepted", "Ravi")
    second = website.post(address, {**RAVI, "next_step_at": LATER})
    assert second.status_code == 409
    assert problem(second)["message"].startswith("Ravi was first: Ravi accepted it at ")


def test_the_whole_way_by_program(website, handoff):  # noqa: F811
    address = f"handoffs/{handoff.pk}/"
    assert website.post(f"{address}accept/", {**RAVI, "next_step_at": LATER}).status_code == 200
    assert website.post(f"{address}respond/", RAVI).json()["responded_at"]
    said = {**RAVI, "next_step_at": LATER, "amount": 120_000, "currency": "EUR"}
    assert website.post(f"{address}qualify/", said).json()["qualified_at"]
    assert website.post(f"{address}won/", {**RAVI, "reason": "Best fit"}).json()["closed_as"] == "won"
    assert website.get("handoffs/?state=accepted").json()["results"][0]["id"] == handoff.pk


def test_a_reason_is_needed_and_must_be_on_the_list(website, handoff):  # noqa: F811
    address = f"handoffs/{handoff.pk}/reject/"
    assert website.post(address, RAVI).status_code == 422
    assert website.post(address, {**RAVI, "reason": "whim"}).status_code == 422
    assert website.post(address, {**RAVI, "reason": "no_budget"}).json()["state"] == "rejected"


def test_the_certificate_counts_who_holds_what(website, handoff):  # noqa: F811
    said = website.get("custody/").json()
    assert (said["live"], said["adrift"], said["kept"], said["held"]) == (1, 0, True, {"offered": 1})


def test_a_mail_tool_asks_before_it_nurtures(website, acme, handoff):  # noqa: F811
    address = f"leads/{handoff.lead_id}/may-nurture/"
    said = website.get(address).json()
    assert (said["lead"], said["may"], said["holder"]) == (handoff.lead_id, False, "offered")
    assert said["why"] == "Sales has this lead: Ravi."
    with tenancy.workspace(acme):
        routing.withdraw(handoff, by=who("maya"), at=NOON, why="Not yet")
    said = website.get(address).json()
    assert (said["may"], said["why"], said["holder"]) == (True, "", "marketing")
    assert website.get("leads/987654321/may-nurture/").status_code == 404


def test_routing_is_tried_out_without_giving_anything_away(website, acme, handoff):  # noqa: F811
    with tenancy.workspace(acme):
        routing.withdraw(handoff, by=who("maya"), at=NOON, why="To try it")
    said = website.post("routing/try/", {"leads": [handoff.lead_id]}).json()["trials"][0]
    assert (said["to"], said["candidates"][0]["chosen"]) == ("Ravi", True)
    assert website.get("handoffs/?state=offered").json()["results"] == []
    assert website.post("routing/try/", {"leads": [handoff.lead_id], "draft": True}).status_code == 422
