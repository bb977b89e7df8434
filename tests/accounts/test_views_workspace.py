"""The first page, choosing and making workspaces, and a workspace's own settings."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actions, first_page, tenancy
from accounts.models import Job, Membership, Workspace
from accounts.panels import PANELS, Panel, add_panels
from accounts.roles import Role
from accounts.scopes import Scope
from accounts.steps import STEPS, Step, add_steps
from accounts.views.workspace import greeting
from tests.conftest import who

pytestmark = pytest.mark.django_db
SETTINGS = "/w/acme/settings/workspace/"
GOOD = {"name": "Acme Freight", "slug": "acme-freight", "time_zone": "Europe/Stockholm"}


def test_a_visitor_reads_what_baton_is_and_where_to_go(client):
    text = client.get("/").content.decode()
    assert "From marketing to sales" in text
    assert reverse("account_login") in text
    assert reverse("account_signup") in text


def test_whoever_has_no_workspace_is_asked_to_name_one(client, sam):
    client.force_login(sam)
    assert client.get("/")["Location"] == "/workspaces/new/"
    answer = client.post("/workspaces/new/", {"name": "Umbra", "time_zone": "tokyo"}, follow=True)
    assert answer.request["PATH_INFO"] == "/w/umbra/"
    with tenancy.person(sam):
        assert Workspace.objects.get(slug="umbra").time_zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": " ", "time_zone": "UTC"}, "required"),
        ({"name": "U", "time_zone": "Mars"}, "no time zone “Mars”"),
    ],
)
def test_a_workspace_without_a_name_or_a_clock_is_not_made(client, sam, sent, said):
    client.force_login(sam)
    answer = client.post("/workspaces/new/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_home_is_the_workspace_one_was_in_last(as_, umbra):
    with tenancy.workspace(umbra):
        row = Membership(workspace=umbra, user=who("ada"))
        row.give({Role.REP})
        row.save()
    browser = as_("ada")
    for slug in ("umbra", "acme", "umbra"):
        assert browser.get(f"/w/{slug}/").status_code == 200
        assert browser.get("/")["Location"] == f"/w/{slug}/"
    with tenancy.workspace(umbra):
        row.refresh_from_db()
        assert row.seen_at is not None
        Membership.objects.filter(pk=row.pk).update(seen_at=timezone.now() + timedelta(hours=1))
    assert as_("ada").get("/")["Location"] == "/w/umbra/"
    listed = browser.get("/workspaces/").content.decode()
    assert "/w/umbra/" in listed
    assert "/w/acme/" in listed


def test_first_steps_are_computed_from_what_is_there(as_, inside, monkeypatch):
    monkeypatch.setattr("accounts.steps.STEPS", list(first_page.STEPS))  # without what rooms add
    browser = as_("ada")
    assert "1 of 4 done" in browser.get("/w/acme/").content.decode()
    actions.change_workspace(inside, by=who("ada"), name="Acme", slug="acme", time_zone="Europe/Paris")
    actions.make_key(inside, by=who("ada"), name="Site", scopes=[Scope.JOBS_READ], expires_at=None)
    assert "3 of 4 done" in browser.get("/w/acme/").content.decode()
    who("ada").authenticator_set.create(type="totp", data={})
    assert "First steps" not in browser.get("/w/acme/").content.decode()


def test_a_rep_sees_no_steps_of_admins_and_no_audit_log(as_):
    text = as_("ravi").get("/w/acme/").content.decode()
    assert "Make an API key" not in text
    assert "Protect your sign-in" in text
    assert "Lately in the set-up" not in text
    assert "Sales rep" in text


def test_rooms_add_steps_and_panels(as_, monkeypatch):
    monkeypatch.setattr("accounts.steps.STEPS", STEPS[:])
    monkeypatch.setattr("accounts.panels.PANELS", PANELS[:])
    add_steps(Step("Write a rule", "So that scores mean something.", "accounts:team", lambda member: False))
    nothing = Panel("accounts/_nowhere.html", lambda member: None)
    add_panels(nothing, nothing, Panel("accounts/_running.html", lambda member: {"jobs": []}, (Role.REP,), order=1))
    text = as_("ravi").get("/w/acme/").content.decode()
    assert "Write a rule" in text
    assert text.index("Running now") < text.index("Write a rule")
    assert "Running now" not in as_("maya").get("/w/acme/").content.decode()


def test_open_jobs_stand_on_the_first_page(as_, inside):
    Job.objects.create(workspace=inside, kind="x", title="Import of leads.csv", started_by=who("ada"))
    assert "Import of leads.csv" in as_("ravi").get("/w/acme/").content.decode()


@pytest.mark.parametrize(("hour", "said"), [(4, "evening"), (5, "morning"), (12, "afternoon"), (18, "evening")])
def test_the_greeting_follows_the_hour(hour, said):
    assert greeting(hour) == f"Good {said}"


def test_settings_are_changed_and_the_address_with_them(as_):
    browser = as_("ada")
    answer = browser.post(SETTINGS, GOOD)
    assert answer["Location"] == "/w/acme-freight/settings/workspace/"
    assert browser.get("/w/acme/").status_code == 404
    text = browser.get("/w/acme-freight/settings/audit/").content.decode()
    assert "Time zone: UTC → Europe/Stockholm" in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"slug": "umbra"}, "is taken"),
        ({"slug": "admin"}, "is kept for Baton"),
        ({"slug": "Acme Freight"}, "small letters"),
        ({"slug": "-a"}, "begin and end"),
        ({"time_zone": "Europe/Nowhere"}, "no time zone"),
        ({"time_zone": "../../etc/passwd"}, "no time zone"),
        ({"name": ""}, "required"),
    ],
)
def test_bad_settings_come_back_and_change_nothing(as_, acme, change, said):
    answer = as_("ada").post(SETTINGS, {**GOOD, **change})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert f'value="{GOOD["name"]}"' in text or "name" in change
    with tenancy.workspace(acme):
        acme.refresh_from_db()
    assert (acme.name, acme.slug, acme.time_zone) == ("Acme", "acme", "UTC")


def test_the_first_page_asks_as_much_for_many_rows_as_for_few(as_, inside, django_assert_max_num_queries):
    browser, counts = as_("ada"), []
    browser.get("/w/acme/")
    for more in (2, 30):
        for n in range(more):
            Job.objects.create(workspace=inside, kind="x", title=f"J{n}", started_by=who("ada"))
            actions.make_key(inside, by=who("ada"), name=f"K{n}", scopes=[Scope.JOBS_READ], expires_at=None)
        with django_assert_max_num_queries(100) as asked:
            browser.get("/w/acme/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
