"""Second step, sessions, addresses, single sign-on: allauth's flows on our pages and with our mails."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from accounts.models import AccountMail
from tests.conftest import who

pytestmark = pytest.mark.django_db
RAVI = {"login": "ravi@example.com", "password": "a-good-long-password"}


@pytest.fixture
def ravi(acme, settings):
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    settings.MFA_TOTP_TOLERANCE = 1  # a code is good once: the next one signs in
    client = Client()
    assert client.post(reverse("account_login"), RAVI)["Location"] == "/"
    client.post(reverse("account_reauthenticate"), {"password": RAVI["password"]})
    return client


def totp(secret, step=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_change_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "usersessions_list",
    ],
)
def test_pages_of_ones_own_sign_in_open(ravi, name):
    answer = ravi.get(reverse(name))
    assert answer.status_code == 200
    assert reverse("accounts:profile") in answer.content.decode()


def test_the_second_step_is_changed_only_after_the_password_again(acme, client):
    client.post(reverse("account_login"), RAVI)
    path = reverse("mfa_activate_totp")
    assert client.get(path)["Location"].startswith(reverse("account_reauthenticate"))


def test_with_an_authenticator_app_a_password_alone_lets_nobody_in(ravi, django_capture_on_commit_callbacks):
    page = ravi.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        answer = ravi.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    assert answer.status_code == 302
    assert "Two-step sign-in is on" in AccountMail.objects.values_list("subject", flat=True)
    other = Client()
    assert other.post(reverse("account_login"), RAVI)["Location"] == reverse("mfa_authenticate")
    assert other.get("/w/acme/").status_code == 302
    assert other.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code in {200, 422}
    other.post(reverse("mfa_authenticate"), {"code": totp(secret, 1)})
    assert other.get("/w/acme/").status_code == 200


def test_other_sessions_are_ended_from_the_list(ravi):
    other = Client()
    other.post(reverse("account_login"), RAVI)
    assert other.get("/w/acme/").status_code == 200
    assert ravi.get("/w/acme/").status_code == 200
    assert who("ravi").usersession_set.count() == 2
    ravi.post(reverse("usersessions_list"))
    assert other.get("/w/acme/").status_code == 302
    assert ravi.get("/w/acme/").status_code == 200


def test_a_second_address_is_confirmed_by_a_code(ravi):
    ravi.post(reverse("account_email"), {"action_add": "", "email": "Ravi@Home.example"})
    (mail,) = AccountMail.objects.filter(address="ravi@home.example")
    code = next(line.strip() for line in mail.payload["text"].splitlines() if line.startswith("    "))
    ravi.post(reverse("account_email_verification_sent"), {"code": code})
    assert who("ravi").emailaddress_set.get(email="ravi@home.example").verified


def test_single_sign_on_is_off_until_it_is_configured(client, settings):
    assert "/oidc/" not in client.get(reverse("account_login")).content.decode()
    app = {
        "provider_id": "oidc",
        "name": "Acme Login",
        "client_id": "baton",
        "secret": "s",
        "settings": {"server_url": "https://login.acme.example"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    text = client.get(reverse("account_login")).content.decode()
    assert "Acme Login" in text
    assert "/oidc/oidc/login/" in text
