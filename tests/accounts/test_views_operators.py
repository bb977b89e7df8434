"""The operators' pages: people's accounts and signs of life, nothing of a tenant's."""

import pytest

from accounts import heartbeat
from accounts.admin import operators
from accounts.models import AccountMail, Heartbeat, User
from tests.conftest import person, who

pytestmark = pytest.mark.django_db
PEOPLE = "/operators/accounts/user/"


@pytest.fixture
def olga(client):
    user = person("Olga", "olga@example.com")
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client.force_login(user)
    return user


def act(client, action, *users):
    return client.post(PEOPLE, {"action": action, "_selected_action": [user.pk for user in users]}, follow=True)


def test_only_people_mails_and_signs_of_life_are_shown():
    assert set(operators._registry) == {User, Heartbeat, AccountMail}


def test_a_visitor_signs_in_on_the_houses_own_page_and_others_are_refused(client, as_):
    assert client.get("/operators/")["Location"].startswith("/operators/login/")
    assert client.get("/operators/", follow=True).request["PATH_INFO"] == "/login/"
    answer = as_("ada").get(PEOPLE, follow=True)
    assert answer.status_code == 403
    assert "operators" in answer.content.decode()


def test_people_are_found_and_not_edited(client, olga, acme):
    assert "ravi@example.com" in client.get(PEOPLE, {"q": "ravi"}).content.decode()
    assert "ravi@example.com" not in client.get(PEOPLE, {"q": "maya"}).content.decode()
    page = client.get(f"{PEOPLE}{who('ravi').pk}/change/").content.decode()
    assert "ravi@example.com" in page
    assert 'name="is_active"' not in page
    assert "password" not in page.lower().replace("password_change", "").replace("change password", "")
    assert client.get(f"{PEOPLE}add/").status_code == 403
    assert client.post(f"{PEOPLE}{who('ravi').pk}/delete/").status_code == 403


def test_an_account_is_closed_and_opened_by_the_verb(client, olga, as_):
    ravi = as_("ravi")
    assert ravi.get("/w/acme/").status_code == 200
    assert "can no longer sign in" in act(client, "close_accounts", who("ravi")).content.decode()
    assert ravi.get("/w/acme/").status_code == 302
    assert not who("ravi").usersession_set.exists()
    assert "can sign in again" in act(client, "open_accounts", who("ravi")).content.decode()
    assert who("ravi").is_active


def test_nobody_closes_their_own_account(client, olga):
    assert "cannot close your own" in act(client, "close_accounts", olga).content.decode()
    olga.refresh_from_db()
    assert olga.is_active


def test_sessions_are_ended(client, olga, as_):
    ravi = as_("ravi")
    ravi.get("/w/acme/")
    act(client, "end_their_sessions", who("ravi"))
    assert ravi.get("/w/acme/").status_code == 302


def test_signs_of_life_and_mails_are_read_only(client, olga):
    heartbeat.beat("ticker")
    AccountMail.objects.create(channel="mail", address="x@example.com", subject="Your code", payload={"text": "S3CRET"})
    assert "ticker" in client.get("/operators/accounts/heartbeat/").content.decode()
    mail = AccountMail.objects.get()
    page = client.get(f"/operators/accounts/accountmail/{mail.pk}/change/").content.decode()
    assert "x@example.com" in page
    assert "S3CRET" not in page
