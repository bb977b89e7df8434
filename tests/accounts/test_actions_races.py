"""Two people doing the same thing at the same moment: one outcome, and a sentence for the other."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from accounts import actions, tenancy
from accounts.models import Invitation, Membership, OutboxItem, Workspace
from accounts.roles import Role
from tests.conftest import person, who

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Run the deeds together; answer what each gave back, or the refusal."""
    together, found = Barrier(len(deeds)), []

    def run(deed):
        together.wait()
        try:
            found.append(deed())
        except actions.Refused as refusal:
            found.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def refusals(found):
    return [one for one in found if isinstance(one, actions.Refused)]


def test_two_admins_cannot_demote_each_other(acme):
    with tenancy.workspace(acme):
        actions.change_roles(acme.memberships.get(user=who("mona")), by=who("ada"), roles=[Role.ADMIN])

    def demote(whom, by):
        with tenancy.workspace(acme):
            member = Membership.objects.select_related("workspace", "user").get(user=who(whom))
            actions.change_roles(member, by=who(by), roles=[Role.REP])

    found = at_once(lambda: demote("mona", "ada"), lambda: demote("ada", "mona"))
    assert len(refusals(found)) == 1
    with tenancy.workspace(acme):
        assert acme.memberships.with_role(Role.ADMIN).count() == 1


def test_an_address_is_asked_once(acme):
    def ask(by):
        with tenancy.workspace(acme):
            return actions.invite(acme, by=who(by), email="nora@example.com", roles=[Role.REP], at=timezone.now())

    found = at_once(lambda: ask("ada"), lambda: ask("mona"), lambda: ask("ada"))
    assert len(refusals(found)) == 2
    with tenancy.workspace(acme):
        assert Invitation.objects.count() == OutboxItem.objects.count() == 1


def test_two_workspaces_of_one_name_get_two_addresses(db):
    one, other = person("One"), person("Other")

    def make(by):
        return actions.create_workspace(name="Northwind", by=by).slug

    found = at_once(lambda: make(one), lambda: make(other))
    assert len(set(found)) == 2
    assert "northwind" in found


def test_an_address_is_taken_once(db):
    one = person("One")
    first = actions.create_workspace(name="First", by=one, slug="first")
    second = actions.create_workspace(name="Second", by=one, slug="second")

    def take(workspace):
        with tenancy.workspace(workspace):
            row = Workspace.objects.get(pk=workspace.pk)
            actions.change_workspace(row, by=one, name=row.name, slug="wanted", time_zone="UTC")

    found = at_once(lambda: take(first), lambda: take(second))
    assert [str(one) for one in refusals(found)] == ["The address “wanted” is taken. Choose another."]


def test_deactivating_twice_at_once_happens_once(acme):
    with tenancy.workspace(acme):
        ravi = Membership.objects.select_related("workspace", "user").get(user=who("ravi"))

    def shut_out():
        with tenancy.workspace(acme):
            actions.deactivate(ravi, by=who("ada"), at=timezone.now())

    found = at_once(shut_out, shut_out)
    assert len(refusals(found)) == 1
    with tenancy.workspace(acme):
        assert acme.audit_entries.filter(verb="deactivated").count() == 1
