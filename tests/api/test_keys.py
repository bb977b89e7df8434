"""A key's way in."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions, tenancy
from accounts.models import ApiKey, AuditEntry
from accounts.scopes import Scope
from tests.api.conftest import Program, problem, program

pytestmark = pytest.mark.django_db


def test_a_key_says_what_it_is(website, acme):
    answer = website.get("key/").json()
    assert answer["name"] == "Website"
    assert answer["prefix"] == website.key.prefix
    assert set(answer["scopes"]) == set(Scope)
    assert answer["workspace"]["slug"] == "acme"
    assert website.token.split("_", 3)[3] not in str(answer)


def test_without_a_key_one_is_asked_for(acme):
    response = Program("").get("members/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert problem(response)["code"] == "not_authenticated"


def test_every_key_that_does_not_work_gets_the_same_answer(website, acme):
    _, workspace, prefix, secret = website.token.split("_", 3)
    with tenancy.workspace(acme):
        revoked, ended = program(acme), program(acme, expires_at=timezone.now() - timedelta(seconds=1))
        actions.revoke_key(revoked.key, by=website.key.created_by, at=timezone.now())
    wrong = {
        "another workspace": f"bk_{int(workspace) + 1}_{prefix}_{secret}",
        "no such workspace": f"bk_999999999999999999_{prefix}_{secret}",
        "another prefix": f"bk_{workspace}_{'z' * 8}_{secret}",
        "another secret": f"bk_{workspace}_{prefix}_{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}",
        "revoked": revoked.token,
        "ended": ended.token,
        "cut off": website.token[:-4],
        "no key": "hello",
    }
    answers = {}
    for name, token in wrong.items():
        response = Program(token).get("members/")
        assert response["WWW-Authenticate"] == "Bearer", name
        answers[name] = {k: v for k, v in problem(response).items() if k != "request_id"}
    assert {body["code"] for body in answers.values()} == {"bad_key"}
    assert len({str(body) for body in answers.values()}) == 1


def test_a_wrong_key_costs_the_database_the_same_work_whatever_is_wrong(website):
    _, workspace, prefix, secret = website.token.split("_", 3)
    counts = []
    for token in (
        f"bk_{workspace}_{prefix}_{'A' * 43}",
        f"bk_{workspace}_zzzzzzzz_{secret}",
        f"bk_999999_{prefix}_{secret}",
    ):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert Program(token).get("key/").status_code == 401
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_the_scheme_may_be_written_in_any_case_but_must_be_bearer(website):
    for scheme, status in (("bearer", 200), ("BEARER", 200), ("Basic", 401), ("Token", 401)):
        assert Program("").get("key/", Authorization=f"{scheme} {website.token}").status_code == status


@pytest.mark.parametrize("path", ["members/", "jobs/"])
def test_a_key_without_the_scope_is_told_which_one_it_lacks(with_scopes, path):
    other = {"members/": Scope.JOBS_READ, "jobs/": Scope.TEAM_READ}[path]
    response = with_scopes(other).get(path)
    assert response.status_code == 403
    body = problem(response)
    assert body["code"] == "scope_missing"
    assert path.split("/")[0].replace("members", "team") + ":read" in body["message"]


def test_reading_does_not_allow_writing(with_scopes, acme):
    reader = with_scopes(Scope.TEAM_READ)
    response = reader.post("invitations/", {"email": "lena@example.com", "roles": ["rep"]})
    assert problem(response)["code"] == "scope_missing"
    with tenancy.workspace(acme):
        assert not acme.invitations.exists()


def test_use_is_noted_once_a_minute(website, acme):
    def used():
        with tenancy.workspace(acme):
            return ApiKey.objects.get(pk=website.key.pk).last_used_at

    assert used() is None
    website.get("key/")
    first = used()
    assert first is not None
    with CaptureQueriesContext(connection) as queries:
        website.get("key/")
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]
    with tenancy.workspace(acme):
        ApiKey.objects.update(last_used_at=first - timedelta(minutes=2))
    website.get("nowhere/")
    assert used() < first - timedelta(minutes=1)
    website.get("members/999999/")
    assert used() >= first


def test_a_key_ends_at_its_instant(acme):
    ends = timezone.now() + timedelta(hours=1)
    brief = program(acme, expires_at=ends)
    assert brief.get("key/").status_code == 200
    with time_machine.travel(ends, tick=False):
        assert brief.get("key/").status_code == 401


def test_what_a_key_does_is_recorded_under_the_key_and_its_maker(website, acme):
    website.post("invitations/", {"email": "lena@example.com", "roles": ["rep"]})
    with tenancy.workspace(acme):
        entry = AuditEntry.objects.get(verb="invited")
        assert (entry.key_id, entry.by_id) == (website.key.pk, website.key.created_by_id)
        actions.revoke_key(website.key, by=website.key.created_by, at=timezone.now())
        assert AuditEntry.objects.get(verb="revoked the API key").key_id is None


def test_no_browser_of_another_site_may_read_answers(website):
    response = website.get("key/", Origin="https://elsewhere.example")
    assert not [name for name in response.headers if name.lower().startswith("access-control")]
    assert response["Cache-Control"] == "no-store"
    assert website("OPTIONS", "key/", Origin="https://elsewhere.example").status_code == 405
