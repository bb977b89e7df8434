"""The model editor: read by marketing and managers, edited in place, published after a look at who moves."""

import json

import pytest

from accounts.models import Job
from scoring import actions as scoring
from scoring.models import FitRule, ScoringModel
from tests.scoring.world import run_jobs

pytestmark = pytest.mark.django_db
HOME = "/w/acme/scoring/"
TITLED = {
    "cond-kind": "group",
    "cond-match": "all",
    "cond-0-kind": "leaf",
    "cond-0-was": "field:lead.title",
    "cond-0-what": "field:lead.title",
    "cond-0-op": "contains",
    "cond-0-value": "Chief",
}


@pytest.fixture(autouse=True)
def settled(inside):
    """What a new workspace counts is counted."""
    run_jobs(inside)


def text(response):
    return " ".join(response.content.decode().split())


def draft_of(workspace):
    return workspace.scoring_models.get(state="draft")


def test_maya_and_mona_read_the_model_and_ravi_does_not(as_, inside):
    for name in ("maya", "mona", "ada"):
        page = text(as_(name).get(HOME))
        assert "is live" in page
        assert "Leads it touches" in page
    assert as_("ravi").get(HOME).status_code == 403
    assert "Change the model" not in text(as_("mona").get(HOME))
    assert as_("mona").post(f"{HOME}draft/").status_code == 403


def test_points_are_edited_in_the_table_and_only_the_draft_changes(as_, inside):
    maya = as_("maya")
    maya.post(f"{HOME}draft/")
    draft = draft_of(inside)
    first, second = draft.fit_rules.all()[:2]
    maya.post(f"{HOME}fit/", {f"points-{first.pk}": "12.5", f"points-{second.pk}": "-3"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.points, second.points) == (1_250, -300)
    published = inside.scoring_models.get(state="published")
    assert not published.fit_rules.filter(points=1_250).exists()


def test_a_number_that_makes_no_sense_is_refused_beside_its_rule_and_the_others_are_kept(as_, inside):
    maya = as_("maya")
    maya.post(f"{HOME}draft/")
    first, second = draft_of(inside).fit_rules.all()[:2]
    answer = maya.post(f"{HOME}fit/", {f"points-{first.pk}": "many", f"points-{second.pk}": "7"})
    assert answer.status_code == 422
    assert 'role="alert">Enter a number.' in text(answer)
    second.refresh_from_db()
    assert second.points == 700


def test_an_edit_by_htmx_is_answered_with_the_sheet_alone(as_, inside):
    maya = as_("maya")
    maya.post(f"{HOME}draft/")
    rule = draft_of(inside).fit_rules.first()
    answer = text(maya.post(f"{HOME}fit/", {f"points-{rule.pk}": "9"}, headers={"HX-Request": "true"}))
    assert answer.startswith("<div") or answer.startswith("{#") or 'id="sheet"' in answer[:200]
    assert "<html" not in answer


def test_how_a_signal_cools_is_edited_in_the_table(as_, inside):
    maya = as_("maya")
    maya.post(f"{HOME}draft/")
    rule = draft_of(inside).engagement_rules.first()
    maya.post(
        f"{HOME}engagement/",
        {f"points-{rule.pk}": "5", f"most-{rule.pk}": "", f"cools-{rule.pk}": "window", f"days-{rule.pk}": "9"},
    )
    rule.refresh_from_db()
    assert (rule.points, rule.at_most, rule.half_life_days, rule.window_days) == (500, None, None, 9)


def test_a_fit_rule_is_built_and_an_address_may_bring_its_condition(as_, inside):
    maya = as_("maya")
    condition = json.dumps({"field": "lead.title", "op": "contains", "value": "Student"})
    page = text(maya.get(f"{HOME}fit/new/", {"condition": condition, "points": "-20"}))
    assert "Student" in page
    assert 'value="-20"' in page
    assert not inside.scoring_models.filter(state="draft").exists()
    maya.post(f"{HOME}fit/new/", {**TITLED, "points": "11", "label": ""})
    assert draft_of(inside).fit_rules.filter(points=1_100).count() == 1


def test_a_rule_without_points_or_condition_is_refused(as_, inside):
    assert as_("maya").post(f"{HOME}fit/new/", {"points": ""}).status_code == 422
    assert as_("maya").post(f"{HOME}engagement/new/", {"points": "1", "cools": "half", "days": ""}).status_code == 422


def test_rules_are_moved_and_taken_out(as_, inside):
    maya = as_("maya")
    maya.post(f"{HOME}draft/")
    first, second = draft_of(inside).fit_rules.all()[:2]
    maya.post(f"{HOME}fit/{second.pk}/move/", {"way": "up"})
    assert draft_of(inside).fit_rules.first() == second
    maya.post(f"{HOME}fit/{first.pk}/remove/")
    assert not FitRule.objects.filter(pk=first.pk).exists()
    assert maya.post(f"{HOME}nothing/{second.pk}/move/").status_code == 404


def test_a_threshold_and_a_disqualifier_are_changed_where_they_stand(as_, inside):
    maya = as_("maya")
    before = scoring.start_draft(inside, by=None)
    page = maya.get(f"{HOME}thresholds/new/?segment=").content.decode()
    assert f'value="{before.thresholds[-1]["at_least"] // 100}"' in page
    maya.post(f"{HOME}thresholds/new/?segment=", {"segment": "", "at_least": "55"})
    assert [each["at_least"] for each in draft_of(inside).thresholds] == [5_500]
    page = maya.get(f"{HOME}bars/new/?place=0").content.decode()
    assert before.disqualifiers[0]["label"] in page
    maya.post(f"{HOME}bars/new/?place=0", {**TITLED, "label": "Chiefs never buy"})
    labels = [each["label"] for each in draft_of(inside).disqualifiers]
    assert labels == ["Chiefs never buy", *(each["label"] for each in before.disqualifiers[1:])]
    assert maya.get(f"{HOME}bars/new/?place=99").status_code == 200


def test_limits_thresholds_groups_and_disqualifiers_are_written_and_taken_out(as_, inside):
    maya = as_("maya")
    segment = inside.segments.create(name="Germans", condition={"field": "lead.country", "op": "is", "value": "DE"})
    maya.post(f"{HOME}thresholds/new/", {"segment": segment.pk, "at_least": "40"})
    maya.post(f"{HOME}groups/new/", {"label": "Mails", "part": "engagement", "cap": "10"})
    maya.post(f"{HOME}bars/new/", {**TITLED, "label": "Chiefs never buy"})
    draft = draft_of(inside)
    assert draft.thresholds[0]["label"] == "Germans"
    assert draft.groups[-1]["cap"] == 1_000
    assert draft.disqualifiers[-1]["label"] == "Chiefs never buy"
    maya.post(f"{HOME}parts/remove/", {"what": "disqualifiers", "place": len(draft.disqualifiers) - 1})
    assert "Chiefs never buy" not in str(draft_of(inside).disqualifiers)
    form = {"fit_cap": "60", "engagement_cap": "40", "fit_A": "50", "fit_B": "30", "fit_C": "10"}
    maya.post(f"{HOME}limits/", {**form, "engagement_1": "30", "engagement_2": "20", "engagement_3": "5"})
    assert (draft_of(inside).fit_cap, draft_of(inside).fit_bands["A"]) == (6_000, 5_000)
    bad = maya.post(
        f"{HOME}limits/", {**form, "fit_A": "1", "engagement_1": "3", "engagement_2": "2", "engagement_3": "1"}
    )
    assert bad.status_code == 422


def test_a_draft_is_discarded_after_being_asked(as_, inside):
    maya = as_("maya")
    maya.post(f"{HOME}draft/")
    assert "Throw this draft away?" in text(maya.get(f"{HOME}discard/"))
    assert inside.scoring_models.filter(state="draft").exists()
    maya.post(f"{HOME}discard/")
    assert not inside.scoring_models.filter(state="draft").exists()


def test_publishing_needs_a_reason_and_says_what_changes(as_, inside):
    maya = as_("maya")
    maya.post(f"{HOME}fit/new/", {**TITLED, "points": "11", "label": ""})
    maya.post(f"{HOME}publish/", {"do": "count"})
    run_jobs(inside)
    page = text(maya.get(f"{HOME}publish/"))
    assert "Job title contains Chief: +11 points" in page
    assert ">MQLs</a>, <strong" in page
    assert maya.post(f"{HOME}publish/", {"reason": ""}).status_code == 422
    maya.post(f"{HOME}publish/", {"reason": "Chiefs decide"})
    run_jobs(inside)
    assert inside.scoring_models.get(state="published").reason == "Chiefs decide"
    assert "Chiefs decide" in text(maya.get(f"{HOME}versions/"))


def test_going_back_puts_the_version_before_in_force(as_, inside):
    maya, was = as_("maya"), inside.scoring_models.get(state="published")
    assert "Nothing to go back to" in text(maya.get(f"{HOME}undo/"))
    scoring.publish(scoring.start_draft(inside, by=None), by=None, reason="A try")
    run_jobs(inside)
    maya.post(f"{HOME}undo/", {"reason": "Too many"})
    run_jobs(inside)
    assert inside.scoring_models.get(state="published") == was


def test_versions_are_compared_in_words(as_, inside):
    maya = as_("maya")
    maya.post(f"{HOME}fit/new/", {**TITLED, "points": "11", "label": ""})
    page = text(maya.get(f"{HOME}versions/{draft_of(inside).pk}/"))
    assert "in</span> Job title contains Chief: +11 points" in page


def test_a_model_goes_out_as_json_and_comes_in_with_the_same_checks(as_, inside):
    maya, live = as_("maya"), inside.scoring_models.get(state="published")
    out = maya.get(f"{HOME}versions/{live.pk}/model.json")
    raw = json.loads(out.content)
    raw["fit_rules"][0]["points"] = 4_200
    maya.post(f"{HOME}import/", {"text": json.dumps(raw)})
    assert draft_of(inside).fit_rules.first().points == 4_200
    for bad in ("no json", "[]", json.dumps({**raw, "odd": 1})):
        assert maya.post(f"{HOME}import/", {"text": bad}).status_code == 422


def test_a_starter_becomes_the_draft(as_, inside):
    as_("maya").post(f"{HOME}start-from/", {"name": "services"})
    assert draft_of(inside).engagement_rules.exists()
    answer = as_("maya").post(f"{HOME}start-from/", {"name": "nothing"}, follow=True)
    assert "There is no such starter" in text(answer)


def test_a_rehearsal_is_started_from_the_page_and_shown_on_it(as_, inside):
    maya = as_("maya")
    maya.post(f"{HOME}draft/")
    maya.post(f"{HOME}rehearse/", {"days": "90"})
    assert "Rehearsing" in text(maya.get(HOME))
    run_jobs(inside)
    assert Job.objects.get(kind="rehearsal").status == "done"
    page = text(maya.get(HOME))
    assert "would have done" in page
    assert "Would it have missed a customer?" in page
    assert "Choose from 30" in text(maya.post(f"{HOME}rehearse/", {"days": "4"}, follow=True))
    row = inside.rehearsals.get()
    for which in ("missed", "held", "won", "rejected", "movers", "draft", "published", "missed-now"):
        assert maya.get(f"{HOME}rehearsals/{row.pk}/leads/", {"which": which}).status_code == 200
    assert maya.get(f"{HOME}rehearsals/{row.pk}/leads/", {"which": "odd"}).status_code == 404
    assert maya.get(f"{HOME}rehearsals/{row.pk}/leads/", {"which": "draft", "week": "x"}).status_code == 404


def test_a_workspace_without_a_model_is_told_how_to_begin(as_, inside):
    ScoringModel.objects.all().update(state="retired")
    assert "Choose a starter" in text(as_("maya").get(HOME))


def test_a_rule_that_rejections_taught_is_proposed_to_the_draft_only(inside):
    condition = {"field": "lead.title", "op": "contains", "value": "Student"}
    rule = scoring.propose_rule(inside, condition=condition, points=-2_000, by=None, why="12 rejected in October")
    assert (rule.model.state, rule.points) == ("draft", -2_000)
    assert inside.scoring_models.get(state="published").fit_rules.filter(points=-2_000).count() == 0
