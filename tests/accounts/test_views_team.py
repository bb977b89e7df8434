"""The team page: asking people in, changing what they may do, shutting them out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actions, tenancy
from accounts.models import ApiKey, AuditEntry, Invitation, Membership, OutboxItem
from accounts.roles import Role
from accounts.scopes import Scope
from tests.conftest import person, who

pytestmark = pytest.mark.django_db
TEAM = "/w/acme/settings/team/"


@pytest.fixture
def ada_at(as_):
    return as_("ada")


def member(acme, name):
    with tenancy.workspace(acme):
        return Membership.objects.select_related("user").get(user=who(name))


def test_everybody_sees_the_team_and_only_admins_the_invitations(as_, inside):
    actions.invite(inside, by=who("ada"), email="ana@example.com", roles=[Role.REP], at=timezone.now())
    for name, sees in (("ravi", False), ("ada", True)):
        text = as_(name).get(TEAM).content.decode()
        assert "Maya" in text
        assert "Marketer, Manager and Admin" in text
        assert ("ana@example.com" in text) is sees


def test_several_people_are_asked_in_one_go(ada_at, inside):
    typed = 'Ana Sousa <Ana@example.com>, li@example.com\n"Wei, Li" <wei@example.com>; li@example.com'
    answer = ada_at.post(TEAM + "invite/", {"emails": typed, "roles": ["rep", "manager"]})
    assert answer["Location"] == TEAM
    found = {row.email: row.roles for row in inside.invitations.all()}
    assert found == dict.fromkeys(["ana@example.com", "li@example.com", "wei@example.com"], {Role.REP, Role.MANAGER})
    assert OutboxItem.objects.filter(cause="invitation").count() == 3


@pytest.mark.parametrize(
    ("typed", "roles", "said"),
    [
        ("ana@example.com, not an address", ["rep"], "“not” is not an e-mail address."),
        ("ana@example.com", [], "Choose at least one role."),
        ("", ["rep"], "This field is required."),
        ("ana@example.com", ["king"], "king is not one of the available choices"),
        ("ana@example.com, ravi@example.com", ["rep"], "ravi@example.com is a member already."),
        (" ".join(f"p{n}@example.com" for n in range(51)), ["rep"], "at most 50 people"),
    ],
    ids=["address", "roles", "empty", "role", "member", "many"],
)
def test_a_bad_invitation_comes_back_with_what_was_typed_and_asks_nobody(ada_at, inside, typed, roles, said):
    answer = ada_at.post(TEAM + "invite/", {"emails": typed, "roles": roles})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert typed.split(",")[0] in text
    assert not Invitation.objects.exists()


def test_an_open_invitation_is_not_sent_twice_by_asking_again(ada_at, inside):
    sent = {"emails": "ana@example.com", "roles": ["rep"]}
    assert ada_at.post(TEAM + "invite/", sent).status_code == 302
    answer = ada_at.post(TEAM + "invite/", sent)
    assert answer.status_code == 422
    assert "open invitation already" in answer.content.decode()


def test_sending_again_mails_once_more_and_lasts_from_now(ada_at, inside):
    long_ago = timezone.now() - timedelta(days=20)
    asked = actions.invite(inside, by=who("ada"), email="ana@example.com", roles=[Role.REP], at=long_ago)
    path = reverse("accounts:invitation_resend", args=["acme", asked.pk])
    assert "was sent again" in ada_at.post(path, follow=True).content.decode()
    assert "a moment ago" in ada_at.post(path, follow=True).content.decode()
    asked.refresh_from_db()
    assert asked.is_open(at=timezone.now())
    assert OutboxItem.objects.filter(address="ana@example.com").count() == 2


def test_a_revoked_invitation_leaves_the_list(ada_at, inside):
    asked = actions.invite(inside, by=who("ada"), email="ana@example.com", roles=[Role.REP], at=timezone.now())
    path = reverse("accounts:invitation_revoke", args=["acme", asked.pk])
    ada_at.post(path)
    assert "Send again" not in ada_at.get(TEAM).content.decode()
    assert "in the meantime" in ada_at.post(path, follow=True).content.decode()


def test_roles_are_changed_and_written_down(ada_at, acme):
    ravi = member(acme, "ravi")
    page = ada_at.get(f"{TEAM}{ravi.pk}/").content.decode()
    assert 'value="rep" aria-describedby' in page or 'value="rep"' in page
    assert ada_at.post(f"{TEAM}{ravi.pk}/", {"roles": ["rep", "manager"]})["Location"] == TEAM
    assert member(acme, "ravi").roles == {Role.REP, Role.MANAGER}
    audit = ada_at.get("/w/acme/settings/audit/").content.decode()
    assert "changed the roles of ravi@example.com" in audit
    assert "Roles: rep → manager, rep" in audit


def test_the_last_admin_stays(ada_at, acme):
    ada = member(acme, "ada")
    for path, sent in (("", {"roles": ["marketer"]}), ("deactivate/", {})):
        answer = ada_at.post(f"{TEAM}{ada.pk}/{path}", sent)
        assert answer.status_code == 422
        assert "needs an admin" in answer.content.decode()
    assert member(acme, "ada").has(Role.ADMIN)


def test_an_admin_whose_account_is_closed_does_not_count(inside):
    mona = inside.memberships.get(user=who("mona"))
    actions.change_roles(mona, by=who("ada"), roles=[Role.ADMIN])
    actions.close_account(who("mona"), by=who("ada"))
    with pytest.raises(actions.Refused, match="needs an admin"):
        actions.change_roles(inside.memberships.get(user=who("ada")), by=who("ada"), roles=[Role.REP])


@pytest.mark.parametrize("revoke", [True, False], ids=["with keys", "without"])
def test_shutting_out_shows_the_keys_and_takes_them_if_asked(ada_at, acme, revoke):
    with tenancy.workspace(acme):
        actions.make_key(acme, by=who("ravi"), name="Site form", scopes=[Scope.JOBS_READ], expires_at=None)
    path = f"{TEAM}{member(acme, 'ravi').pk}/deactivate/"
    page = ada_at.get(path).content.decode()
    assert "Site form" in page
    assert "checked" in page
    ada_at.post(path, {"sure": "1", **({"revoke_keys": "on"} if revoke else {})})
    assert not member(acme, "ravi").is_active
    with tenancy.workspace(acme):
        assert (ApiKey.objects.get(name="Site form").revoked_at is not None) is revoke
    keys = ada_at.get("/w/acme/settings/keys/").content.decode()
    assert "deactivated" in keys


def test_a_deactivated_member_comes_back_with_their_roles(ada_at, acme):
    ravi = member(acme, "ravi")
    ada_at.post(f"{TEAM}{ravi.pk}/deactivate/", {"sure": "1"})
    assert "Deactivated" in ada_at.get(TEAM).content.decode()
    for _ in range(2):
        ada_at.post(f"{TEAM}{ravi.pk}/reactivate/")
    assert member(acme, "ravi").roles == {Role.REP}
    assert member(acme, "ravi").is_active
    with tenancy.workspace(acme):
        assert AuditEntry.objects.filter(verb="reactivated").count() == 1


def test_an_admin_may_leave_when_another_stays(ada_at, acme):
    with tenancy.workspace(acme):
        actions.change_roles(member(acme, "mona"), by=who("ada"), roles=[Role.ADMIN])
    answer = ada_at.post(f"{TEAM}{member(acme, 'ada').pk}/deactivate/", {"sure": "1"})
    assert answer["Location"] == "/"
    assert ada_at.get("/w/acme/").status_code == 302


def test_the_page_asks_as_much_for_200_as_for_2(as_, acme, django_assert_num_queries, django_assert_max_num_queries):
    browser = as_("ada")
    browser.get(TEAM)

    def fill(start, stop):
        with tenancy.workspace(acme):
            for n in range(start, stop):
                row = Membership(workspace=acme, user=person(f"P{n}", f"p{n}@example.com"))
                row.give({Role.REP})
                row.save()
                actions.invite(acme, by=who("ada"), email=f"q{n}@example.com", roles=[Role.REP], at=timezone.now())

    fill(0, 2)
    with django_assert_max_num_queries(100) as few:
        browser.get(TEAM)
    fill(2, 40)
    with django_assert_num_queries(len(few)):
        browser.get(TEAM)
