"""Every door of the ground floor: who may come through, who may not, and what the others are told."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions, jobs, outbox, tenancy
from accounts.models import Channel
from accounts.roles import Role
from accounts.scopes import Scope
from tests.conftest import NOON, who

pytestmark = pytest.mark.django_db

ALL = ("ada", "maya", "ravi", "mona")
ADMINS = ("ada",)
SYSTEM = ("ada", "mona")
PAGES = {
    "home": ALL,
    "workspace": ADMINS,
    "team": ALL,
    "invite": ADMINS,
    "person": ADMINS,
    "deactivate": ADMINS,
    "keys": ADMINS,
    "key_new": ADMINS,
    "key_revoke": ADMINS,
    "jobs": ALL,
    "job": ALL,
    "outbox": ADMINS,
    "outgoing": ADMINS,
    "audit": ADMINS,
    "system": SYSTEM,
}
POSTS = {
    "reactivate": ADMINS,
    "invitation_resend": ADMINS,
    "invitation_revoke": ADMINS,
    "replay": ADMINS,
    "job_stop": SYSTEM,
}


@jobs.portion("test-door")
def portion(job):
    raise NotImplementedError


@pytest.fixture
def rows(inside):
    """One row of each kind that has a page, by the name of its page."""
    workspace = inside
    key, _ = actions.make_key(workspace, by=who("ada"), name="Site", scopes=[Scope.JOBS_READ], expires_at=None)
    asked = actions.invite(workspace, by=who("ada"), email="ana@example.com", roles=[Role.REP], at=NOON)
    job = jobs.start("test-door", workspace=workspace, by=who("ada"), title="Import", params={})
    item = outbox.post(workspace_id=workspace.pk, channel=Channel.MAIL, address="a@b.example", payload={"text": "Hi"})
    ravi = workspace.memberships.get(user=who("ravi"))
    return {
        "person": ravi.pk,
        "deactivate": ravi.pk,
        "reactivate": ravi.pk,
        "key_revoke": key.pk,
        "invitation_resend": asked.pk,
        "invitation_revoke": asked.pk,
        "job": job.pk,
        "job_stop": job.pk,
        "outgoing": item.pk,
        "replay": item.pk,
    }


def address(name, rows, workspace="acme"):
    extra = {"pk": rows[name]} if name in rows else {}
    return reverse(f"accounts:{name}", kwargs={"workspace": workspace, **extra})


@pytest.mark.parametrize("person", ALL)
def test_pages_open_for_their_roles_and_no_other(as_, rows, person):
    browser = as_(person)
    found = {name: browser.get(address(name, rows)).status_code for name in PAGES}
    assert found == {name: 200 if person in allowed else 403 for name, allowed in PAGES.items()}


@pytest.mark.parametrize("person", ALL)
def test_deeds_are_done_for_their_roles_and_no_other(as_, rows, person):
    browser = as_(person)
    found = {name: browser.post(address(name, rows)).status_code for name in POSTS}
    assert found == {name: 302 if person in allowed else 403 for name, allowed in POSTS.items()}


def test_a_stranger_gets_the_404_of_a_place_that_is_not_there(as_, rows):
    sam = as_("sam")
    for name in [*PAGES, "settings", *POSTS]:
        ask = sam.post if name in POSTS else sam.get
        answer = ask(address(name, rows))
        assert answer.status_code == 404, name
        assert "Acme" not in answer.content.decode(), name
    assert len(sam.get("/w/acme/").content) == len(sam.get("/w/nope/").content)


def test_a_visitor_is_sent_to_sign_in_and_back(rows, client):
    for name in [*PAGES, "settings"]:
        path = address(name, rows)
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={path}"), name


def test_a_deed_is_never_done_by_looking(as_, rows):
    browser = as_("ada")
    for name in POSTS:
        assert browser.get(address(name, rows)).status_code == 405, name


def test_a_row_of_another_workspace_is_not_there(as_, rows):
    browser = as_("sam")
    for name in rows:
        ask = browser.post if name in POSTS else browser.get
        assert ask(address(name, rows, "umbra")).status_code == 404, name


def test_a_deactivated_member_is_a_stranger(as_, acme):
    browser = as_("ravi")
    assert browser.get("/w/acme/").status_code == 200
    with tenancy.workspace(acme):
        actions.deactivate(acme.memberships.get(user=who("ravi")), by=who("ada"), at=NOON)
    answer = browser.get("/w/acme/")
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    again = Client()
    again.force_login(who("ravi"))
    assert again.get("/w/acme/").status_code == 404


@pytest.mark.parametrize("slug", ["acme%00", "ACME", "acme/../umbra"])
def test_odd_addresses_are_404(as_, slug):
    assert as_("ada").get(f"/w/{slug}/").status_code == 404


def test_the_settings_open_on_the_first_page_one_may_see(as_):
    assert as_("ada").get("/w/acme/settings/").url == "/w/acme/settings/workspace/"
    assert as_("ravi").get("/w/acme/settings/").url == "/w/acme/settings/team/"


def test_tabs_show_only_what_one_may_see(as_):
    text = as_("ravi").get("/w/acme/settings/team/").content.decode()
    assert "/settings/jobs/" in text
    assert "/settings/keys/" not in text
    assert "/settings/system/" not in text
