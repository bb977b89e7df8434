"""Publishing: counted first, switched at once, held back, undone; a killed worker costs a portion at most."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import jobs
from accounts.actions import Refused
from accounts.models import Job
from leads import actions as leads
from leads.actions import companies
from leads.conditions import BadCondition
from leads.models import StageChange
from scoring import actions as scoring
from scoring.actions.book import current
from scoring.actions.sweeping import turn_day
from scoring.models import HeldRelease, ScoringModel, Slot
from tests.scoring.world import DEMO, HEAD, PAGE, did, does, fit, lead, model, publish, run_jobs, stored

pytestmark = pytest.mark.django_db


def low(**other):
    return model([fit(2000)], [does("looked", 500, 2000, half_life_days=14)], **other)


def test_a_new_workspace_has_signals_and_a_published_model(inside):
    published = inside.scoring_models.get(state="published")
    assert published.fit_rules.exists()
    assert inside.signals.filter(hand_raiser=True).count() == 2
    assert set(Slot.objects.values_list("state", flat=True)) == {"live"}


def test_what_happened_before_is_counted_when_a_draft_asks_for_it(inside):
    lea = lead(inside)
    did(lea, "page", timezone.now() - timedelta(days=14))
    did(lea, "page", timezone.now() - timedelta(days=3), minutes=45)
    rules = [does("looked", 500, half_life_days=14), does("stayed", 300, window_days=7), does("looked", 100)]
    publish(inside, model([], rules))
    assert scoring.verify(lea).equal
    assert stored(lea)[0] == scoring.receipt(lea).score == 250 + 431 + 300 + 200


def test_preview_names_exactly_the_leads_that_publishing_moves(inside):
    publish(inside, low())
    hot, cold = lead(inside, "Hot", title="Head of IT"), lead(inside, "Cold")
    did(hot, "page")
    draft = scoring.import_model(inside, low(thresholds=[{"segment": None, "at_least": 2000}]), by=None)
    said = scoring.preview(draft, now=timezone.now())
    assert (said.ready, said.newly, [row.lead for row in said.leads]) == (True, 1, [hot.pk])
    scoring.publish(draft, by=None, reason="More for sales")
    run_jobs(inside)
    hot.refresh_from_db()
    cold.refresh_from_db()
    assert (hot.qualifies, cold.qualifies) == (True, False)


def test_who_newly_qualifies_by_an_edit_is_held_until_released(inside):
    publish(inside, low())
    hot = lead(inside, "Hot", title="Head of IT")
    for _ in range(3):
        did(hot, "page")
    publish(inside, low(thresholds=[{"segment": None, "at_least": 3300}]))
    hot.refresh_from_db()
    assert (hot.qualifies, hot.stage) == (True, "lead")
    assert scoring.waiting(inside) == 1
    assert scoring.release(inside, 10, by=None) == [hot.pk]
    assert StageChange.objects.get(lead=hot, to="mql").cause == "released"
    assert scoring.waiting(inside) == 0


def test_publishing_can_be_undone(inside):
    first = publish(inside, low())
    hot = lead(inside, "Hot", title="Head of IT")
    publish(inside, low(thresholds=[{"segment": None, "at_least": 2000}]))
    scoring.undo_publish(inside, by=None, reason="Too many")
    run_jobs(inside)
    first.refresh_from_db()
    hot.refresh_from_db()
    assert (first.state, hot.qualifies, hot.model_version) == ("published", False, first.version)
    assert HeldRelease.objects.get(lead=hot).dropped_at


def test_a_worker_that_dies_at_any_portion_changes_nothing(inside):
    publish(inside, low())
    hot = lead(inside, "Hot", title="Head of IT")
    did(hot, "demo", timezone.now() - timedelta(days=30))
    raw = model([fit(2500)], [does("asked", 1000, half_life_days=30), does("looked", 500, half_life_days=14)])
    draft = scoring.import_model(inside, raw, by=None)
    scoring.publish(draft, by=None, reason="Twice each portion")
    while (job := Job.objects.open().filter(workspace=inside).first()) is not None:
        before = dict(job.state)
        jobs.work_on(inside.pk, timezone.now())
        job.refresh_from_db()
        if job.is_open and job.state["phase"] not in ("lists",) and before:  # as after kill -9: the portion again
            Job.objects.filter(pk=job.pk).update(state=before)
            jobs.work_on(inside.pk, timezone.now())
            Job.objects.filter(pk=job.pk).exclude(status="failed").update(trouble="")
    assert ScoringModel.objects.get(pk=draft.pk).state == "published"
    assert scoring.verify(hot).equal
    assert inside.publications.filter(model=draft).count() == 1


def test_a_changed_signal_is_counted_anew_while_the_old_one_goes_on(inside):
    publish(inside, low())
    lea = lead(inside, "Lea")
    did(lea, "page", timezone.now() - timedelta(days=1))
    did(lea, "demo", timezone.now() - timedelta(days=1))
    signal = inside.signals.get(key="looked")
    assert scoring.change_signal(signal, fields={"condition": {"any": [PAGE, DEMO]}}, by=None)
    did(lea, "page")
    assert stored(lea)[0] == scoring.receipt(lea).score  # by the old condition
    jobs.work_on(inside.pk, timezone.now())
    did(lea, "demo")
    run_jobs(inside)
    signal.refresh_from_db()
    assert signal.condition == {"any": [PAGE, DEMO]}
    lea.refresh_from_db()
    assert scoring.verify(lea).equal
    assert lea.score == scoring.receipt(lea).score > 1900


def test_a_model_reads_in_as_it_was_written_out(inside):
    published = publish(inside, low(groups=[{"key": "g", "label": "G", "part": "fit", "cap": 100}]))
    written = scoring.export_model(published)
    again = scoring.import_model(inside, written, by=None)
    assert {**scoring.export_model(again), "version": 0} == {**written, "version": 0}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"fit_cap": 10**9},
        {"fit_cap": "many"},
        {"thresholds": [{"segment": 10**9, "at_least": 10}]},
        {"engagement_bands": {"1": 100, "2": 200, "3": 300}},
        {"groups": [{"key": "g", "part": "both", "cap": 1}]},
        {"fit_rules": [fit(100, HEAD)] * 41},
        {"engagement_rules": [does("looked", 100), does("looked", 200)]},
        {"engagement_rules": [does("nobody", 100)]},
        {"engagement_rules": [does("looked", 100, half_life_days=1, window_days=1)]},
        {"surprise": 1},
    ],
)
def test_what_cannot_be_counted_is_refused_at_once(inside, spoilt):
    before = inside.scoring_models.count()
    with pytest.raises(Refused):
        scoring.import_model(inside, low(**spoilt), by=None)
    assert inside.scoring_models.count() == before


@pytest.mark.parametrize(
    "condition",
    [
        {"field": "lead.score", "op": "at_least", "value": 1},
        {"all": []},
        {"all": [{"all": [{"all": [{"all": [{"all": [{"all": [HEAD]}]}]}]}]}]},
        {"any": [HEAD] * 101},
    ],
)
def test_hostile_conditions_are_refused(inside, condition):
    with pytest.raises(BadCondition):
        scoring.import_model(inside, model([fit(100, condition)], []), by=None)


def test_who_meets_the_rest_of_the_definition_later_passes_then(inside):
    publish(inside, low(thresholds=[{"segment": None, "at_least": 2000}]))
    lea = lead(inside, "Lea", title="Head of IT")
    passed = StageChange.objects.filter(lead=lea, to="mql")
    assert not passed.exists()  # the definition asks for some engagement as well
    for _ in range(3):
        did(lea, "page")
    assert passed.count() == 1


def test_attributes_and_facts_change_the_score_at_once(inside):
    fact = {"fact": "hiring_cmo", "within_days": 30}
    publish(inside, model([fit(1000), fit(1500, fact)], []))
    company = inside.companies.create(name="Firm", name_norm="firm")
    lea = lead(inside, "Lea", company=company, email="lea@firm.example", email_key="lea@firm.example")
    leads.change(lea, fields={"title": "Head of Sales"}, at=timezone.now(), by=None, cause="manual")
    assert stored(lea)[0] == 1000
    said = {"on": timezone.now().date() - timedelta(days=20), "source": "", "note": "", "expires_on": None, "by": None}
    fact = companies.note_fact(company, kind="hiring_cmo", **said)
    assert stored(lea)[0] == 2500
    companies.withdraw_fact(fact, at=timezone.now())
    assert stored(lea)[0] == 1000


def test_a_fact_wears_off_with_the_day(inside):
    publish(inside, model([fit(1500, {"fact": "hiring_cmo", "within_days": 30})], []))
    company = inside.companies.create(name="Firm", name_norm="firm")
    lea = lead(inside, "Lea", company=company)
    said = {"on": timezone.now().date() - timedelta(days=30), "source": "", "note": "", "expires_on": None, "by": None}
    companies.note_fact(company, kind="hiring_cmo", **said)
    assert stored(lea)[0] == 1500
    book, now = current(inside.pk)
    turn_day(book, now + timedelta(days=2))
    assert stored(lea)[0] == 0
