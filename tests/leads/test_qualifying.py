"""From lead to MQL: by the agreed definition or a raised hand, once per round, however many ask at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from accounts import tenancy
from leads import actions as leads
from leads.actions import probing
from leads.actions.returning import look_again
from leads.models import Definition, Lead, StageChange
from leads.stages import Stage, by_sales, closed
from tests.conftest import NOON, who

pytestmark = pytest.mark.django_db


HOT = {"qualifies": True, "score": 7_000, "engagement": 2_000}


def made(workspace, **fields):
    """A lead that meets the straw man unless told otherwise."""
    return Lead.objects.create(workspace=workspace, **{**HOT, "return_at": NOON + timedelta(days=30), **fields})


def qualified(workspace, *asked, at=NOON, **more):
    return [change.lead_id for change in leads.qualify(workspace.pk, [lead.pk for lead in asked], at=at, **more)]


def test_whoever_meets_the_definition_passes_and_the_step_says_by_which_version(inside):
    lead, cold = made(inside), made(inside, qualifies=False)
    assert qualified(inside, lead, cold) == [lead.pk]
    change = StageChange.objects.get()
    assert (change.to, change.cause, change.reason, change.definition_version) == ("mql", "score", "Meets MQL v1", 1)
    lead.refresh_from_db()
    assert (lead.stage, lead.holder) == ("mql", "waiting")


def test_a_single_download_does_not_hand_a_lead_over_however_well_it_fits(inside):
    download = 800  # eight points, the most that one piece of content brings
    assert qualified(inside, made(inside, score=5_000 + download, fit=5_000, engagement=download)) == []


def test_asking_twice_passes_once(inside):
    lead = made(inside)
    assert qualified(inside, lead) == [lead.pk]
    assert qualified(inside, lead) == []
    assert leads.raise_hands(inside.pk, {lead.pk: "Asked for a demo"}, at=NOON) == []


def test_what_bars_a_lead_keeps_it_from_passing_even_with_a_raised_hand(inside):
    lead = made(inside, barred_for="Competitor")
    assert qualified(inside, lead) == []
    assert leads.raise_hands(inside.pk, {lead.pk: "Asked for a demo"}, at=NOON) == []


def test_nobody_else_s_leads_pass(inside, umbra):
    lead = made(inside)
    with tenancy.workspace(umbra):
        assert leads.qualify(umbra.pk, [lead.pk], at=NOON) == []


def test_a_raised_hand_passes_at_once_whatever_the_score(inside):
    cold = made(inside, qualifies=False, score=0, engagement=0)
    (change,) = leads.raise_hands(inside.pk, {cold.pk: "Asked for a demo"}, at=NOON)
    assert (change.cause, change.reason, change.definition_version) == ("hand-raiser", "Asked for a demo", 1)


def test_a_lost_lead_that_raises_a_hand_comes_back_and_passes(inside):
    lead = made(inside)
    sold = by_sales(rep=who("ravi").pk, next_step_at=NOON)
    leads.move(lead, to=Stage.MQL, at=NOON, cause="score")
    leads.move(lead, to=Stage.SAL, at=NOON, cause="accept", custody=sold)
    leads.move(lead, to=Stage.LOST, at=NOON, cause="lost", custody=closed(reason="No budget"))
    assert [change.to for change in leads.raise_hands(inside.pk, {lead.pk: "Asked for a demo"}, at=NOON)] == ["mql"]
    lead.refresh_from_db()
    assert (lead.stage, lead.cycle) == ("mql", 2)


def given_back(workspace, **fields):
    """A lead that sales gave back. Every step has it scored anew, so what it scores here is said again after each."""
    lead = made(workspace, **fields)
    scored = Lead.objects.filter(pk=lead.pk)
    leads.move(lead, to=Stage.MQL, at=NOON, cause="score")
    scored.update(**{**HOT, **fields})
    leads.move(lead, to=Stage.LEAD, at=NOON, cause="reject", reason="Not the right moment")
    scored.update(**{**HOT, **fields})
    return lead


def test_a_lead_that_was_given_back_passes_again_ten_points_warmer_and_not_before(inside):
    lead = given_back(inside)
    assert qualified(inside, lead) == []
    Lead.objects.filter(pk=lead.pk).update(score=7_999)
    assert qualified(inside, lead) == []
    Lead.objects.filter(pk=lead.pk).update(score=8_000)
    assert qualified(inside, lead) == [lead.pk]
    assert StageChange.objects.filter(lead=lead, to="mql").values_list("cycle", flat=True).order_by("cycle")[1] == 2


def test_a_lead_that_was_given_back_passes_by_a_raised_hand_at_once(inside):
    lead = given_back(inside)
    assert len(leads.raise_hands(inside.pk, {lead.pk: "Asked for a call"}, at=NOON)) == 1


def test_on_the_return_date_a_lead_passes_or_gets_a_new_one(inside):
    warm, cold = given_back(inside), given_back(inside, qualifies=False)
    then = NOON + timedelta(days=31)
    assert look_again(inside.pk, then) is None
    warm.refresh_from_db()
    cold.refresh_from_db()
    assert warm.stage == "mql"
    assert warm.stage_changes.latest("id").cause == "return"
    assert (cold.stage, cold.return_at) == ("lead", then + timedelta(days=30))
    assert cold.custody_changes.latest("id").reason == "Looked at again: not an MQL yet"
    rows = StageChange.objects.count(), cold.custody_changes.count()
    look_again(inside.pk, then)
    assert (StageChange.objects.count(), cold.custody_changes.count()) == rows


def test_nobody_is_looked_at_before_the_return_date(inside):
    lead = made(inside)
    look_again(inside.pk, NOON)
    lead.refresh_from_db()
    assert lead.stage == "lead"


def test_the_look_again_goes_in_portions(inside, monkeypatch):
    monkeypatch.setattr("leads.actions.returning.PORTION", 2)
    for _ in range(3):
        made(inside, qualifies=False, return_at=NOON)
    assert look_again(inside.pk, NOON) == NOON
    assert look_again(inside.pk, NOON) is None


def test_all_are_judged_by_one_statement(inside, django_assert_num_queries):
    few, many = [made(inside, qualifies=False) for _ in range(2)], [made(inside, qualifies=False) for _ in range(30)]
    qualified(inside, *few)  # from the second time on the statement is kept
    for several in (few, many):
        with django_assert_num_queries(2):
            qualified(inside, *several)


@pytest.mark.committed
@pytest.mark.django_db(transaction=True)
def test_of_twelve_workers_that_ask_about_the_same_leads_each_lead_passes_once(acme):
    with tenancy.workspace(acme):
        ids = [made(acme).pk for _ in range(20)]
    gate, wins = threading.Barrier(12), []

    def ask(turn):
        gate.wait()
        with tenancy.workspace(acme):
            changes = leads.qualify(acme.pk, ids if turn % 2 else ids[::-1], at=NOON)
            changes += leads.raise_hands(acme.pk, dict.fromkeys(ids[:5], "Asked for a demo"), at=NOON)
        wins.extend(change.lead_id for change in changes)
        connection.close()

    workers = [threading.Thread(target=ask, args=[turn]) for turn in range(12)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sorted(wins) == ids
    with tenancy.workspace(acme):
        assert StageChange.objects.filter(to="mql").count() == 20


@pytest.mark.committed
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_before_it_commits_leaves_the_lead_to_the_next(acme):
    with tenancy.workspace(acme):
        lead = made(acme)

    def die():
        with tenancy.workspace(acme):
            leads.qualify(acme.pk, [lead.pk], at=NOON)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        die()
    with tenancy.workspace(acme):
        assert StageChange.objects.count() == 0
        assert [change.lead_id for change in leads.qualify(acme.pk, [lead.pk], at=NOON)] == [lead.pk]


AT_LEAST_NINETY = {"field": "lead.score", "op": "at_least", "value": 90}


def in_force(workspace, condition):
    Definition.objects.filter(workspace=workspace, kind="mql", state="in_force").update(condition=condition)


def test_a_definition_that_was_changed_is_asked_at_once_although_its_statement_was_kept(inside):
    lead = made(inside, score=9_500)
    in_force(inside, {"field": "lead.score", "op": "at_least", "value": 99})
    assert qualified(inside, lead) == []
    in_force(inside, AT_LEAST_NINETY)
    assert qualified(inside, lead) == [lead.pk]


def test_what_a_definition_says_of_days_is_asked_anew_each_day(inside):
    in_force(inside, {"not": {"field": "lead.first_seen", "op": "within_days", "value": 2}})
    lead = made(inside, first_seen_at=NOON - timedelta(days=1))
    assert qualified(inside, lead) == []
    assert qualified(inside, lead, at=NOON + timedelta(days=3)) == [lead.pk]


def test_a_definition_that_speaks_of_a_signal_or_an_own_field_is_looked_at_closer_each_time(inside):
    for condition in (
        {"signal": "asked_for_demo", "at_least": 1},
        {"all": [{"field": "lead.custom.plan", "op": "is", "value": "pro"}, AT_LEAST_NINETY]},
    ):
        in_force(inside, condition)
        assert probing.may_pass(inside.pk, [1], at=NOON)


def test_nobody_is_looked_at_closer_who_does_not_meet_the_definition(inside):
    cold, gone = made(inside, qualifies=False), made(inside, barred_for="Competitor")
    assert not probing.may_pass(inside.pk, [cold.pk, gone.pk], at=NOON)
    assert probing.may_pass(inside.pk, [cold.pk, made(inside).pk], at=NOON)
