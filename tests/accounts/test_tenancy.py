"""Whose rows can be seen, asked of PostgreSQL itself."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from accounts import tenancy
from accounts.models import AuditEntry, Job, Membership, Workspace
from tests.conftest import who

pytestmark = pytest.mark.django_db


def test_without_a_workspace_there_are_no_rows(acme, umbra):
    assert Membership.objects.count() == 0
    assert Workspace.objects.count() == 0


def test_a_workspace_shows_its_rows_and_no_others(acme, umbra):
    with tenancy.workspace(acme):
        assert set(Membership.objects.values_list("workspace_id", flat=True)) == {acme.pk}
        assert Membership.objects.count() == 4
        assert list(Workspace.objects.all()) == [acme]


def test_the_outer_workspace_is_back_after_the_inner_one(acme, umbra):
    with tenancy.workspace(acme):
        with tenancy.workspace(umbra):
            assert tenancy.current() == umbra.pk
        assert tenancy.current() == acme.pk
    assert tenancy.current() is None


def test_the_outer_workspace_is_back_after_an_error_inside(acme, umbra):
    with tenancy.workspace(acme):
        with pytest.raises(ZeroDivisionError), tenancy.workspace(umbra):
            raise ZeroDivisionError
        assert tenancy.current() == acme.pk


def test_the_first_error_is_the_one_that_is_raised(acme):
    with pytest.raises(IntegrityError), tenancy.workspace(acme):
        Membership.objects.create(workspace=acme, user=who("ravi"), rep=True)


def test_writing_into_another_workspace_is_refused(acme, umbra):
    with tenancy.workspace(acme), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Job.objects.create(workspace=umbra, kind="import", title="Theirs")


def test_moving_a_row_into_another_workspace_is_refused(acme, umbra):
    with tenancy.workspace(acme):
        job = Job.objects.create(workspace=acme, kind="import", title="Ours")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(workspace=umbra)


def test_a_person_sees_their_own_memberships_and_the_names_of_those_workspaces(acme, umbra):
    with tenancy.person(who("ravi")):
        assert [row.workspace_id for row in Membership.objects.all()] == [acme.pk]
        assert list(Workspace.objects.all()) == [acme]


def test_a_person_cannot_write_a_membership_for_themselves(acme, sam):
    with tenancy.person(sam), pytest.raises(ProgrammingError, match="row-level security"):
        Membership.objects.create(workspace=acme, user=sam, admin=True)


def test_the_audit_log_cannot_be_changed_or_cut(acme):
    with tenancy.workspace(acme):
        assert AuditEntry.objects.filter(verb="created").exists()
        for statement in ("UPDATE accounts_auditentry SET verb = 'x'", "DELETE FROM accounts_auditentry"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_setting_ends_with_its_transaction(acme):
    with tenancy.workspace(acme):
        pass
    assert tenancy.current() is None
    assert Membership.objects.count() == 0
