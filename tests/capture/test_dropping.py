"""Old months are counted first, and dropped only when that is said."""

import uuid
from contextlib import closing
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import tenancy
from leads import actions, partitions
from leads.models import Activity, Lead, MessageKey
from leads.person import Event, Person
from tests.databases import open_as

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC)


def back(months):
    first = partitions.month(NOW.date(), plus=-months)
    return datetime(first.year, first.month, 10, tzinfo=UTC)


@pytest.fixture
def months():
    """The months as they were, put back at the end."""
    yield
    with closing(open_as(settings.DATABASE_OWNER_URL, connection.settings_dict["NAME"])) as link:
        partitions.make_months(link.cursor(), today=NOW.date(), role=settings.APP_ROLE)


def run(*words):
    out = StringIO()
    call_command("drop_activities", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def told(acme, umbra):
    """Two old activities and a new one, in two workspaces."""
    for workspace in (acme, umbra):
        with tenancy.workspace(workspace):
            actions.upsert(workspace.pk, Person(email="lee@firm.com"), at=NOW, cause="api")
            lead = Lead.objects.get()
            events = [
                Event(message_id=uuid.uuid5(uuid.NAMESPACE_URL, f"{n}"), at=back(n), type="page", lead_id=lead.pk)
                for n in (20, 15, 0)
            ]
            actions.record(workspace.pk, events)


def left(workspace):
    with tenancy.workspace(workspace):
        return Activity.objects.count(), MessageKey.objects.count()


def test_it_counts_first_and_drops_whole_months_when_that_is_said(acme, umbra, told, months):
    said = run("--before", f"{back(18):%Y-%m}")
    assert f"{back(20):%Y-%m}              2 activities" in said
    assert "2 activities lie before" in said
    assert left(acme) == left(umbra) == (3, 3)
    said = run("--before", f"{back(18):%Y-%m}", "--yes")
    assert "months, 2 activities." in said
    assert left(acme) == left(umbra) == (2, 3)


def test_a_message_of_a_month_that_is_gone_is_still_known(acme, umbra, told, months):
    run("--before", f"{back(18):%Y-%m}", "--yes")
    with tenancy.workspace(acme):
        again = Event(
            message_id=uuid.uuid5(uuid.NAMESPACE_URL, "20"), at=NOW, type="page", lead_id=Lead.objects.get().pk
        )
        assert actions.record(acme.pk, [again]) == []


@pytest.mark.parametrize(("word", "said"), [("tomorrow", "no month"), ("2999-01", "not over")])
def test_what_is_no_month_that_is_over_is_refused(db, word, said):
    with pytest.raises(CommandError, match=said):
        run("--before", word)
