"""The mailed link: for its addressee, for somebody else, for nobody any more."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions, tenancy, whereabouts
from accounts.links import invitation_token
from accounts.models import AccountMail, AuditEntry, Invitation, Membership, OutboxItem, User
from accounts.roles import Role
from tests.conftest import person, who

pytestmark = pytest.mark.django_db


def asked(acme, email="nora@example.com", roles=(Role.REP,)):
    with tenancy.workspace(acme):
        return actions.invite(acme, by=who("ada"), email=email, roles=roles, at=timezone.now())


def path_of(invitation, name="invitation"):
    return reverse(f"accounts:{name}", args=[invitation_token(invitation)])


def browser_of(user):
    client = Client()
    client.force_login(user)
    return client


def roles_of(user):
    return {row.workspace.slug: row.roles for row in whereabouts.memberships(user)}


def test_the_mail_carries_the_link(acme, settings):
    invitation = asked(acme)
    with tenancy.workspace(acme):
        item = OutboxItem.objects.get(address="nora@example.com")
    link = settings.BASE_URL + path_of(invitation)
    assert link in item.payload["text"]
    assert link in item.payload["html"]
    assert "Ada Lovelace" in item.subject


def test_the_addressee_accepts_with_one_click(acme):
    invitation, nora = asked(acme), person("Nora", "nora@example.com")
    browser = browser_of(nora)
    page = browser.get(path_of(invitation)).content.decode()
    assert path_of(invitation, "invitation_accept") in page
    answer = browser.post(path_of(invitation, "invitation_accept"), follow=True)
    assert answer.request["PATH_INFO"] == "/w/acme/"
    assert roles_of(nora) == {"acme": {Role.REP}}


def test_accepting_twice_is_accepting_once(acme):
    invitation, nora = asked(acme), person("Nora", "nora@example.com")
    browser = browser_of(nora)
    for _ in range(2):
        answer = browser.post(path_of(invitation, "invitation_accept"))
        assert answer["Location"] == "/w/acme/"
    assert browser.get(path_of(invitation))["Location"] == "/w/acme/"
    with tenancy.workspace(acme):
        assert AuditEntry.objects.filter(verb="joined").count() == 1


def test_somebody_else_is_told_whom_it_is_for_and_can_sign_out(acme, sam):
    invitation, browser = asked(acme), browser_of(sam)
    page = browser.get(path_of(invitation)).content.decode()
    assert "nora@example.com" in page
    assert path_of(invitation, "invitation_accept") not in page
    answer = browser.post(path_of(invitation, "invitation_accept"), follow=True)
    assert "you are signed in as sam@example.com" in answer.content.decode()
    assert roles_of(sam) == {}
    answer = browser.post(path_of(invitation, "invitation_sign_out"), follow=True)
    assert answer.wsgi_request.user.is_anonymous
    assert reverse("account_signup") in answer.content.decode()


def test_a_second_confirmed_address_may_accept(acme, sam):
    invitation = asked(acme)
    sam.emailaddress_set.create(email="nora@example.com", verified=False)
    assert path_of(invitation, "invitation_accept") not in browser_of(sam).get(path_of(invitation)).content.decode()
    sam.emailaddress_set.update(verified=True)
    browser_of(sam).post(path_of(invitation, "invitation_accept"))
    assert roles_of(sam) == {"acme": {Role.REP}}


@pytest.mark.parametrize("is_open", [True, False])
def test_a_newcomer_signs_up_with_the_address_confirmed_by_the_link(acme, client, settings, is_open):
    settings.SIGN_UP_OPEN = is_open
    invitation = asked(acme)
    client.get(path_of(invitation))
    form = client.get(reverse("account_signup")).content.decode()
    assert 'value="nora@example.com"' in form
    assert "workspace_name" not in form
    fields = {"name": "Nora", "email": "nora@example.com", "password1": "a-good-long-password"}
    answer = client.post(reverse("account_signup"), fields)
    assert answer["Location"] == path_of(invitation)
    assert not AccountMail.objects.exists()
    client.post(path_of(invitation, "invitation_accept"))
    nora = User.objects.get(email="nora@example.com")
    assert roles_of(nora) == {"acme": {Role.REP}}
    assert nora.emailaddress_set.get().verified


def test_under_another_address_the_link_confirms_nothing(acme, client):
    client.get(path_of(asked(acme)))
    fields = {"name": "Eve", "email": "eve@example.com", "password1": "a-good-long-password"}
    answer = client.post(reverse("account_signup"), fields)
    assert answer["Location"] == reverse("account_email_verification_sent")
    eve = User.objects.get(email="eve@example.com")
    assert [address.verified for address in eve.emailaddress_set.all()] == [False]
    assert [row.workspace.name for row in whereabouts.memberships(eve)] == ["Eve's workspace"]


def test_where_only_the_invited_come_in_another_address_is_refused(acme, client, settings):
    settings.SIGN_UP_OPEN = False
    client.get(path_of(asked(acme)))
    fields = {"name": "Eve", "email": "eve@example.com", "password1": "a-good-long-password"}
    assert "use that address" in client.post(reverse("account_signup"), fields).content.decode()
    assert not User.objects.filter(email="eve@example.com").exists()


def test_a_link_revoked_meanwhile_confirms_nothing(acme, client):
    invitation = asked(acme)
    client.get(path_of(invitation))
    with tenancy.workspace(acme):
        actions.revoke_invitation(invitation, by=who("ada"), at=timezone.now())
    fields = {"name": "Nora", "email": "nora@example.com", "password1": "a-good-long-password"}
    client.post(reverse("account_signup"), fields)
    assert not User.objects.get(email="nora@example.com").emailaddress_set.get().verified


def test_whoever_has_an_account_comes_back_after_signing_in(acme, client):
    invitation = asked(acme)
    person("Nora", "nora@example.com")
    page = client.get(path_of(invitation)).content.decode()
    assert re.search(r'href="/login/\?next=[^"]+"', page)
    answer = client.post(reverse("account_login"), {"login": "nora@example.com", "password": "a-good-long-password"})
    assert answer["Location"] == path_of(invitation)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"expires_at": timezone.now() - timedelta(minutes=1)}, "to send it again"),
        ({"revoked_at": timezone.now()}, "taken back"),
        ({"accepted_at": timezone.now()}, "accepted already"),
    ],
    ids=["expired", "revoked", "accepted"],
)
def test_a_link_that_has_ended_says_why(acme, client, change, said):
    invitation = asked(acme)
    with tenancy.workspace(acme):
        Invitation.objects.filter(pk=invitation.pk).update(**change)
    answer = client.get(path_of(invitation))
    assert answer.status_code == 410
    assert said in answer.content.decode()
    nora = browser_of(person("Nora", "nora@example.com"))
    nora.post(path_of(invitation, "invitation_accept"))
    assert roles_of(User.objects.get(email="nora@example.com")) == {}


def test_a_broken_link_is_404_and_says_so(acme, client, sam):
    token = invitation_token(asked(acme))
    for broken in (token[:-3], "nonsense", token.replace(":", "x", 1)):
        answer = client.get(reverse("accounts:invitation", args=[broken]))
        assert answer.status_code == 404
        assert "whole link" in answer.content.decode()
    answer = browser_of(sam).post(reverse("accounts:invitation_accept", args=["nonsense"]), follow=True)
    assert answer.status_code == 404


def test_joining_again_adds_the_new_roles(acme):
    with tenancy.workspace(acme):
        ravi = Membership.objects.get(user=who("ravi"))
    who("ravi").emailaddress_set.create(email="ravi@home.example", verified=True)
    invitation = asked(acme, email="ravi@home.example", roles=[Role.MANAGER])
    browser_of(who("ravi")).post(path_of(invitation, "invitation_accept"))
    with tenancy.workspace(acme):
        ravi.refresh_from_db()
        assert ravi.roles == {Role.REP, Role.MANAGER}


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_joins(acme):
    invitation, nora = asked(acme), person("Nora", "nora@example.com")
    together, found = Barrier(2), []

    def click():
        together.wait()
        try:
            with tenancy.workspace(acme):
                found.append(actions.join(invitation, user=nora, at=timezone.now()).pk)
        finally:
            connection.close()

    clicks = [Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert len(found) == 2
    assert len(set(found)) == 1
    with tenancy.workspace(acme):
        assert Membership.objects.filter(user=nora).count() == 1
        assert AuditEntry.objects.filter(verb="joined").count() == 1
