"""Stages and custody: one step at a time, one winner, never with nobody."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import tenancy
from leads import actions as leads
from leads.models import CustodyChange, Lead, StageChange
from leads.stages import Custody, Holder, IncompleteCustody, Stage, by_marketing, by_sales, closed, offered, waiting
from tests.conftest import NOON, who

pytestmark = pytest.mark.django_db


def new_lead(workspace, **fields):
    return Lead.objects.create(workspace=workspace, return_at=NOON + timedelta(days=30), **fields)


def test_a_lead_that_qualifies_waits_with_a_promise(inside):
    lead = new_lead(inside)
    change = leads.move(lead, to=Stage.MQL, at=NOON, cause="score", reason="score over 60")
    assert (lead.stage, lead.holder) == ("mql", "waiting")
    assert lead.promise_at == NOON + timedelta(hours=1)
    assert lead.return_at is None
    assert (change.was, change.to, change.cause) == ("lead", "mql", "score")
    assert lead.custody_changes.get().holder == "waiting"


def test_the_whole_way_to_won(inside):
    lead, ravi = new_lead(inside), who("ravi")
    leads.move(lead, to=Stage.MQL, at=NOON, cause="score")
    leads.hand(lead, custody=offered(accept_by=NOON + timedelta(hours=1), rep=ravi.pk), at=NOON)
    leads.move(lead, to=Stage.SAL, at=NOON, cause="accept", by=ravi, custody=by_sales(rep=ravi.pk, next_step_at=NOON))
    leads.move(lead, to=Stage.SQL, at=NOON, cause="qualify", by=ravi, custody=by_sales(rep=ravi.pk, next_step_at=NOON))
    leads.move(lead, to=Stage.WON, at=NOON, cause="won", by=ravi, custody=closed(reason="Signed"))
    assert [change.to for change in lead.stage_changes.order_by("id")] == ["mql", "sal", "sql", "won"]
    assert lead.custody == closed(reason="Signed")


def test_a_step_that_makes_no_sense_is_refused_in_words(inside):
    with pytest.raises(leads.IllegalMove, match="from Lead to SQL"):
        leads.move(new_lead(inside), to=Stage.SQL, at=NOON, cause="manual")


def test_going_back_to_marketing_begins_a_new_cycle(inside):
    lead = new_lead(inside)
    leads.move(lead, to=Stage.MQL, at=NOON, cause="score")
    leads.move(lead, to=Stage.LEAD, at=NOON, cause="reject", reason="no budget")
    assert lead.cycle == 2
    assert lead.return_at == NOON + timedelta(days=30)


def test_a_stale_view_of_the_lead_loses_and_is_told_who_was_first(inside):
    lead = new_lead(inside)
    stale = Lead.objects.get(pk=lead.pk)
    leads.move(lead, to=Stage.DISQUALIFIED, at=NOON, cause="manual", by=who("maya"), custody=closed(reason="Student"))
    with pytest.raises(leads.IllegalMove, match="Maya was first: the lead is Disqualified now"):
        leads.move(stale, to=Stage.MQL, at=NOON, cause="score")
    assert StageChange.objects.filter(lead=lead).count() == 1


def test_a_holder_that_does_not_fit_the_stage_is_refused(inside):
    with pytest.raises(leads.IllegalMove, match="not held by sales"):
        leads.hand(new_lead(inside), custody=by_sales(rep=who("ravi").pk, next_step_at=NOON), at=NOON)


def test_handing_a_stale_lead_on_is_refused(inside):
    lead = new_lead(inside)
    stale = Lead.objects.get(pk=lead.pk)
    assert leads.hand(lead, custody=by_marketing(return_at=NOON), at=NOON)
    assert not leads.hand(stale, custody=by_marketing(return_at=NOON + timedelta(days=1)), at=NOON)
    assert CustodyChange.objects.filter(lead=lead).count() == 1


@pytest.mark.parametrize(
    "parts",
    [
        {"holder": Holder.MARKETING},
        {"holder": Holder.WAITING, "until": NOON},
        {"holder": Holder.OFFERED, "until": NOON},
        {"holder": Holder.OFFERED, "until": NOON, "rep": 1, "pool": 1},
        {"holder": Holder.SALES, "until": NOON},
        {"holder": Holder.CLOSED},
    ],
    ids=lambda parts: parts["holder"].value,
)
def test_a_custody_without_an_end_or_a_holder_cannot_be_said(parts):
    with pytest.raises(IncompleteCustody):
        Custody(**parts)


@pytest.mark.parametrize(
    "columns",
    [
        {"return_at": None},
        {"holder": "waiting", "return_at": None, "promise_at": NOON},
        {"holder": "offered", "return_at": None, "accept_by": NOON},
        {"holder": "sales", "return_at": None, "next_step_at": NOON},
        {"holder": "closed", "return_at": None},
        {"holder": "closed", "return_at": None, "closed_for": "won", "stage": "lead"},
        {"stage": "mql"},
        {"stage": "nonsense"},
        {"promise_at": NOON},
    ],
    ids=str,
)
def test_the_database_itself_refuses_a_lead_that_nobody_holds(inside, columns):
    lead = new_lead(inside)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(**columns)


def test_waiting_says_why():
    assert waiting(promise_at=NOON, reason="All reps are away").reason == "All reps are away"


@pytest.mark.django_db(transaction=True)
def test_of_twenty_simultaneous_moves_one_wins(acme):
    with tenancy.workspace(acme):
        lead = new_lead(acme)
    won, lost = [], []

    def try_to_move():
        try:
            with tenancy.workspace(acme):
                leads.move(Lead.objects.get(pk=lead.pk), to=Stage.MQL, at=NOON, cause="score")
            won.append(1)
        except leads.IllegalMove as error:
            lost.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=try_to_move) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert len(lost) == 19
    with tenancy.workspace(acme):
        assert StageChange.objects.count() == 1
