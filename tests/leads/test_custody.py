"""No lead is ever left behind: counted, dated, and loud when it is not so."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts import bells, tenancy
from accounts.models import Bell
from leads import actions as leads
from leads import custody
from leads.models import CustodyCheck, Lead
from leads.stages import Holder, Stage, by_sales, closed
from tests.conftest import NOON, who
from tests.databases import closing, open_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def lead(workspace, **fields):
    return Lead.objects.create(workspace=workspace, **{"return_at": NOON + 30 * DAY, **fields})


def test_the_certificate_counts_every_live_lead_by_holder(inside):
    for _ in range(3):
        lead(inside)
    waiting = lead(inside)
    leads.move(waiting, to=Stage.MQL, at=NOON, cause="score")
    gone = lead(inside)
    leads.move(gone, to=Stage.DISQUALIFIED, at=NOON, cause="manual", custody=closed(reason="Student"))
    found = custody.inspect(inside.pk, at=NOON)
    assert (found.live, found.adrift, found.is_kept) == (4, 0, True)
    assert found.held == {"marketing": 3, "waiting": 1}


def test_a_holding_that_ran_out_is_counted_and_listed_longest_first(inside):
    lead(inside)
    older, newer = lead(inside, return_at=NOON - 2 * DAY), lead(inside, return_at=NOON - DAY)
    found = custody.inspect(inside.pk, at=NOON)
    assert found.overdue == {"marketing": 2}
    assert list(custody.overdue(inside.pk, Holder.MARKETING, at=NOON)) == [older, newer]


def test_a_next_step_that_passed_is_overdue_too(inside):
    mine = lead(inside)
    leads.move(mine, to=Stage.MQL, at=NOON - DAY, cause="score")
    step = by_sales(rep=who("ravi").pk, next_step_at=NOON - timedelta(hours=1))
    leads.move(mine, to=Stage.SAL, at=NOON - DAY, cause="accept", custody=step)
    assert custody.inspect(inside.pk, at=NOON).overdue == {"sales": 1}


def test_merged_and_erased_leads_are_nobodys_any_more(inside):
    kept = lead(inside)
    lead(inside, merged_into=kept)
    lead(inside, erased_at=NOON)
    assert custody.inspect(inside.pk, at=NOON).live == 1


def test_each_look_is_kept_for_a_day(inside):
    lead(inside)
    leads.reconcile(inside.pk, NOON - 2 * DAY)
    leads.reconcile(inside.pk, NOON)
    check = CustodyCheck.objects.get()
    assert (check.at, check.live, check.adrift) == (NOON, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_every_workspace_is_looked_at_from_its_first_minute_on(acme):
    while bells.answer():
        pass
    with tenancy.workspace(acme):
        assert CustodyCheck.objects.count() == 1
        following = Bell.objects.get(kind="custody").due_at
    assert timedelta(seconds=30) < following - timezone.now() <= timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_a_workspace_older_than_the_look_gets_it(acme):
    with tenancy.workspace(acme):
        Bell.objects.filter(kind="custody").delete()
    assert bells.begin_everywhere() == 1
    assert bells.begin_everywhere() == 0


@pytest.mark.django_db(transaction=True)
def test_a_lead_adrift_is_noticed_if_the_constraint_ever_fails(acme, caplog):
    owner = open_as(settings.DATABASE_OWNER_URL, connection.settings_dict["NAME"])
    with closing(owner), owner.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'lead_custody_whole'")
        (rule,) = cursor.fetchone()
        cursor.execute("ALTER TABLE leads_lead DROP CONSTRAINT lead_custody_whole")
        try:
            with tenancy.workspace(acme):
                adrift = Lead.objects.create(workspace=acme, return_at=None)
                leads.reconcile(acme.pk, NOON)
                assert CustodyCheck.objects.get().adrift == 1
                assert list(custody.adrift(acme.pk)) == [adrift]
                Lead.objects.filter(pk=adrift.pk).update(return_at=NOON)
        finally:
            cursor.execute(f"ALTER TABLE leads_lead ADD CONSTRAINT lead_custody_whole {rule}")


def test_with_many_leads_the_page_shows_the_last_minutes_look_and_never_an_older_one(inside, monkeypatch):
    monkeypatch.setattr(custody, "MANY", 5)
    CustodyCheck.objects.create(workspace=inside, at=NOON, live=7, adrift=0, overdue={"sales": 2}, held={"sales": 7})
    fresh = custody.last_look(inside.pk, at=NOON + timedelta(seconds=90))
    assert (fresh.at, fresh.live, fresh.overdue) == (NOON, 7, {"sales": 2})
    assert custody.last_look(inside.pk, at=NOON + timedelta(minutes=3)).live == 0
    monkeypatch.setattr(custody, "MANY", 8)
    assert custody.last_look(inside.pk, at=NOON + timedelta(seconds=90)).live == 0
