"""The pages of definitions: read by everybody, proposed by one side, signed by two, compared, checked on a lead."""

import pytest

from accounts import jobs
from accounts.models import Job
from leads.actions import defining
from leads.definitions import Kind
from leads.models import Definition, StageChange
from tests.conftest import NOON, who
from tests.leads.test_definitions import proposed, signed
from tests.leads.test_qualifying import made

pytestmark = pytest.mark.django_db
HOME = "/w/acme/definitions/"
CONDITION = {
    "cond-kind": "group",
    "cond-match": "all",
    "cond-0-kind": "leaf",
    "cond-0-was": "field:lead.country",
    "cond-0-what": "field:lead.country",
    "cond-0-op": "is",
    "cond-0-value": "DE",
}


def text(response):
    return " ".join(response.content.decode().split())


def to_propose(workspace, kind):
    return f"{HOME}{workspace.definitions.get(kind=kind, state='in_force').pk}/propose/"


def test_everybody_reads_what_is_agreed(as_, inside):
    made(inside)
    for name in ("ravi", "maya", "mona", "ada"):
        page = text(as_(name).get(HOME))
        assert "a straw man, not signed yet" in page
        assert '<strong class="num">1</strong> lead' in page
    assert "Propose a change" not in text(as_("ravi").get(HOME))


def test_maya_proposes_and_both_sign_and_it_runs(as_, inside):
    words = {"text": "German firms", "checklist": "One\n\nTwo", "why": "We sell there", **CONDITION}
    answer = as_("maya").post(to_propose(inside, "mql"), words, follow=True)
    row = inside.definitions.get(kind="mql", version=2)
    assert (row.text, row.checklist, row.state) == ("German firms", ["One", "Two"], "proposed")
    assert "MQL v2 is proposed" in text(answer)
    as_("maya").post(f"{HOME}{row.pk}/sign/", {"side": "marketing"})
    answer = as_("mona").post(f"{HOME}{row.pk}/sign/", {"side": "sales"}, follow=True)
    assert "It is in force" in text(answer)
    assert defining.in_force(inside.pk, Kind.MQL) == row


def test_a_proposal_without_words_or_reason_is_refused_with_a_sentence(as_, inside):
    answer = as_("maya").post(to_propose(inside, "icp"), {"text": ""})
    assert answer.status_code == 422
    assert inside.definitions.count() == len(Kind)


def test_a_button_of_the_builder_saves_nothing_and_keeps_what_was_typed(as_, inside):
    answer = as_("maya").post(to_propose(inside, "mql"), {**CONDITION, "text": "Half a", "cond-do": "add:"})
    assert answer.status_code == 200
    assert "Half a" in text(answer)
    assert inside.definitions.count() == len(Kind)


def test_a_condition_is_left_out_where_the_words_are_enough(as_, inside):
    words = {"text": "A rep has looked", "checklist": "Looked", "why": "Shorter"}
    as_("mona").post(to_propose(inside, "sal"), {**words, **CONDITION})
    as_("mona").post(to_propose(inside, "sql"), {**words, **CONDITION, "conditional": "on"})
    assert inside.definitions.get(kind="sal", version=2).condition is None
    assert inside.definitions.get(kind="sql", version=2).condition is not None


def test_who_may_not_sign_is_told_and_nothing_is_signed(as_, inside):
    row = proposed(inside)
    answer = as_("maya").post(f"{HOME}{row.pk}/sign/", {"side": "sales"}, follow=True)
    assert "You cannot sign for sales" in text(answer)
    assert as_("ravi").post(f"{HOME}{row.pk}/sign/", {"side": "sales"}).status_code == 403
    assert "Say for which side" in text(as_("maya").post(f"{HOME}{row.pk}/sign/", follow=True))
    assert row.signatures.count() == 0


def test_ravi_remarks_on_a_proposal_and_an_empty_remark_is_refused(as_, inside):
    row = proposed(inside)
    answer = as_("ravi").post(f"{HOME}{row.pk}/remark/", {"text": "Austria <b>too</b>"}, follow=True)
    assert "Austria &lt;b&gt;too&lt;/b&gt;" in text(answer)
    assert as_("ravi").post(f"{HOME}{row.pk}/remark/", {"text": ""}).status_code == 422


def test_two_versions_are_compared_in_words_and_condition(as_, inside):
    row = proposed(inside)
    page = text(as_("ravi").get(f"{HOME}{row.pk}/compare/{defining.in_force(inside.pk, Kind.MQL).pk}/"))
    assert "added</span> <ins>Country is Germany</ins>" in page
    assert "removed</span> <del>Score is at the threshold or above</del>" in page
    other = defining.in_force(inside.pk, Kind.ICP)
    assert as_("ravi").get(f"{HOME}{row.pk}/compare/{other.pk}/").status_code == 404


def test_a_lead_is_checked_and_what_is_missing_is_named(as_, inside):
    row = defining.in_force(inside.pk, Kind.MQL)
    lead = made(inside, engagement=800, email="tom@fjord.example", email_key="tom@fjord.example")
    for asked in (lead.pk, "Tom@Fjord.example"):
        page = text(as_("ravi").get(f"{HOME}{row.pk}/", {"lead": asked}))
        assert "does not meet it" in page
        assert "Missing: </span> Engagement at least 15" in page
    assert "There is no lead “nobody”" in text(as_("ravi").get(f"{HOME}{row.pk}/", {"lead": "nobody"}))
    assert "On the way to MQL" in text(as_("maya").get(f"/w/acme/leads/{lead.pk}/"))


def test_the_numbers_lead_to_the_leads(as_, inside):
    row = defining.in_force(inside.pk, Kind.MQL)
    made(inside, first_name="Hot"), made(inside, first_name="Cold", qualifies=False)
    passed = made(inside, first_name="Passed")
    defining_page = as_("maya").get(f"{HOME}{row.pk}/leads/")
    assert "Hot" in text(defining_page)
    assert "Cold" not in text(defining_page)
    from leads import actions as leads

    leads.qualify(inside.pk, [passed.pk], at=NOON)
    assert "Passed" not in text(as_("maya").get(f"{HOME}{row.pk}/leads/?with=marketing"))


def test_who_meets_a_new_definition_already_is_passed_on_when_maya_says_so(as_, inside):
    row = proposed(inside)
    lead = made(inside, country="DE", qualifies=False)
    signed(row, "maya", "mona")
    assert StageChange.objects.count() == 0
    as_("maya").post(f"{HOME}{row.pk}/pass-on/")
    job = Job.objects.get(kind="pass_on")
    did = jobs.STEPS["pass_on"](job)
    assert (did.finished, did.result) == (True, {"passed": 1})
    assert StageChange.objects.get().lead_id == lead.pk
    assert jobs.STEPS["pass_on"](job).result == {"passed": 0}


def test_a_proposal_is_withdrawn_once(as_, inside):
    row = proposed(inside)
    as_("mona").post(f"{HOME}{row.pk}/withdraw/")
    assert Definition.objects.get(pk=row.pk).state == "withdrawn"
    assert "nothing to withdraw" in text(as_("mona").post(f"{HOME}{row.pk}/withdraw/", follow=True))


def test_the_page_costs_the_same_for_two_remarks_and_for_twenty(as_, inside, django_assert_max_num_queries):
    row, browser = proposed(inside), as_("ravi")

    def cost():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            browser.get(f"{HOME}{row.pk}/")
        return len(asked)

    cost()
    defining.remark(row, by=who("mona"), text="One", at=NOON)
    few = cost()
    for _ in range(18):
        defining.remark(row, by=who("mona"), text="More", at=NOON)
    assert cost() == few
