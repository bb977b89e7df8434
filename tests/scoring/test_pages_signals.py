"""Signals as marketers name them, and a lead as it was at a past instant."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Job
from scoring.models import Signal
from tests.scoring.world import run_jobs

pytestmark = pytest.mark.django_db
HOME = "/w/acme/scoring/signals/"
PRICING = {
    "cond-kind": "group",
    "cond-match": "all",
    "cond-0-kind": "leaf",
    "cond-0-was": "field:activity.title",
    "cond-0-what": "field:activity.title",
    "cond-0-op": "contains",
    "cond-0-value": "Prices",
}


@pytest.fixture(autouse=True)
def settled(inside):
    """What a new workspace counts is counted."""
    run_jobs(inside)


def text(response):
    return " ".join(response.content.decode().split())


def test_signals_are_listed_with_what_they_ask_and_how_many_leads_did_it(as_, inside):
    page = text(as_("mona").get(HOME))
    assert "Viewed pricing" in page
    assert "hand-raiser" in page
    row = inside.signals.get(key="viewed_pricing")
    assert "of 0 leads" in text(as_("mona").get(f"{HOME}{row.pk}/seen/"))
    assert as_("ravi").get(HOME).status_code == 403


def test_maya_names_a_signal_and_a_nameless_one_is_refused(as_, inside):
    as_("maya").post(f"{HOME}new/", {**PRICING, "label": "Read the price list"})
    made = inside.signals.get(label="Read the price list")
    assert made.condition == {"all": [{"field": "activity.title", "op": "contains", "value": "Prices"}]}
    assert as_("maya").post(f"{HOME}new/", {**PRICING, "label": ""}).status_code == 422
    assert as_("maya").post(f"{HOME}new/", {"label": "Nothing asked"}).status_code == 422


def test_a_changed_condition_is_counted_anew_as_a_job_and_a_changed_name_is_not(as_, inside):
    row = inside.signals.get(key="viewed_pricing")
    answer = as_("maya").post(f"{HOME}{row.pk}/", {**PRICING, "label": "Saw prices"})
    job = Job.objects.get(kind="scoring_reclassify")
    assert answer.url == f"/w/acme/settings/jobs/{job.pk}/" or str(job.pk) in answer.url
    run_jobs(inside)
    row.refresh_from_db()
    assert (row.label, row.condition["all"][0]["value"]) == ("Saw prices", "Prices")


def test_the_builder_speaks_of_activities(as_, inside):
    page = text(as_("maya").post(f"{HOME}builder/", {**PRICING, "cond-do": "add:"}))
    assert "Activity title" in page
    assert "Job title" not in page


def test_a_signal_the_model_counts_is_not_retired_and_another_is(as_, inside):
    row = inside.signals.get(key="viewed_pricing")
    assert "is counted by the model" in text(as_("maya").post(f"{HOME}{row.pk}/retire/", follow=True))
    spare = Signal.objects.create(workspace=inside, key="spare", label="Spare", condition=row.condition)
    as_("maya").post(f"{HOME}{spare.pk}/retire/")
    spare.refresh_from_db()
    assert spare.retired_at is not None


def test_a_lead_is_shown_as_it_was_with_the_rules_of_then(as_, inside):
    from leads.models import Lead, LeadChange

    now = timezone.now()
    lead = Lead.objects.create(
        workspace=inside, first_name="Tom", title="Head of Sales", return_at=now + timedelta(days=30)
    )
    Lead.objects.filter(pk=lead.pk).update(created_at=now - timedelta(days=9))
    LeadChange.objects.create(
        workspace=inside,
        lead=lead,
        at=now - timedelta(days=2),
        cause="edit",
        fields={"title": ["Intern", "Head of Sales"]},
    )
    ravi = as_("ravi")
    page = text(ravi.get(f"/w/acme/leads/{lead.pk}/as-of/"))
    assert "Head of Sales" in page
    assert "MQL v1" in page
    then = (now - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%S")
    page = text(ravi.get(f"/w/acme/leads/{lead.pk}/as-of/", {"at": then}))
    assert "Intern" in page
    assert "Head of Sales" not in page
    assert ravi.get(f"/w/acme/leads/{lead.pk}/as-of/", {"at": "soon"}).status_code == 422
