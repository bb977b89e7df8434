"""The lists of free and disposable mail domains stand in the database, in step with the packages they come with."""

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from leads import maildomains
from leads.conditions import check
from leads.maildomains import MailKind
from leads.matching import Terms
from leads.models import Lead
from tests import databases

pytestmark = pytest.mark.django_db
LISTS = maildomains.LISTS
FREE = "a@" + min(set(LISTS[MailKind.FREE]) - set(LISTS[MailKind.DISPOSABLE]))
DISPOSABLE = "b@" + min(set(LISTS[MailKind.DISPOSABLE]) - set(LISTS[MailKind.FREE]))
ADDRESSES = (FREE, DISPOSABLE, "c@northwind.example", "")


def rows(kind):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM leads_maildomain WHERE kind = %s", [kind])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("field", "found"), [("email_is_free", FREE), ("email_is_disposable", DISPOSABLE)])
def test_a_condition_asks_the_table_and_no_address_is_neither(inside, field, found):
    for number, email in enumerate(ADDRESSES):
        domain = email.partition("@")[2]
        Lead.objects.create(
            workspace=inside, last_name=str(number), email=email, email_domain=domain, return_at="2030-01-01T00:00Z"
        )
    terms = Terms(inside)
    for truth, expected in ((True, [found]), (False, sorted({*ADDRESSES} - {found, ""}))):
        condition = check({"field": f"lead.{field}", "op": "is", "value": truth}, terms.schema)
        assert sorted(terms.leads(condition, now=timezone.now()).values_list("email", flat=True)) == expected


def test_the_statement_carries_no_list(inside):
    terms = Terms(inside)
    condition = check({"field": "lead.email_is_disposable", "op": "is", "value": True}, terms.schema)
    assert len(str(terms.leads(condition, now=timezone.now()).query)) < 10_000


def test_every_migration_brings_the_table_in_step_with_the_packages(inside, monkeypatch):
    every = {kind: rows(kind.value) for kind in MailKind}
    assert every == {kind: len(domains) for kind, domains in maildomains.LISTS.items()}


def test_the_application_cannot_write_the_lists(inside):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM leads_maildomain")


@pytest.mark.django_db(transaction=True)
def test_lists_that_changed_are_written_again(monkeypatch):
    url = settings.DATABASE_OWNER_URL
    with databases.closing(databases.open_as(url, connection.settings_dict["NAME"])) as link:
        monkeypatch.setattr(maildomains, "connections", {"owner": link})
        monkeypatch.setitem(maildomains.LISTS, MailKind.FREE, {"only.example"})
        maildomains.edition.cache_clear()
        try:
            maildomains.keep_in_step("owner")
            assert rows("free") == 1
        finally:
            monkeypatch.undo()
            maildomains.edition.cache_clear()
            monkeypatch.setattr(maildomains, "connections", {"owner": link})
            maildomains.keep_in_step("owner")
    assert rows("free") > 1_000
