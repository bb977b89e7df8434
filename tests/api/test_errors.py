"""Every way to fail has one shape."""

import pytest
from django.db import OperationalError
from django.http.request import UnreadablePostError

from accounts import actions, tenancy
from accounts.models import Invitation
from accounts.rest import errors, problems
from accounts.rest.errors import Fault
from tests.api.conftest import problem

pytestmark = pytest.mark.django_db
GOOD = {"email": "lena@example.com", "roles": ["rep"]}


def test_an_address_that_is_none_says_so_with_or_without_a_key(website, client):
    assert problem(website.get("nowhere/"))["code"] == "not_found"
    assert problem(client.get("/api/v1/nowhere/"))["code"] == "not_found"
    assert problem(client.get("/api/nowhere/"))["code"] == "not_found"


def test_a_forgotten_slash_is_pointed_out_and_never_redirected(website):
    for method in ("GET", "POST"):
        response = website(method, "invitations", GOOD if method == "POST" else None)
        assert response.status_code == 404
        assert "slash" in problem(response)["message"]


@pytest.mark.parametrize("pk", ["999999", "0", "99999999999999999999999", "1" * 5000, "-1", "abc", "%00", "%ff", "٣"])
def test_an_id_that_is_none_is_a_404(website, pk):
    assert problem(website.get(f"members/{pk}/"))["code"] == "not_found"


def test_a_method_an_address_does_not_take(website):
    response = website("PUT", "invitations/", GOOD)
    assert response.status_code == 405
    assert response["Allow"] == "GET, POST, HEAD"
    assert problem(response)["code"] == "method_not_allowed"
    for method in ("OPTIONS", "TRACE", "PROPFIND", "PATCH", "DELETE"):
        assert website(method, "members/").status_code == 405


def test_head_is_get_without_a_body(website):
    response = website("HEAD", "members/")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("application/json; charset=utf-8", 201),
        ('application/json;charset="UTF-8"', 201),
        ("application/json; charset=utf-16", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/xml", 415),
        ("", 415),
    ],
)
def test_bodies_are_json_in_utf_8_and_nothing_else(website, sent, status):
    response = website.post("invitations/", GOOD, Content_Type=sent)
    assert response.status_code == status
    if status == 415:
        assert problem(response)["code"] == "unsupported_media_type"


def test_answers_are_json_whatever_is_asked_for(website):
    for accept in ("text/html", "application/xml", "*/*;q=0", "nonsense"):
        assert website.get("key/", Accept=accept)["Content-Type"] == "application/json"
    assert website.get("key/?format=xml").status_code == 422


def test_a_verbs_refusal_is_a_conflict_in_its_own_words(website):
    assert website.post("invitations/", GOOD).status_code == 201
    response = website.post("invitations/", GOOD)
    assert response.status_code == 409
    body = problem(response)
    assert body["code"] == "refused"
    assert "lena@example.com has an open invitation already" in body["message"]


def test_each_fault_has_its_place(website):
    response = website.post("invitations/", {"email": "nobody", "roles": ["rep", "queen", "rep"], "role/s~": 1})
    assert response.status_code == 422
    faults = {(fault["field"], fault["code"]) for fault in problem(response)["errors"]}
    assert faults == {("/role~1s~0", "unknown_field"), ("/email", "invalid"), ("/roles/1", "no_such_choice")}


def test_an_error_leaves_nothing_behind(website, acme, monkeypatch):
    def refuse(invitation):
        raise actions.Refused("The mail cannot go out.")

    monkeypatch.setattr("accounts.actions.invitations.mail_invitation", refuse)
    assert website.post("invitations/", GOOD).status_code == 409
    with tenancy.workspace(acme):
        assert not Invitation.objects.exists()
        assert not acme.audit_entries.filter(verb="invited").exists()


def test_our_own_failure_is_a_500_that_tells_nothing(website, acme, monkeypatch):
    def fail(*args, **options):
        raise ZeroDivisionError("secret inner workings")

    monkeypatch.setattr("accounts.actions.invite_all", fail)
    response = website.post("invitations/", GOOD)
    assert response.status_code == 500
    assert problem(response)["code"] == "internal"
    assert b"inner workings" not in response.content


def test_a_database_that_is_away_is_a_503_to_try_again(website, monkeypatch):
    def fail(*args, **options):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr("accounts.actions.invite_all", fail)
    response = website.post("invitations/", GOOD)
    assert response.status_code == 503
    assert problem(response)["code"] == "unavailable"
    assert int(response["Retry-After"]) > 0


def test_a_request_that_breaks_off_is_a_400():
    assert errors.problem(UnreadablePostError("cut"), {}).status_code == 400


def test_the_answer_stays_small_however_much_is_wrong():
    found = errors.invalid([Fault("/" + "x" * 5000, "invalid", "\ud800" + "y" * 5000)] * 5000)
    answer = errors.problem(found, {})
    assert len(answer.data["errors"]) == errors.MOST_FAULTS
    assert len(str(answer.data).encode("utf-8")) < 100_000


def test_every_code_is_explained_and_every_answer_of_the_roof_is_in_the_catalogue():
    assert all(kind.title and kind.advice for kind in problems.KINDS.values())
    for code in ("bad_request", "forbidden", "not_found", "internal", "unavailable"):
        assert code in problems.KINDS
