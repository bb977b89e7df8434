"""Bad input: what breaks others is refused here with a place and a reason, and nothing of it is stored."""

import json
import time
from contextlib import suppress

import pytest

from accounts import tenancy
from accounts.models import AuditEntry, Invitation, Job, OutboxItem, RepeatableAnswer
from accounts.rest import parsing
from accounts.rest.errors import Problem
from tests.api.conftest import problem

pytestmark = pytest.mark.django_db
GOOD = b'{"email": "lena@example.com", "roles": ["rep"]}'

# name -> (body, status, code, a text that the message or a fault's message must have)
BODIES = {
    "not UTF-8": (GOOD.replace(b"lena", b"le\xffna"), 400, "malformed_json", "byte 14 is 0xff"),
    "Latin-1": ('{"email": "jürgen@example.com"}'.encode("latin-1"), 400, "malformed_json", "UTF-8"),
    "UTF-16": (GOOD.decode().encode("utf-16"), 400, "malformed_json", "UTF-8"),
    "a NUL byte": (GOOD.replace(b"lena", b"le\x00na"), 400, "malformed_json", "control character at line 1"),
    "an escaped NUL": (GOOD.replace(b"lena", b"le\\u0000na"), 422, "bad_character", "NUL"),
    "a lone surrogate": (GOOD.replace(b"lena", b"le\\ud800na"), 422, "bad_character", "\\ud800"),
    "a NUL in a name": (b'{"a\\u0000b": 1}', 422, "bad_character", "NUL"),
    "a surrogate in a name": (b'{"a\\udfffb": 1}', 422, "bad_character", "\\udfff"),
    "cut off": (GOOD[:-5], 400, "malformed_json", "line 1"),
    "two documents": (GOOD + GOOD, 400, "malformed_json", "extra data"),
    "a trailing comma": (b'{"email": "a@example.com",}', 400, "malformed_json", "line 1, column"),
    "not JSON": (b"email=lena@example.com", 400, "malformed_json", "column 1"),
    "NaN": (b'{"email": NaN}', 400, "malformed_json", "NaN"),
    "Infinity": (b'{"email": -Infinity}', 400, "malformed_json", "Infinity"),
    "a number out of range": (b'{"email": 1e400}', 400, "malformed_json", "1e400"),
    "a number that vanishes": (b'{"email": 1e-400}', 400, "malformed_json", "1e-400"),
    "5,000 digits": (b'{"email": ' + b"9" * 5000 + b"}", 400, "malformed_json", "5000 digits"),
    "the same name twice": (
        b'{"email": "a@example.com", "email": "b@example.com"}',
        400,
        "malformed_json",
        "twice",
    ),
    "too deep": (b'{"email": ' + b"[" * 30 + b"]" * 30 + b"}", 400, "malformed_json", "deeper than 20"),
    "a million brackets": (b"[" * 1_000_000, 400, "malformed_json", "deeper than 20"),
    "too large": (b'{"email": "' + b"x" * 6_000_000 + b'"}', 413, "too_large", "5,120 KiB"),
    "a list": (b"[1, 2]", 422, "not_an_object", "a list"),
    "a text": (b'"hello"', 422, "not_an_object", "a text"),
    "null": (b"null", 422, "null", ""),
    "an unknown field": (GOOD[:-1] + b', "is_admin": true}', 422, "unknown_field", "is_admin"),
}
MORE_FOR_INVITATIONS = {
    "nothing": (b"", 422, "required", "required"),
    "an empty object": (b"{}", 422, "required", "required"),
    "only blanks": (b'{"email": "   ", "roles": ["rep"]}', 422, "blank", "blank"),
    "a bad address": (b'{"email": "lena@", "roles": ["rep"]}', 422, "invalid", "email"),
    "an address of 5 MB": (b'{"email": "' + b"x" * 5_000_000 + b'@a.com"}', 422, "max_length", "254"),
    "a number for a text": (b'{"email": 12, "roles": ["rep"]}', 422, "not_a_text", "a number"),
    "a truth for a text": (b'{"email": true, "roles": ["rep"]}', 422, "not_a_text", "true or false"),
    "an object for a text": (b'{"email": {}, "roles": ["rep"]}', 422, "not_a_text", "an object"),
    "null for a text": (b'{"email": null, "roles": ["rep"]}', 422, "null", "null"),
    "a line break": (
        b'{"email": "a@example.com\\nBcc: b@example.com", "roles": ["rep"]}',
        422,
        "bad_character",
        "U+000A",
    ),
    "a text for a list": (b'{"email": "a@example.com", "roles": "rep"}', 422, "not_a_list", "list"),
    "an empty list": (b'{"email": "a@example.com", "roles": []}', 422, "empty", "empty"),
    "a bad choice": (b'{"email": "a@example.com", "roles": ["queen"]}', 422, "no_such_choice", "queen"),
    "a choice of another case": (
        b'{"email": "a@example.com", "roles": ["REP"]}',
        422,
        "no_such_choice",
        "REP",
    ),
    "a number for a choice": (b'{"email": "a@example.com", "roles": [1]}', 422, "no_such_choice", "a number"),
    "a choice twice": (b'{"email": "a@example.com", "roles": ["rep", "rep"]}', 422, "twice", "twice"),
}


@pytest.fixture
def writable(website, acme):
    """Every address that can be written to, with rows behind it."""
    with tenancy.workspace(acme):
        made = website.post("invitations/", GOOD.replace(b"lena", b"first")).json()["id"]
        job = Job.objects.create(workspace=acme, kind="import", title="Import")
    return {
        "invitations/": "POST",
        f"invitations/{made}/resend/": "POST",
        f"invitations/{made}/": "DELETE",
        f"jobs/{job.pk}/stop/": "POST",
    }


def counts(acme):
    with tenancy.workspace(acme):
        models = (Invitation, OutboxItem, AuditEntry, RepeatableAnswer)
        open_ = (
            Invitation.objects.filter(revoked_at=None).count(),
            Job.objects.filter(stop_asked_at=None).count(),
        )
        return [model.objects.count() for model in models], open_


@pytest.mark.parametrize("name", BODIES)
def test_every_door_refuses_and_stores_nothing(website, acme, writable, name):
    before = counts(acme)
    body, status, code, text = BODIES[name]
    for path, method in writable.items():
        check(website(method, path, body, Idempotency_Key=f"try {path}"), status, code, text)
    assert counts(acme) == before


@pytest.mark.parametrize("name", MORE_FOR_INVITATIONS)
def test_an_invitation_is_refused_with_the_field_and_the_reason(website, acme, name):
    before = counts(acme)
    body, status, code, text = MORE_FOR_INVITATIONS[name]
    check(website.post("invitations/", body, Idempotency_Key="try"), status, code, text)
    assert counts(acme) == before


def check(response, status, code, text):
    assert response.status_code == status, response.content[:500]
    body = problem(response)
    assert code in {body["code"], *(fault["code"] for fault in body["errors"])}
    assert text in json.dumps(body, ensure_ascii=False).replace("\\\\", "\\")
    assert len(response.content) < 5_000


def test_a_good_body_is_taken_as_it_is(website):
    response = website.post("invitations/", b"\xef\xbb\xbf" + GOOD)
    assert response.status_code == 201
    assert response.json()["email"] == "lena@example.com"


def test_no_field_but_the_declared_ones_can_be_set(website, acme):
    names = [field.attname for field in Invitation._meta.concrete_fields if field.name not in {"email"}]
    for name in [*names, "workspace", "invited_by", "pk", "status"]:
        body = {"email": "lena@example.com", "roles": ["rep"], name: 1}
        assert website.post("invitations/", body).status_code == 422, name
    with tenancy.workspace(acme):
        assert not Invitation.objects.exists()


def test_a_body_without_its_length_is_asked_for_it(website):
    response = website.client.post(
        "/api/v1/invitations/",
        content_type="application/json",
        headers={"Authorization": f"Bearer {website.token}", "Transfer-Encoding": "chunked"},
        CONTENT_LENGTH="",
    )
    assert response.status_code == 411


@pytest.mark.parametrize(
    "query", ["?limt=5", "?limit=5&limit=6", "?status=nonsense", "?status=", "?%00=1", "?status=%00"]
)
def test_a_misspelt_query_is_not_ignored(website, query):
    response = website.get(f"jobs/{query}")
    assert response.status_code == 422
    assert problem(response)["errors"][0]["field"].startswith("?")


def test_a_query_in_another_encoding_is_refused(website):
    assert website.get("jobs/?status=%ff").status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        '"' + '\\"' * 1_000_000,
        '"' * 1_000_001,
        '{"a":' * 19 + "1" + "}" * 19,
        "[" + '"\\\\",' * 500_000,
        '["a' + "\\",
    ],
    ids=["escaped quotes", "quotes", "deep enough", "backslashes", "a dangling backslash"],
)
def test_reading_takes_time_in_proportion_to_length(text):
    began = time.perf_counter()
    with suppress(Problem):
        parsing.read(text.encode())
    assert time.perf_counter() - began < 3


def test_a_million_names_of_which_one_is_twice_are_refused_quickly():
    text = "{" + ",".join(f'"n{i}":1' for i in range(200_000)) + ',"n199999":2}'
    began = time.perf_counter()
    with pytest.raises(Problem, match="n199999"):
        parsing.read(text.encode())
    assert time.perf_counter() - began < 3
