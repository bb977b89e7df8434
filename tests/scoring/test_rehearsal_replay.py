"""The dress rehearsal: who would have passed when, by two versions of a model, against a replay in plain Python."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest

from accounts import jobs
from accounts.actions import Refused
from accounts.models import Job
from leads.models import Activity, Lead, StageChange
from scoring.actions.rehearsed import chosen, movers
from scoring.actions.rehearsing import rehearse
from scoring.models import Rehearsal, RehearsedLead, ScoringModel, Signal
from tests.conftest import NOON, who
from tests.scoring.rehearsal_oracle import engagement, first_pass

pytestmark = pytest.mark.django_db
HEAD = {"field": "lead.title", "op": "contains", "value": "Head"}
SINCE = NOON - timedelta(days=30)
KINDS = ("looked", "loaded", "asked", "left")


def signal(workspace, kind):
    condition = {"field": "activity.type", "op": "is", "value": kind}
    made, _ = Signal.objects.update_or_create(
        workspace=workspace,
        key=f"r_{kind}",
        defaults={"label": kind.capitalize(), "condition": condition, "hand_raiser": kind == "asked"},
    )
    return made


def version(workspace, state, rules, *, fit=3_000, at_least=4_500, **more):
    """A version with one fit rule for heads and these engagement rules (kind, points, at most, half-life, window)."""
    ScoringModel.objects.filter(workspace=workspace, state=state).update(state="retired")
    for kind in KINDS:
        signal(workspace, kind)
    number = 1 + max(ScoringModel.objects.values_list("version", flat=True), default=0)
    more.setdefault("thresholds", [{"segment": None, "at_least": at_least}])
    model = ScoringModel.objects.create(workspace=workspace, version=number, state=state, **more)
    model.fit_rules.create(workspace=workspace, condition=HEAD, points=fit)
    for kind, points, at_most, half_life, window in rules:
        model.engagement_rules.create(
            workspace=workspace,
            signal=signal(workspace, kind),
            points=points,
            at_most=at_most,
            half_life_days=half_life,
            window_days=window,
        )
    return model


def lead(workspace, **fields):
    return Lead.objects.create(workspace=workspace, return_at=NOON + timedelta(days=30), **{"title": "Head", **fields})


def did(someone, kind, at, **more):
    Activity.objects.create(
        workspace_id=someone.workspace_id, lead=someone, type=kind, at=at, origin="test", message_id=uuid4(), **more
    )


def run(workspace, draft, days=30):
    row = rehearse(workspace, draft=draft, days=days, by=who("maya"), at=NOON)
    finish(row)
    row.refresh_from_db()
    return row


def finish(row):
    for _ in range(50):
        job = Job.objects.get(pk=row.job_id)
        if job.ended_at:
            assert job.status == "done", job.trouble
            return
        jobs.step(job, now=NOON)


LIVE = [("looked", 600, 1_800, 14, None), ("loaded", 800, None, None, 7), ("left", -500, 500, None, None)]
NEXT = [("looked", 900, None, 10, None), ("loaded", 400, 1_200, None, None), ("left", -500, 500, None, None)]


@pytest.mark.parametrize("seed", range(3))
def test_it_says_of_every_lead_what_a_replay_in_plain_python_says(inside, seed):
    chance = random.Random(seed)
    versions = {"published": version(inside, "published", LIVE), "draft": version(inside, "draft", NEXT)}
    people = []
    for _ in range(25):
        someone, hits = lead(inside, title=chance.choice(["Head", "Intern"])), {}
        for _ in range(chance.randrange(14)):
            kind = chance.choices(KINDS, weights=[6, 4, 1, 1])[0]
            at = NOON - timedelta(seconds=chance.randrange(60 * 86_400))
            at = chance.choice([at, SINCE, NOON]) if chance.random() < 0.1 else at
            did(someone, kind, at)
            hits.setdefault(kind, []).append(at.timestamp())
        people.append((someone, hits))
    row = run(inside, versions["draft"])
    for someone, hits in people:
        found = RehearsedLead.objects.get(rehearsal=row, lead=someone)
        for side, rules in (("published", LIVE), ("draft", NEXT)):
            fit = 3_000 if someone.title == "Head" else 0
            expected = first_pass(
                rules=rules,
                fit=fit,
                hits=hits,
                raisers=["asked"],
                least=4_500,
                enough=1_500,
                since=SINCE.timestamp(),
                until=NOON.timestamp(),
            )
            at = getattr(found, f"{side}_at")
            assert (at and at.timestamp()) == expected
            score = fit + engagement(rules, hits, NOON.timestamp(), 5_000)
            assert getattr(found, f"{side}_score") == score


def test_a_customer_the_draft_would_have_missed_is_named(inside):
    version(inside, "published", LIVE)
    draft = version(inside, "draft", NEXT, at_least=9_000)
    won = lead(inside)
    for day in range(3):
        did(won, "looked", NOON - timedelta(days=50, hours=day))
    StageChange.objects.create(
        workspace=inside, lead=won, was="sql", to="won", at=NOON - timedelta(days=3), cause="won"
    )
    row = run(inside, draft)
    assert row.result["won"] == {"all": 1, "draft": 0, "published": 1}
    assert [each.lead_id for each in chosen(row, "missed")] == [won.pk]
    assert chosen(row, "missed-now").count() == 0


@pytest.mark.parametrize(
    ("condition", "missed"),
    [
        ({"field": "lead.stage", "op": "is", "value": "won"}, 0),
        ({"field": "lead.stage", "op": "is_any_of", "value": ["lost", "won"]}, 0),
        ({"field": "lead.holder", "op": "is", "value": "closed"}, 0),
        ({"not": {"field": "lead.stage", "op": "is_not", "value": "won"}}, 0),
        ({"field": "lead.stage", "op": "is", "value": "lead"}, 1),
        ({"field": "lead.stage", "op": "is_not", "value": "won"}, 1),
    ],
)
def test_what_became_of_a_customer_later_does_not_bar_them_before(inside, condition, missed):
    version(inside, "published", LIVE)
    draft = version(inside, "draft", LIVE, disqualifiers=[{"label": "Already a customer", "condition": condition}])
    won = lead(inside)
    for day in range(3):
        did(won, "looked", NOON - timedelta(days=20, hours=day))
    StageChange.objects.create(workspace=inside, lead=won, was="sql", to="won", at=NOON, cause="won")
    Lead.objects.filter(pk=won.pk).update(stage="won", holder="closed", closed_for="Signed", return_at=None)
    row = run(inside, draft)
    assert row.result["won"] == {"all": 1, "draft": 1 - missed, "published": 1}


def test_a_lead_sales_rejected_and_the_draft_would_have_held_back_is_named(inside):
    version(inside, "published", LIVE)
    draft = version(inside, "draft", NEXT, at_least=9_000)
    refused = lead(inside)
    for day in range(3):
        did(refused, "looked", NOON - timedelta(days=5, hours=day))
    StageChange.objects.create(
        workspace=inside, lead=refused, was="mql", to="lead", at=NOON - timedelta(days=3), cause="reject"
    )
    row = run(inside, draft)
    assert row.result["rejected"] == {"all": 1, "draft": 0, "published": 1}
    assert [each.lead_id for each in chosen(row, "held")] == [refused.pk]


def test_whom_sales_held_all_the_time_is_not_handed_over_again(inside):
    version(inside, "published", LIVE)
    draft = version(inside, "draft", NEXT)
    theirs = lead(inside)
    StageChange.objects.create(
        workspace=inside, lead=theirs, was="lead", to="mql", at=NOON - timedelta(days=40), cause="score"
    )
    did(theirs, "asked", NOON - timedelta(days=2))
    found = RehearsedLead.objects.get(rehearsal=run(inside, draft), lead=theirs)
    assert (found.draft_at, found.published_at) == (None, None)


def test_who_is_barred_never_passes_not_even_by_a_raised_hand(inside):
    version(inside, "published", LIVE)
    draft = version(inside, "draft", NEXT, disqualifiers=[{"label": "Heads", "condition": HEAD}])
    someone = lead(inside)
    did(someone, "asked", NOON - timedelta(days=2))
    found = RehearsedLead.objects.get(rehearsal=run(inside, draft), lead=someone)
    assert found.draft_at is None
    assert found.published_at == NOON - timedelta(days=2)


def test_what_a_machine_did_counts_for_nothing(inside):
    version(inside, "published", LIVE)
    someone = lead(inside)
    did(someone, "asked", NOON - timedelta(days=2), counts=False)
    found = RehearsedLead.objects.get(rehearsal=run(inside, version(inside, "draft", NEXT)), lead=someone)
    assert found.draft_at is None


def test_points_taken_for_a_while_let_a_lead_pass_when_they_have_cooled(inside):
    rules = [("looked", 2_000, None, None, None), ("left", -1_900, None, None, 5)]
    version(inside, "published", rules)
    someone = lead(inside)
    did(someone, "looked", NOON - timedelta(days=20))
    did(someone, "left", NOON - timedelta(days=21))
    found = RehearsedLead.objects.get(rehearsal=run(inside, version(inside, "draft", rules)), lead=someone)
    assert found.draft_at == NOON - timedelta(days=15)


def test_leads_that_move_most_come_first(inside):
    version(inside, "published", LIVE)
    draft = version(inside, "draft", NEXT)
    still, moved = lead(inside), lead(inside)
    did(moved, "looked", NOON - timedelta(hours=1))
    row = run(inside, draft)
    assert [each.lead_id for each in movers(row, 5)] == [moved.pk]
    assert still.pk


def test_a_portion_that_died_is_done_again_and_the_figures_are_the_same(inside, monkeypatch):
    monkeypatch.setattr("scoring.actions.rehearsing.PORTION", 2)
    version(inside, "published", LIVE)
    draft = version(inside, "draft", NEXT)
    for _ in range(5):
        did(lead(inside), "asked", NOON - timedelta(days=2))
    row = rehearse(inside, draft=draft, days=30, by=None, at=NOON)
    from django.db import transaction

    job = Job.objects.get(pk=row.job_id)
    with transaction.atomic():
        jobs.STEPS["rehearsal"](job)
        transaction.set_rollback(True)
    finish(row)
    row.refresh_from_db()
    assert row.result["leads"] == 5
    assert sum(week["draft"] for week in row.result["weeks"]) == 5


def test_a_new_rehearsal_takes_the_place_of_the_one_before(inside):
    version(inside, "published", LIVE)
    draft = version(inside, "draft", NEXT)
    lead(inside)
    run(inside, draft)
    row = run(inside, draft, days=90)
    assert list(Rehearsal.objects.all()) == [row]
    assert RehearsedLead.objects.count() == 1


def test_without_a_published_version_or_with_odd_days_it_is_refused_in_words(inside):
    draft = version(inside, "draft", NEXT)
    with pytest.raises(Refused, match="Choose from 30, 90, 180, 365 days"):
        rehearse(inside, draft=draft, days=31, by=None, at=NOON)
    ScoringModel.objects.filter(state="published").update(state="retired")
    with pytest.raises(Refused, match="no published version"):
        rehearse(inside, draft=draft, days=30, by=None, at=NOON)


def test_a_draft_that_changes_while_it_is_rehearsed_ends_the_rehearsal_in_words(inside):
    version(inside, "published", LIVE)
    draft = version(inside, "draft", NEXT)
    lead(inside)
    row = rehearse(inside, draft=draft, days=30, by=None, at=NOON)
    draft.fit_rules.update(points=1)
    job = Job.objects.get(pk=row.job_id)
    jobs.step(job, now=NOON)
    assert (job.status, job.trouble) == ("failed", "The draft was changed meanwhile. Rehearse it again.")
