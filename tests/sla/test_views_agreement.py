"""The agreement on its pages: drafted row by row, compared, signed by two, kept."""

import re
from html import unescape

import pytest

from leads import actions as leads
from leads.stages import Stage, by_marketing
from sla import actions as sla
from sla.agreement_forms import ClausesForm, rows_of
from sla.models import TwoWayAgreement
from tests.routing.worlds import qualified

pytestmark = pytest.mark.django_db
EDIT = "/w/acme/agreement/edit/"


def typed(workspace, **changed):
    """What a browser sends when nothing but these fields was touched."""
    clauses = sla.clauses_of(sla.in_force(workspace.pk))
    form, rows = ClausesForm.of(clauses), rows_of(clauses.rules, {})
    sent = {name: form[name].value() for name in form.fields}
    for row in rows:
        sent |= {row.add_prefix(name): row[name].value() for name in row.fields}
    sent |= {"rule-TOTAL_FORMS": len(rows.forms), "rule-INITIAL_FORMS": len(clauses.rules)}
    kept = {name: value for name, value in sent.items() if value not in (None, False)}
    return {**kept, **changed}


def test_nothing_touched_says_the_same_as_before(as_, inside):
    assert as_("maya").post(EDIT, typed(inside)).status_code == 302
    was, to = (sla.clauses_of(row) for row in TwoWayAgreement.objects.order_by("version"))
    assert was.digest == to.digest
    assert "It says the same as version 1" in as_("ravi").get("/w/acme/agreement/versions/2/").content.decode()


def test_a_row_is_added_with_its_condition_and_the_page_shows_what_changes(as_, inside):
    new = {"rule-4-tier": "Trade fair", "rule-4-place": "2", "rule-4-source": "Trade fair, Congress"}
    new |= {"rule-4-accept": "45 min", "rule-4-respond": "2 h", "rule-4-counts": "rep", "leads_per_month": "80"}
    assert as_("maya").post(EDIT, typed(inside, **new)).status_code == 302
    draft = TwoWayAgreement.objects.get(state="draft")
    assert "Trade fair" in [rule.tier for rule in sla.clauses_of(draft).rules][1:3]
    page = as_("ravi").get("/w/acme/agreement/versions/2/").content.decode()
    assert "<del>50</del>" in page
    assert "<ins>80</ins>" in page
    assert "Trade fair: accepted within" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"rule-3-grades": ["A"]}, "last row has to be for everybody"),
        ({"rule-1-accept": "soon"}, "not a length of time"),
        ({"rule-1-accept": "3 h"}, "comes after acceptance"),
        ({"rule-1-steps": "50% reoffer"}, "not before"),
        ({"leads_per_month": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_cannot_run_is_refused_where_it_stands(as_, inside, changed, said):
    answer = as_("mona").post(EDIT, typed(inside, **changed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert TwoWayAgreement.objects.count() == 1


def test_two_heads_sign_on_the_page_and_it_is_in_force(as_, inside):
    as_("maya").post(EDIT, typed(inside, attempts="4"))
    sign = "/w/acme/agreement/versions/2/sign/"
    digest = sla.clauses_of(TwoWayAgreement.objects.get(version=2)).digest
    assert as_("ravi").post(sign, {"side": "sales", "digest": digest}).status_code == 403
    as_("maya").post(sign, {"side": "marketing", "digest": digest})
    assert sla.in_force(inside.pk).version == 1
    as_("mona").post(sign, {"side": "sales", "digest": digest})
    assert sla.in_force(inside.pk).version == 2
    page = as_("ravi").get("/w/acme/agreement/").content.decode()
    assert "tried <strong>4 times</strong>" in page
    assert "Version 1" in as_("ravi").get("/w/acme/agreement/history/").content.decode()


def test_a_draft_is_discarded_and_a_strange_side_is_a_404(as_, inside):
    as_("maya").post(EDIT, typed(inside, attempts="4"))
    assert as_("maya").post("/w/acme/agreement/versions/2/sign/", {"side": "legal"}).status_code == 404
    as_("maya").post("/w/acme/agreement/discard/")
    assert TwoWayAgreement.objects.count() == 1


def test_the_figures_of_both_sides_lead_to_their_leads(as_, inside):
    now = sla.database_now()
    passed = qualified(inside, at=now, first_name="Passed")
    back = qualified(inside, at=now, first_name="Returned")
    leads.move(back, to=Stage.LEAD, at=now, cause="reject", reason="No budget", custody=by_marketing(return_at=now))
    maya = as_("maya")
    page = maya.get("/w/acme/agreement/").content.decode()
    links = {unescape(url) for url in re.findall(r'href="([^"]*/agreement/rows/[^"]*)"', page)}
    assert len(links) == 3
    seen = {url.rpartition("=")[2]: maya.get(url).content.decode() for url in links}
    assert "2 leads" in seen["delivered"]
    assert passed.first_name in seen["delivered"]
    for of in ("given_back", "given_back_with_reason"):
        assert "1 lead" in seen[of]
        assert "No budget" in seen[of]
        assert passed.first_name not in seen[of]
