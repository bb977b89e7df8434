"""Segments and the builder, as browsers ask: every button without script, partials with it, roles kept."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings

from accounts import tenancy
from accounts.models import AuditEntry
from leads import matching
from leads.actions.segments import make_segment
from leads.conditions import check, leaves, to_json
from leads.conditions.builder import ConditionBuilder
from leads.matching import Terms
from leads.models import CustomField, Lead, Segment
from tests.conftest import NOON, who
from tests.leads.conditions_trees import trees
from tests.rules.test_conditions import SCHEMA
from tests.rules.test_conditions_form import inputs

pytestmark = pytest.mark.django_db
VP = {"field": "lead.title", "op": "contains", "value": "VP"}
FORM = {
    "name": "Bosses",
    "cond-kind": "group",
    "cond-match": "all",
    "cond-0-kind": "leaf",
    "cond-0-was": "field:lead.title",
    "cond-0-what": "field:lead.title",
    "cond-0-op": "contains",
    "cond-0-value": "VP",
}


def url(name, *args):
    return reverse(f"leads:{name}", args=["acme", *args])


@pytest.fixture
def bosses(acme):
    with tenancy.workspace(acme):
        schema = Terms(acme).schema
        yield make_segment(acme, by=who("maya"), name="Bosses", condition=check(VP, schema), schema=schema, at=NOON)


@pytest.fixture
def people(acme):
    with tenancy.workspace(acme):
        for title in ("VP Sales", "vp marketing", "Student"):
            Lead.objects.create(workspace=acme, return_at=NOON, title=title, first_name=title)


def shown(answer):
    """What a person reads of an answer."""
    text = re.sub(r"<noscript>.*?</noscript>|<option[^>]*>[^<]*</option>", "", answer.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def test_maya_makes_a_segment_and_sees_who_is_in_it(as_, acme, people):
    maya = as_("maya")
    assert maya.get(url("segment_new")).status_code == 200
    answer = maya.post(url("segment_new"), FORM, follow=True)
    said = shown(answer)
    assert "Job title contains VP" in said
    assert "matches 2 leads" in said
    assert "vp marketing" in said
    assert "Student" not in said
    with tenancy.workspace(acme):
        segment = Segment.objects.get()
        assert (segment.name, segment.condition, segment.created_by) == ("Bosses", {"all": [VP]}, who("maya"))
        assert AuditEntry.objects.get(verb="made").details == {"who": "Job title contains VP"}
    assert f"?segment={segment.pk}" in answer.content.decode()


def test_a_button_shows_the_form_again_with_everything_kept_and_saves_nothing(as_, acme):
    answer = as_("maya").post(url("segment_new"), FORM | {"name": "", "cond-do": "add:"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'name="cond-1-what"' in page
    assert 'value="VP"' in page
    assert "needs another look" not in page
    with tenancy.workspace(acme):
        assert not Segment.objects.exists()


def test_without_script_the_count_comes_with_the_page(as_, people):
    said = shown(as_("maya").post(url("segment_new"), FORM | {"cond-do": "look"}))
    assert "Job title contains VP matches 2 leads" in said


def test_what_is_wrong_is_told_at_its_condition_and_nothing_is_saved(as_, acme):
    sent = FORM | {"cond-0-was": "field:company.employees", "cond-0-what": "field:company.employees"}
    answer = as_("maya").post(url("segment_new"), sent | {"cond-0-op": "at_least", "cond-0-value": "many"})
    assert answer.status_code == 422
    assert "Company size is compared with a number, not with text." in shown(answer)
    assert 'value="many"' in answer.content.decode()
    with tenancy.workspace(acme):
        assert not Segment.objects.exists()


def test_a_segment_without_a_name_is_refused(as_):
    answer = as_("maya").post(url("segment_new"), FORM | {"name": " "})
    assert answer.status_code == 422
    assert "This field is required" in shown(answer)


def test_a_name_that_is_taken_is_refused_in_words(as_, bosses):
    answer = as_("maya").post(url("segment_new"), FORM)
    assert answer.status_code == 422
    assert "There is a segment “Bosses” already. Choose another name." in shown(answer)


def test_script_gets_the_builder_alone_and_the_outcome_alone(as_, people):
    maya = as_("maya")
    builder = maya.post(url("condition_builder"), FORM | {"cond-do": "group:"}, headers={"HX-Request": "true"})
    assert builder.content.decode().lstrip().startswith('<div class="cond"')
    assert 'name="cond-1-0-what"' in builder.content.decode()
    outcome = maya.post(url("condition_builder") + "?only=outcome", FORM)
    assert shown(outcome) == "Job title contains VP matches 2 leads"
    half = maya.post(url("condition_builder") + "?only=outcome", FORM | {"cond-0-value": ""})
    assert shown(half) == "Complete the conditions to see who meets them."


def test_a_builder_with_another_prefix_keeps_to_it(as_):
    sent = {key.replace("cond", "mql"): value for key, value in FORM.items()}
    page = as_("maya").post(url("condition_builder") + "?prefix=mql", sent | {"mql-do": "add:"}).content.decode()
    assert 'name="mql-1-what"' in page
    assert 'id="mql"' in page
    odd = as_("maya").post(url("condition_builder") + '?prefix="><b>', FORM)
    assert "<b>" not in odd.content.decode()


def test_maya_changes_a_segment_and_the_log_says_from_what_to_what(as_, acme, bosses):
    maya = as_("maya")
    assert 'value="VP"' in maya.get(url("segment_edit", bosses.pk)).content.decode()
    maya.post(url("segment_edit", bosses.pk), FORM | {"name": "Heads", "cond-0-value": "Head"})
    bosses.refresh_from_db()
    assert (bosses.name, bosses.condition) == ("Heads", {"all": [VP | {"value": "Head"}]})
    details = AuditEntry.objects.get(verb="changed", what="the segment “Bosses”").details
    assert details["who"] == {"was": "Job title contains VP", "to": "Job title contains Head"}


def test_removing_asks_once_more_and_leaves_the_leads(as_, acme, bosses, people):
    maya = as_("maya")
    assert "Remove this segment?" in shown(maya.get(url("segment_remove", bosses.pk)))
    assert Segment.objects.exists()
    answer = maya.post(url("segment_remove", bosses.pk), follow=True)
    assert "“Bosses” is removed." in shown(answer)
    assert not Segment.objects.exists()
    assert Lead.objects.count() == 3


def test_a_rep_reads_segments_and_writes_none(as_, bosses, people):
    ravi = as_("ravi")
    assert "Job title contains VP" in shown(ravi.get(url("segments")))
    assert "matches 2 leads" in shown(ravi.get(url("segment", bosses.pk)))
    for name in ("segment_edit", "segment_remove"):
        assert ravi.get(url(name, bosses.pk)).status_code == 403
        assert ravi.post(url(name, bosses.pk), FORM).status_code == 403
    assert ravi.post(url("segment_new"), FORM).status_code == 403
    assert ravi.post(url("condition_builder"), FORM).status_code == 403
    assert "New segment" not in shown(ravi.get(url("segments")))


@pytest.mark.parametrize("name", ["segment", "segment_edit", "segment_remove"])
def test_a_stranger_and_another_workspace_get_a_404(name, as_, bosses, umbra):
    sam = as_("sam")
    assert sam.get(url(name, bosses.pk)).status_code == 404
    assert sam.get(reverse(f"leads:{name}", args=["umbra", bosses.pk])).status_code == 404
    assert Segment.objects.exists()


def test_a_segment_that_names_what_is_gone_says_so_and_holds_nobody(as_, acme, bosses, people):
    CustomField.objects.create(workspace=acme, key="tier", label="Tier", type="text")
    bosses.condition = {"field": "lead.custom.tier", "op": "is", "value": "x"}
    bosses.save()
    CustomField.objects.all().delete()
    maya = as_("maya")
    assert "no field “lead.custom.tier”" in shown(maya.get(url("segments")))
    assert "Needs mending" in shown(maya.get(url("segment", bosses.pk)))
    assert maya.get(url("segment_edit", bosses.pk)).status_code == 200
    everybody = Lead.objects.filter(workspace=acme)
    assert not matching.narrowed(everybody, workspace=acme, segment=bosses.pk, now=NOON).exists()


def test_a_list_can_be_narrowed_to_a_segment(acme, bosses, people):
    rows = Lead.objects.filter(workspace=acme)
    found = matching.narrowed(rows, workspace=acme, segment=bosses.pk, now=NOON)
    assert {lead.title for lead in found} == {"VP Sales", "vp marketing"}
    assert not matching.narrowed(rows, workspace=acme, segment=999_999, now=NOON).exists()


def test_the_list_of_segments_costs_the_same_for_two_and_for_twenty(as_, acme, bosses):
    schema, maya = Terms(acme).schema, as_("maya")
    maya.get(url("segments"))
    asked = []
    for most in (2, 20):
        for number in range(Segment.objects.count(), most):
            make_segment(acme, by=who("maya"), name=f"{number}", condition=check(VP, schema), schema=schema, at=NOON)
        with CaptureQueriesContext(connection) as queries:
            page = maya.get(url("segments")).content.decode()
        assert page.count("Job title") == most
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_what_a_lead_is_called_cannot_become_part_of_the_page(as_, acme, bosses):
    Lead.objects.create(workspace=acme, return_at=NOON, title="VP <script>", first_name="<b>Bo</b>")
    CustomField.objects.create(workspace=acme, key="x", label="<i>Label</i>", type="text")
    maya = as_("maya")
    for address in (url("segment", bosses.pk), url("segment_edit", bosses.pk)):
        page = maya.get(address).content.decode()
        assert "<b>Bo" not in page
        assert "<i>Label" not in page
        assert "VP <script>" not in page


@settings(max_examples=100, deadline=None)
@given(tree=trees(SCHEMA))
def test_every_condition_survives_the_form(tree):
    checked = check(tree, SCHEMA)
    once = ConditionBuilder(SCHEMA, initial=to_json(checked))
    again = ConditionBuilder(SCHEMA, inputs(once.root))
    assert once.tree is not None, once.faults
    assert list(leaves(once.tree)) == list(leaves(checked))
    assert again.json == once.json
