"""Signing up and in: the code in the mail, and pages that never say who has an account."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions, tenancy, whereabouts
from accounts.models import AccountMail, Membership, User
from tests.conftest import NOON, who

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Nora Berg",
    "email": "Nora@Firm.example",
    "workspace_name": "Firm",
    "password1": "a-good-long-password",
}


def sign_up(client, **fields):
    return client.post(reverse("account_signup"), {**NEW, **fields})


def mails(address):
    return list(AccountMail.objects.filter(address=address).order_by("pk"))


def code_in(mail):
    return re.search(r"^\s+([A-Z0-9-]{4,})\s*$", mail.payload["text"], re.M)[1]


def test_a_code_in_the_mail_signs_in_to_a_workspace_of_ones_own(client):
    answer = sign_up(client)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert client.get("/").wsgi_request.user.is_anonymous
    (mail,) = mails("nora@firm.example")
    answer = client.post(answer["Location"], {"code": code_in(mail)}, follow=True)
    assert answer.request["PATH_INFO"] == "/w/firm/"
    assert "Nora" in answer.content.decode()
    user = User.objects.get(email="nora@firm.example")
    assert [row.workspace.name for row in whereabouts.memberships(user)] == ["Firm"]


def test_without_a_firm_the_workspace_is_named_after_the_person(client):
    sign_up(client, workspace_name="")
    user = User.objects.get(email="nora@firm.example")
    assert [row.workspace.name for row in whereabouts.memberships(user)] == ["Nora's workspace"]


def test_a_sign_up_that_fails_halfway_leaves_nothing(client, monkeypatch):
    def broken(**kwargs):
        raise RuntimeError("no workspace today")

    monkeypatch.setattr(actions, "create_workspace", broken)
    client.raise_request_exception = False
    assert sign_up(client).status_code == 500
    assert not User.objects.filter(email="nora@firm.example").exists()


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("account_signup", {**NEW, "password1": "short"}, "at least 10 characters"),
        ("account_signup", {**NEW, "email": "nobody"}, "valid email"),
        ("account_signup", {**NEW, "name": ""}, "required"),
        ("account_login", {"login": "no@example.com", "password": "x"}, "not correct"),
        ("account_reset_password", {"email": "nobody"}, "valid email"),
    ],
)
def test_bad_input_is_422_and_comes_back(client, settings, name, sent, said):
    middleware = "accounts.middleware.Unprocessable"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, *([] if middleware in settings.MIDDLEWARE else [middleware])]
    answer = client.post(reverse(name), sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not User.objects.exists()


def test_a_wrong_code_signs_nobody_in(client):
    sign_up(client)
    client.post(reverse("account_email_verification_sent"), {"code": "WRONG1"})
    assert client.get("/").wsgi_request.user.is_anonymous


def test_an_unverified_address_cannot_sign_in(client):
    sign_up(client)
    other = Client()
    other.post(reverse("account_login"), {"login": NEW["email"], "password": NEW["password1"]})
    assert other.get("/").wsgi_request.user.is_anonymous


def test_sign_up_answers_the_same_for_a_known_address(acme):
    known, unknown = Client(), Client()
    answers = [sign_up(known, email="ravi@example.com"), sign_up(unknown)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    pages = [one.get(answers[0]["Location"]).content.decode() for one in (known, unknown)]
    plain = [re.sub(r'(value|content)="[^"]*"|\S+@\S+|x-csrftoken[^}]*', "", text) for text in pages]
    assert plain[0] == plain[1]
    (mail,) = mails("ravi@example.com")
    assert "account" in mail.subject
    assert "code" not in mail.payload["text"]
    assert User.objects.filter(email="ravi@example.com").count() == 1


def test_reset_answers_the_same_for_an_unknown_address(acme):
    pages = []
    for email in ("ravi@example.com", "nobody@example.com"):
        answer = Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        assert answer.status_code == 200
        pages.append(re.sub(r'(value|content)="[^"]*"|\S+@\S+|x-csrftoken[^}]*', "", answer.content.decode()))
    assert pages[0] == pages[1]
    assert "/password/reset/key/" in mails("ravi@example.com")[0].payload["text"]
    assert "/password/reset/key/" not in mails("nobody@example.com")[0].payload["text"]


def test_whether_there_is_an_account_is_not_told_by_how_much_is_asked(acme):
    asked = {}
    for email in ("ravi@example.com", "nobody@example.com"):
        with CaptureQueriesContext(connection) as told:
            Client().post(reverse("account_reset_password"), {"email": email})
        asked[email] = len(told)
    assert asked["ravi@example.com"] == asked["nobody@example.com"]


def test_the_mailed_link_sets_a_new_password(acme, client, settings):
    client.post(reverse("account_reset_password"), {"email": "ravi@example.com"})
    link = re.search(r"https?://\S+/password/reset/key/\S+", mails("ravi@example.com")[0].payload["text"])[0]
    assert link.startswith(settings.BASE_URL)
    answer = client.get(link.removeprefix(settings.BASE_URL))
    chosen = {"password1": "another-long-password", "password2": "another-long-password"}
    assert client.post(answer["Location"], chosen).status_code == 302
    assert who("ravi").check_password("another-long-password")
    stale = Client().get(link.removeprefix(settings.BASE_URL), follow=True)
    assert 'name="password1"' not in stale.content.decode()


def test_where_only_the_invited_may_come_the_page_says_so(client, settings):
    settings.SIGN_UP_OPEN = False
    text = client.get(reverse("account_signup")).content.decode()
    assert "invit" in text
    assert 'name="password1"' not in text
    sign_up(client)
    assert not User.objects.filter(email="nora@firm.example").exists()
    landing = client.get("/").content.decode()
    assert reverse("account_signup") not in landing


def test_a_session_gets_a_new_key_when_one_signs_in(acme, client):
    client.get(reverse("account_login"))
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    client.post(reverse("account_login"), {"login": "ravi@example.com", "password": "a-good-long-password"})
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_sessions_of_a_closed_account_end_at_once(as_):
    browser = as_("ravi")
    assert browser.get("/w/acme/").status_code == 200
    actions.close_account(who("ravi"), by=who("ada"))
    assert browser.get("/w/acme/").status_code == 302
    again = Client()
    again.post(reverse("account_login"), {"login": "ravi@example.com", "password": "a-good-long-password"})
    assert again.get("/w/acme/").status_code == 302


def test_deactivating_ends_every_session(as_, acme):
    first, second = as_("ravi"), as_("ravi")
    for browser in (first, second):
        assert browser.get("/w/acme/").status_code == 200
    with tenancy.workspace(acme):
        actions.deactivate(Membership.objects.get(user=who("ravi")), by=who("ada"), at=NOON)
    for browser in (first, second):
        assert browser.get("/profile/").status_code == 302
    assert as_("maya").get("/w/acme/").status_code == 200
