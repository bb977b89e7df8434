"""Members and invitations, as a program sees and changes them."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts import actions, tenancy
from accounts.models import OutboxItem
from tests.api.conftest import problem
from tests.conftest import person, who

pytestmark = pytest.mark.django_db
LENA = {"email": "Lena@Example.com", "roles": ["manager", "marketer"]}


def test_the_workspace_shows_its_name_address_and_zone(website, acme):
    body = website.get("workspace/").json()
    assert body == {
        "id": acme.pk,
        "name": "Acme",
        "slug": "acme",
        "time_zone": "UTC",
        "created_at": body["created_at"],
    }
    assert body["created_at"].endswith("Z")


def test_members_are_listed_with_their_roles(website, acme):
    rows = {row["email"]: row for row in website.get("members/").json()["results"]}
    assert set(rows) == {f"{name}@example.com" for name in ("ada", "maya", "ravi", "mona")}
    assert rows["ada@example.com"]["roles"] == ["marketer", "manager", "admin"]
    assert rows["ravi@example.com"]["roles"] == ["rep"]
    assert rows["ravi@example.com"]["active"] is True
    assert website.get(f"members/{rows['ravi@example.com']['id']}/").json() == rows["ravi@example.com"]


def test_a_deactivated_member_is_shown_as_such(website, acme):
    with tenancy.workspace(acme):
        member = acme.memberships.get(user=who("ravi"))
        actions.deactivate(member, by=who("ada"), at=timezone.now())
    body = website.get(f"members/{member.pk}/").json()
    assert body["active"] is False
    assert body["deactivated_at"] is not None


def test_inviting_mails_the_link_and_answers_where_the_invitation_is(website, acme):
    response = website.post("invitations/", LENA)
    assert response.status_code == 201
    body = response.json()
    assert body["email"] == "lena@example.com"
    assert body["roles"] == ["marketer", "manager"]
    assert body["status"] == "open"
    assert body["invited_by"] == {"name": "Ada Lovelace", "email": "ada@example.com"}
    assert response["Location"] == f"http://testserver/api/v1/invitations/{body['id']}/"
    assert website.get(response["Location"].removeprefix("http://testserver")).json() == body
    with tenancy.workspace(acme):
        assert OutboxItem.objects.filter(address="lena@example.com").count() == 1


def test_a_member_is_not_invited(website):
    response = website.post("invitations/", {"email": "ravi@example.com", "roles": ["rep"]})
    assert response.status_code == 409
    assert "is a member already" in problem(response)["message"]


def test_sending_again_renews_the_link(website, acme):
    made = website.post("invitations/", LENA).json()
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        assert website.get(f"invitations/{made['id']}/").json()["status"] == "expired"
        response = website.post(f"invitations/{made['id']}/resend/")
        assert response.status_code == 200
        assert response.json()["status"] == "open"
        assert response.json()["expires_at"] > made["expires_at"]
    with tenancy.workspace(acme):
        assert OutboxItem.objects.filter(address="lena@example.com").count() == 2


def test_revoking_is_final(website):
    made = website.post("invitations/", LENA).json()
    response = website("DELETE", f"invitations/{made['id']}/")
    assert (response.status_code, response.content) == (204, b"")
    after = website.get(f"invitations/{made['id']}/").json()
    assert after["status"] == "revoked"
    assert after["revoked_at"] is not None
    assert website("DELETE", f"invitations/{made['id']}/").status_code == 409
    assert website.post(f"invitations/{made['id']}/resend/").status_code == 409


def test_an_accepted_invitation_says_so(website, acme):
    made = website.post("invitations/", {"email": "sam@example.com", "roles": ["rep"]}).json()
    with tenancy.workspace(acme):
        sam = person("Sam")
        actions.join(acme.invitations.get(pk=made["id"]), user=sam, at=timezone.now())
    assert website.get(f"invitations/{made['id']}/").json()["status"] == "accepted"


def test_instants_are_in_utc_whoever_asks(website, acme):
    ada = who("ada")
    ada.time_zone = "Asia/Tokyo"
    ada.save()
    website.client.force_login(ada)
    assert website.get("workspace/").json()["created_at"].endswith("Z")
