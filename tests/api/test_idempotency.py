"""The same request twice is done once, also when both come at the same moment or one of them is cut off."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.request import Request

from accounts import actions, tenancy
from accounts.models import AuditEntry, Invitation, OutboxItem, RepeatableAnswer
from accounts.rest import idempotency
from tests.api.conftest import Program, problem, program

LENA = {"email": "lena@example.com", "roles": ["rep"]}


def rows(workspace):
    with tenancy.workspace(workspace):
        models = (Invitation, OutboxItem, AuditEntry.objects.filter(verb="invited"), RepeatableAnswer)
        return [getattr(model, "objects", model).count() for model in models]


@pytest.mark.django_db
class TestOneAfterAnother:
    def test_the_first_answer_comes_again_byte_for_byte(self, website, acme):
        first = website.post("invitations/", LENA, Idempotency_Key="a")
        again = website.post("invitations/", LENA, Idempotency_Key="a")
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.content == first.content
        assert again["Location"] == first["Location"]
        assert again["Content-Type"] == first["Content-Type"]
        assert "Idempotent-Replay" not in first
        assert again["Idempotent-Replay"] == "true"
        assert "RateLimit-Remaining" in again
        assert rows(acme) == [1, 1, 1, 1]

    def test_without_a_key_nothing_is_repeated(self, website):
        assert website.post("invitations/", LENA).status_code == 201
        assert website.post("invitations/", LENA).status_code == 409

    def test_another_body_address_or_method_under_the_same_key_is_a_conflict(self, website, acme):
        made = website.post("invitations/", LENA, Idempotency_Key="a").json()
        for method, path, body in (
            ("POST", "invitations/", {**LENA, "roles": ["admin"]}),
            ("POST", f"invitations/{made['id']}/resend/", None),
            ("DELETE", f"invitations/{made['id']}/", None),
        ):
            response = website(method, path, body, Idempotency_Key="a")
            assert response.status_code == 409
            assert problem(response)["code"] == "idempotency_key_reused"
        assert rows(acme) == [1, 1, 1, 1]

    def test_the_same_body_at_another_address_is_another_request(self, website):
        first = website.post("invitations/", LENA).json()["id"]
        second = website.post("invitations/", {**LENA, "email": "b@example.com"}).json()["id"]
        with time_machine.travel(timezone.now() + timedelta(hours=1)):
            assert website.post(f"invitations/{first}/resend/", Idempotency_Key="a").status_code == 200
            response = website.post(f"invitations/{second}/resend/", Idempotency_Key="a")
        assert problem(response)["code"] == "idempotency_key_reused"

    def test_what_makes_two_requests_the_same(self):
        def mark(method="POST", path="/api/v1/jobs/", body=b"{}"):
            request = RequestFactory().generic(method, path, body, content_type="application/json")
            return idempotency.fingerprint(Request(request))

        others = [
            mark("DELETE"),
            mark(path="/api/v1/jobs/?a=1"),
            mark(path="/api/v1/key/"),
            mark(body=b"{ }"),
        ]
        assert mark() == mark()
        assert len({mark(), *others}) == 5

    def test_an_answer_without_a_body_comes_again_too(self, website):
        made = website.post("invitations/", LENA).json()
        for _ in range(2):
            response = website("DELETE", f"invitations/{made['id']}/", Idempotency_Key="away")
            assert (response.status_code, response.content) == (204, b"")
            assert "Content-Type" not in response
        assert response["Idempotent-Replay"] == "true"

    def test_an_error_is_not_kept_so_the_mended_request_may_use_the_same_key(self, website, acme):
        assert website.post("invitations/", {**LENA, "roles": []}, Idempotency_Key="a").status_code == 422
        assert (
            website.post(
                "invitations/", {"email": "ravi@example.com", "roles": ["rep"]}, Idempotency_Key="a"
            ).status_code
            == 409
        )
        assert rows(acme)[3] == 0
        assert website.post("invitations/", LENA, Idempotency_Key="a").status_code == 201

    def test_each_key_and_each_workspace_has_its_own(self, website, theirs, acme, umbra):
        other = program(acme)
        assert website.post("invitations/", LENA, Idempotency_Key="a").status_code == 201
        assert theirs.post("invitations/", LENA, Idempotency_Key="a").status_code == 201
        assert other.post("invitations/", {**LENA, "email": "b@example.com"}, Idempotency_Key="a").status_code == 201
        assert rows(acme) == [2, 2, 2, 2]
        assert rows(umbra) == [1, 1, 1, 1]

    @pytest.mark.parametrize("key", ["", "x" * 256, "ключ", "a\tb", "caf\xe9"])
    def test_a_key_that_cannot_be_kept_is_refused(self, website, acme, key):
        response = website.post("invitations/", LENA, Idempotency_Key=key)
        assert response.status_code == 400
        assert problem(response)["code"] == "bad_idempotency_key"
        assert rows(acme) == [0, 0, 0, 0]

    def test_the_longest_key_is_taken(self, website):
        assert website.post("invitations/", LENA, Idempotency_Key="~" * 255).status_code == 201

    def test_reading_needs_no_key_and_keeps_none(self, website, acme):
        assert website.get("members/", Idempotency_Key="a").status_code == 200
        assert rows(acme)[3] == 0

    def test_after_30_days_the_answer_is_forgotten_and_not_before(self, website, acme):
        website.post("invitations/", LENA, Idempotency_Key="a")
        with tenancy.workspace(acme):
            made = RepeatableAnswer.objects.get().created_at
            actions.forget_answers(acme.pk, made + actions.ANSWERS_KEPT - timedelta(seconds=1))
            assert RepeatableAnswer.objects.count() == 1
            actions.forget_answers(acme.pk, made + actions.ANSWERS_KEPT)
            assert RepeatableAnswer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def test_twenty_equal_requests_make_one_row_and_get_one_answer(self, website, acme):
        start = threading.Barrier(20)

        def send(_):
            try:
                start.wait()
                return Program(website.token).post("invitations/", LENA, Idempotency_Key="storm")
            finally:
                connections.close_all()

        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(send, range(20)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        assert sum("Idempotent-Replay" in answer for answer in answers) == 19
        assert rows(acme) == [1, 1, 1, 1]

    def test_when_the_first_fails_the_one_that_waits_does_the_work(self, website, acme, monkeypatch):
        reached, go_on = threading.Event(), threading.Event()
        whole = actions.invite_all

        def slow_then_refused(*args, **options):
            monkeypatch.setattr(actions, "invite_all", whole)
            reached.set()
            go_on.wait(10)
            raise actions.Refused("Not today.")

        monkeypatch.setattr(actions, "invite_all", slow_then_refused)

        def send():
            try:
                return Program(website.token).post("invitations/", LENA, Idempotency_Key="a")
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(send)
            assert reached.wait(10)
            second = pool.submit(send)
            wait_until_one_waits()
            go_on.set()
            assert first.result(10).status_code == 409
            answer = second.result(10)
        assert answer.status_code == 201
        assert "Idempotent-Replay" not in answer
        assert rows(acme) == [1, 1, 1, 1]

    def test_a_request_that_is_cut_off_before_its_commit_leaves_nothing(self, website, acme, monkeypatch):
        whole = actions.invite_all

        def cut_off(*args, **options):
            made = whole(*args, **options)
            connection.connection.close()
            return made

        monkeypatch.setattr(actions, "invite_all", cut_off)
        response = website.post("invitations/", LENA, Idempotency_Key="a")
        assert response.status_code == 503
        connection.close()
        assert rows(acme) == [0, 0, 0, 0]
        monkeypatch.setattr(actions, "invite_all", whole)
        response = website.post("invitations/", LENA, Idempotency_Key="a")
        assert (response.status_code, "Idempotent-Replay" in response) == (201, False)
        assert rows(acme) == [1, 1, 1, 1]

    def test_the_answer_is_given_after_the_commit(self, website, acme):
        answer = website.post("invitations/", LENA, Idempotency_Key="a")
        connection.close()
        assert website.get(f"invitations/{answer.json()['id']}/").json() == answer.json()


def wait_until_one_waits():
    """Until PostgreSQL says that somebody waits for another transaction."""
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("Nobody waits.")
