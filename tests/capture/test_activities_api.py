"""Activities told by servers: each once, of whoever it names, and every fault with its place."""

import pytest

from accounts import tenancy
from accounts.scopes import Scope
from leads.models import Activity, Lead
from tests.api.conftest import problem, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def website(acme):
    """Acme's server."""
    return program(acme)


def stored(acme):
    with tenancy.workspace(acme):
        return list(Activity.objects.order_by("at", "pk").select_related("lead"))


def test_an_activity_of_somebody_new_makes_a_lead(website, acme):
    said = {"type": "Webinar Attended", "email": "Jane@Firm.example", "at": "2026-03-10T12:00:00Z"}
    answer = website.post("activities/", {**said, "properties": {"minutes": 42}})
    assert (answer.status_code, answer.json()["became"]) == (201, "stored")
    (row,) = stored(acme)
    assert (row.type, row.title, row.origin, row.properties) == (
        "webinar attended", "Webinar Attended", "api", {"minutes": 42},
    )  # fmt: skip
    assert (row.lead.email, row.at.isoformat()) == ("Jane@Firm.example", "2026-03-10T12:00:00+00:00")


def test_the_same_message_is_one_activity_for_ever_through_every_door(website, acme, post):
    said = {"type": "Ping", "user_id": "42", "message_id": "m1"}
    assert website.post("activities/", said).status_code == 201
    again = website.post("activities/", said)
    assert (again.status_code, again.json()["became"]) == (200, "repeated")
    assert post("track", {"userId": "42", "event": "Ping", "messageId": "m1"}).json()["repeated"] == 1
    assert len(stored(acme)) == 1


def test_of_a_lead_by_its_id_even_when_it_was_merged(website, acme):
    lead = website.post("leads/", {"email": "jane@firm.example"}).json()["id"]
    assert website.post("activities/", {"type": "Ping", "lead": lead}).status_code == 201
    assert stored(acme)[0].lead_id == lead


def test_a_batch_answers_row_by_row(website, acme):
    rows = [
        {"type": "Ping", "user_id": "42", "message_id": "a"},
        {"type": "Ping", "user_id": "42", "message_id": "a"},
        {"type": "Ping"},
        {"type": "Ping", "lead": 999999},
        {"type": "", "user_id": "42"},
        {"type": "identify", "user_id": "42"},
        {"type": "Ping", "email": "no address"},
        {"type": "Ping", "user_id": "42", "at": "2999-01-01T00:00:00Z"},
        {"type": "Ping", "user_id": "42", "surprise": 1},
        None,
        {"type": "Ping", "anonymous_id": "b1", "content": "guide"},
    ]
    answer = website.post("activities/batch/", {"activities": rows})
    body = answer.json()
    assert (answer.status_code, body["stored"], body["repeated"], body["refused"]) == (207, 2, 1, 8)
    fields = {row["row"]: [fault["field"] for fault in row["errors"]] for row in body["rows"] if row["errors"]}
    assert fields == {
        2: ["/activities/2"], 3: ["/activities/3/lead"], 4: ["/activities/4/type"], 5: ["/activities/5/type"],
        6: ["/activities/6/email"], 7: ["/activities/7/at"], 8: ["/activities/8/surprise"], 9: ["/activities/9"],
    }  # fmt: skip
    assert len(stored(acme)) == 2


def test_a_request_sent_again_under_its_key_gets_the_first_answer(website, acme):
    said = {"type": "Ping", "user_id": "42"}
    first = website.post("activities/", said, Idempotency_Key="k1")
    again = website.post("activities/", said, Idempotency_Key="k1")
    assert (again.status_code, again.json(), again["Idempotent-Replay"]) == (201, first.json(), "true")
    assert len(stored(acme)) == 1


def test_nobody_is_told_of_anothers_leads(website, acme, umbra):
    theirs = program(umbra, by="sam").post("leads/", {"email": "jane@firm.example"}).json()["id"]
    assert problem(website.post("activities/", {"type": "Ping", "lead": theirs}))["errors"][0]["field"] == "/lead"
    assert stored(acme) == []


def test_a_key_that_only_reads_may_not(acme):
    assert (
        program(acme, scopes=[Scope.LEADS_READ]).post("activities/", {"type": "x", "user_id": "1"}).status_code == 403
    )


def test_what_a_machine_did_is_kept_and_counts_nothing(website, acme):
    website.post("activities/", {"type": "Opened", "user_id": "42", "counts": False})
    assert stored(acme)[0].counts is False


def test_an_erased_person_gets_nothing_new(website, acme):
    lead = website.post("leads/", {"email": "jane@firm.example"}).json()["id"]
    assert website.post(f"leads/{lead}/erase/", {"sure": True}).status_code == 200
    assert website.post("activities/", {"type": "Ping", "lead": lead}).status_code == 422
    with tenancy.workspace(acme):
        assert Lead.objects.get(pk=lead).erased_at is not None
