"""The lead list: its address is its state, and it costs the same whatever is in it."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import tenancy
from leads import actions as leads
from leads.models import Campaign, Lead, LeadChange, SavedView, Segment, Star
from leads.person import Person
from leads.stages import Stage
from tests.conftest import NOON, who

pytestmark = pytest.mark.django_db
URL = "/w/acme/leads/"


def fill(workspace, count=3, **fields):
    """Some leads of Acme, their ids oldest first."""
    with tenancy.workspace(workspace):
        people = [
            Person(
                email=f"p{n}@firm{n}.com",
                first_name="Ana",
                last_name=f"Number{n}",
                company_name=f"Firm {n}",
                **fields,
            )
            for n in range(count)
        ]
        return [outcome.lead_id for outcome in leads.upsert_many(workspace.pk, people, at=NOON, cause="test")]


def names(answer):
    return [lead.last_name for lead in answer.context["page"].rows]


def test_a_workspace_without_leads_says_how_to_get_one(as_, acme):
    text = as_("maya").get(URL).content.decode()
    assert "No leads yet" in text
    assert "/w/acme/leads/new/" in text


def test_words_find_by_name_address_and_company(as_, acme):
    fill(acme, 12)
    maya = as_("maya")
    assert names(maya.get(URL, {"q": "number7"})) == ["Number7"]
    assert names(maya.get(URL, {"q": "p3@firm3.com"})) == ["Number3"]
    assert names(maya.get(URL, {"q": "firm 5"})) == ["Number5"]
    assert names(maya.get(URL, {"q": "nobody here"})) == []
    assert maya.get(URL, {"q": "a\x00na"}).status_code == 200


def test_filters_stand_in_the_address_and_hold_together(as_, acme):
    ids = fill(acme, 4, source="Fair")
    with tenancy.workspace(acme):
        campaign = Campaign.objects.create(workspace=acme, name="Spring")
        Lead.objects.filter(pk__in=ids[:2]).update(owner=who("maya"), grade="A1", campaign=campaign)
        leads.move(Lead.objects.get(pk=ids[0]), to=Stage.MQL, at=NOON, cause="score")
    maya = as_("maya")
    owner = str(who("maya").pk)
    assert len(names(maya.get(URL, {"source": "Fair"}))) == 4
    assert len(names(maya.get(URL, {"owner": owner, "grade": "A"}))) == 2
    assert names(maya.get(URL, {"owner": owner, "stage": "mql", "campaign": campaign.pk})) == ["Number0"]
    assert names(maya.get(URL, {"holder": "waiting"})) == ["Number0"]
    assert len(names(maya.get(URL, {"stage": "nonsense", "owner": "x" * 40}))) == 4


def test_a_segment_narrows_the_list(as_, acme):
    ids = fill(acme, 3)
    with tenancy.workspace(acme):
        Lead.objects.filter(pk=ids[1]).update(title="CMO")
        condition = {"field": "lead.title", "op": "is", "value": "CMO"}
        segment = Segment.objects.create(workspace=acme, name="Chiefs", condition=condition)
    assert names(as_("maya").get(URL, {"segment": segment.pk})) == ["Number1"]
    assert names(as_("maya").get(URL, {"segment": segment.pk + 1})) == []


def test_pages_go_there_and_back_without_losing_anybody(as_, acme):
    fill(acme, 120)
    maya, cursor, seen = as_("maya"), "", []
    for _ in range(3):
        answer = maya.get(URL, {"cursor": cursor})
        seen += names(answer)
        cursor = answer.context["page"].older
    assert cursor == ""
    assert len(set(seen)) == 120
    back = maya.get(URL, {"cursor": answer.context["page"].newer})
    assert names(back) == seen[50:100]
    assert maya.get(URL, {"cursor": "before.nonsense"}).status_code == 200


def test_by_score_the_pages_are_whole_too(as_, acme):
    ids = fill(acme, 60)
    with tenancy.workspace(acme):
        for pk in ids:
            Lead.objects.filter(pk=pk).update(score=pk % 7 * 100, scored_at=NOON)
    first = as_("maya").get(URL, {"sort": "score"})
    second = as_("maya").get(URL, {"sort": "score", "cursor": first.context["page"].older})
    assert len(set(names(first) + names(second))) == 60
    scores = [lead.score for lead in first.context["page"].rows]
    assert scores == sorted(scores, reverse=True)


def test_two_leads_and_two_hundred_cost_the_same_number_of_queries(as_, acme):
    maya = as_("maya")
    fill(acme, 2)
    maya.get(URL)
    with CaptureQueriesContext(connection) as few:
        maya.get(URL)
    fill(acme, 200)
    with CaptureQueriesContext(connection) as many:
        maya.get(URL)
    assert len(many) == len(few)


def test_columns_are_chosen_in_the_address(as_, acme):
    fill(acme, 1)
    answer = as_("maya").get(URL, {"cols": ["phone", "email", "nonsense"]})
    assert [name for name, _ in answer.context["columns"]] == ["email", "phone"]
    assert "p0@firm0.com" in answer.content.decode()


def test_a_view_keeps_filters_columns_and_order_and_is_starred(as_, acme):
    maya = as_("maya")
    fill(acme, 1)
    answer = maya.post("/w/acme/leads/views/new/?q=ana&cols=email&cursor=before.3", {"name": "Anas", "shared": "on"})
    with tenancy.workspace(acme):
        view = SavedView.objects.get()
        assert view.query == "q=ana&cols=email"
        assert Star.objects.filter(view=view, user=who("maya")).exists()
    assert answer["Location"] == f"/w/acme/leads/?q=ana&cols=email&view={view.pk}"
    assert "Anas" in as_("ravi").get(URL).content.decode()
    assert maya.post("/w/acme/leads/views/new/", {"name": "Anas"}).status_code == 422
    as_("ravi").post(f"/w/acme/leads/views/{view.pk}/star/")
    with tenancy.workspace(acme):
        assert Star.objects.filter(user=who("ravi")).count() == 1


def test_a_view_that_is_not_shared_is_nobody_elses(as_, acme):
    as_("maya").post("/w/acme/leads/views/new/?q=x", {"name": "Secret"})
    fill(acme, 1)
    with tenancy.workspace(acme):
        pk = SavedView.objects.get().pk
    assert "Secret" not in as_("ravi").get(URL).content.decode()
    assert as_("ravi").post(f"/w/acme/leads/views/{pk}/star/").status_code == 404
    assert as_("ada").get(f"/w/acme/leads/views/{pk}/").status_code == 404
    as_("maya").post(f"/w/acme/leads/views/{pk}/", {"forget": "1"})
    with tenancy.workspace(acme):
        assert not SavedView.objects.exists()


def test_ticked_leads_are_asked_about_first_and_then_done(as_, acme):
    ids = fill(acme, 3)
    maya = as_("maya")
    asked = maya.post("/w/acme/leads/chosen/", {"lead": ids[:2], "deed": "owner"})
    assert asked.status_code == 200
    with tenancy.workspace(acme):
        assert not Lead.objects.filter(owner__isnull=False).exists()
    done = {"lead": ids[:2], "deed": "owner", "sure": "1", "owner": who("ravi").pk, "back": URL + "?q=ana"}
    assert maya.post("/w/acme/leads/chosen/", done)["Location"] == URL + "?q=ana"
    with tenancy.workspace(acme):
        assert Lead.objects.filter(owner=who("ravi")).count() == 2
        assert LeadChange.objects.filter(fields__has_key="owner").count() == 2


def test_ticked_leads_get_a_return_date_a_campaign_or_are_closed(as_, acme):
    ids = fill(acme, 3)
    maya, url = as_("maya"), "/w/acme/leads/chosen/"
    day = timezone.localdate() + timedelta(days=10)
    maya.post(url, {"lead": ids, "deed": "return", "sure": "1", "return_on": day.isoformat()})
    with tenancy.workspace(acme):
        spring = Campaign.objects.create(workspace=acme, name="Spring")
        assert {lead.return_at.date() for lead in Lead.objects.all()} == {day}
    maya.post(url, {"lead": ids[:1], "deed": "campaign", "sure": "1", "campaign": spring.pk})
    maya.post(url, {"lead": ids[1:], "deed": "disqualify", "sure": "1", "reason": "Students"})
    with tenancy.workspace(acme):
        assert Lead.objects.get(campaign=spring).pk == ids[0]
        assert Lead.objects.filter(stage="disqualified", closed_for="Students").count() == 2


def test_what_was_typed_is_kept_when_it_is_refused(as_, acme):
    ids = fill(acme, 1)
    answer = as_("maya").post(
        "/w/acme/leads/chosen/", {"lead": ids, "deed": "return", "sure": "1", "return_on": "2001-01-01"}
    )
    assert answer.status_code == 422
    assert "2001-01-01" in answer.content.decode()


def test_a_rep_may_export_but_not_change_and_other_addresses_are_not_followed(as_, acme):
    ids = fill(acme, 1)
    ravi = as_("ravi")
    sent = {"lead": ids, "deed": "disqualify", "sure": "1", "reason": "x", "back": "https://evil.example/"}
    assert ravi.post("/w/acme/leads/chosen/", sent)["Location"] == URL
    with tenancy.workspace(acme):
        assert Lead.objects.get().stage == "lead"
    assert ravi.post("/w/acme/leads/chosen/", {"lead": ids, "deed": "export"})["Content-Type"].startswith("text/csv")


@pytest.mark.django_db(transaction=True)
def test_an_export_holds_every_lead_and_no_formula(as_, acme):
    with tenancy.workspace(acme):
        bad = [Person(email=f"x{n}@firm.com", title=sign + "cmd|' /C calc'!A0") for n, sign in enumerate("=+-@")]
        leads.upsert_many(acme.pk, bad, at=NOON, cause="test")
    answer = as_("maya").get("/w/acme/leads/export.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 4
    assert all(row["Job title"].startswith("'") for row in rows)
