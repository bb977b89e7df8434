"""Operators' commands call the same verbs as the pages."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import tenancy, whereabouts
from accounts.models import Invitation, User
from accounts.roles import Role
from tests.conftest import who

pytestmark = pytest.mark.django_db


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_a_workspace_and_its_admin_are_made_with_a_link_to_choose_a_password(settings):
    said = run("create_workspace", "Firm", "--admin", "Nora@firm.example", "--time-zone", "Asia/Tokyo")
    nora = User.objects.get(email="nora@firm.example")
    (membership,) = whereabouts.memberships(nora)
    assert (membership.workspace.slug, membership.workspace.time_zone) == ("firm", "Asia/Tokyo")
    assert membership.has(Role.ADMIN)
    link = said.strip().splitlines()[-1]
    assert link.startswith(settings.BASE_URL)
    browser = Client()
    answer = browser.get(link.removeprefix(settings.BASE_URL))
    browser.post(answer["Location"], {"password1": "a-good-long-password", "password2": "a-good-long-password"})
    browser.post("/login/", {"login": nora.email, "password": "a-good-long-password"})
    assert browser.get("/")["Location"] == "/w/firm/"


def test_somebody_who_has_an_account_gets_no_link(acme):
    said = run("create_workspace", "Second", "--admin", "ravi@example.com")
    assert "/password/reset/" not in said
    assert {row.workspace.slug for row in whereabouts.memberships(who("ravi"))} == {"acme", "second"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--slug", "acme"), "taken"),
        (("--slug", "admin"), "kept for"),
        (("--slug", "A B"), "small letters"),
        (("--time-zone", "Mars"), "no time zone"),
        (("--admin", "nobody"), "valid email"),
    ],
)
def test_a_workspace_that_cannot_be_leaves_nobody_behind(acme, words, said):
    with pytest.raises(CommandError, match=said):
        run("create_workspace", "Firm", "--admin", "nora@firm.example", *words)
    assert not User.objects.filter(email="nora@firm.example").exists()


def test_an_invitation_goes_out_in_an_admins_name(acme):
    words = ("--by", "ada@example.com", "--role", "rep", "--role", "manager")
    said = run("invite", "acme", "nora@example.com", *words)
    assert "/invitations/" in said
    with tenancy.workspace(acme):
        assert Invitation.objects.get().roles == {Role.REP, Role.MANAGER}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("acme", "nora@example.com", "--by", "ravi@example.com", "--role", "rep"), "no admin"),
        (("umbra", "nora@example.com", "--by", "ada@example.com", "--role", "rep"), "no admin"),
        (("acme", "nora@example.com", "--by", "x@example.com", "--role", "rep"), "no account"),
        (("acme", "nora", "--by", "ada@example.com", "--role", "rep"), "not an e-mail"),
        (("acme", "ravi@example.com", "--by", "ada@example.com", "--role", "rep"), "member already"),
        (("acme", "nora@example.com", "--by", "ada@example.com", "--role", "king"), "king"),
    ],
)
def test_an_invitation_that_cannot_be_says_why(acme, umbra, words, said):
    with pytest.raises(CommandError, match=said):
        run("invite", *words)
