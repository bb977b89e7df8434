"""Receipts: on the lead's page, for programs, and from the command line; now and at any instant."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from leads import actions as leads
from leads.actions import companies, firms
from leads.models import CompanyChange
from scoring import actions as scoring
from tests.api.conftest import theirs, website, with_scopes
from tests.scoring.world import did, does, fit, lead, model, publish

__all__ = ["theirs", "website", "with_scopes"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def lea(acme):
    with tenancy.workspace(acme):
        publish(acme, model([fit(2000)], [does("looked", 600, 1000, half_life_days=14)], fit_cap=1500))
        found = lead(acme, "Lea", title="Head of Sales", email="lea@firm.example", email_key="lea@firm.example")
        did(found, "page", timezone.now() - timedelta(days=14))
        did(found, "page")
        return found


def test_the_lines_add_up_and_name_their_activities(lea, acme):
    with tenancy.workspace(acme):
        found = scoring.receipt(lea)
    assert [(line.kind, line.points) for line in found.lines] == [("rule", 2000), ("cap", -500), ("rule", 900)]
    assert found.score == 2400
    assert [round(hit.factor, 3) for hit in found.lines[2].hits] == [1.0, 0.5]
    assert [step.to for step in found.steps] == ["MQL"]


def test_a_lead_is_shown_as_it_was(lea, acme):
    before = timezone.now()
    with tenancy.workspace(acme):
        leads.change(lea, fields={"title": "Intern"}, at=timezone.now(), by=None, cause="manual")
        assert scoring.receipt(lea).fit == 0
        assert scoring.receipt(lea, as_of=before).fit == 1500
        then = scoring.standing_at(lea, at=before)
    assert (then.attributes["title"], then.grade) == ("Head of Sales", "C3")


def test_the_page_shows_why_and_verifies(lea, acme, as_):
    maya = as_("maya")
    page = maya.get(reverse("leads:lead", args=["acme", lea.pk])).content.decode()
    assert "Why 24 points" in page
    assert "Looked ×2" in page
    said = maya.post(reverse("scoring:verify", args=["acme", lea.pk]), headers={"HX-Request": "true"})
    assert "Equal to what the activities say" in said.content.decode()


def test_programs_read_it_at_any_instant(lea, website):
    answer = website("GET", f"leads/{lea.pk}/receipt/")
    said = json.loads(answer.content)
    assert (said["score"], said["grade"]) == (24.0, "C3")
    assert sum(line["points"] for line in said["lines"]) == said["score"]
    long_ago = json.loads(website("GET", f"leads/{lea.pk}/receipt/?as_of=2020-01-01T00:00:00Z").content)
    assert long_ago["engagement"] == 0.0
    assert website("GET", f"leads/{lea.pk}/receipt/?as_of=yesterday").status_code == 422
    assert website("GET", f"leads/{lea.pk}/receipt/?surprise=1").status_code >= 400


def test_a_stranger_finds_nothing(lea, theirs):
    assert theirs("GET", f"leads/{lea.pk}/receipt/").status_code == 404


def test_the_command_prints_it(lea):
    out = StringIO()
    call_command("score_receipt", str(lea.pk), "--workspace", "acme", stdout=out)
    assert json.loads(out.getvalue())["score"] == 24.0
    with pytest.raises(CommandError):
        call_command("score_receipt", "999999")


@pytest.mark.django_db(transaction=True)
def test_a_company_is_asked_as_it_was(acme, as_):
    big = {"field": "company.employees", "op": "at_least", "value": 500}
    with tenancy.workspace(acme):
        firm = companies.add_company(acme.pk, fields={"name": "Northwind", "industry": "Rail", "employees": 900})
    with tenancy.workspace(acme):
        publish(acme, model([fit(2000, big)], []))
        found = lead(acme, "Lea", company=firm)
        before = timezone.now()
        companies.change_company(firm, fields={"employees": 12, "industry": "Toys", "name": "Northwind Toys"})
        assert scoring.receipt(found).fit == 0
        assert scoring.receipt(found, as_of=before).fit == 2000
        firms.tell(acme.pk, {firm.pk: {"employees": 700}}, overwrite=True)
        between = timezone.now()
        firms.tell(acme.pk, {firm.pk: {"industry": "Games"}}, overwrite=True)
        assert [scoring.receipt(found, as_of=at).fit for at in (before, between)] == [2000, 2000]
        was = [scoring.standing_at(found, at=at).firm for at in (before, between)]
    assert [(firm["name"], firm["industry"], firm["employees"]) for firm in was] == [
        ("Northwind", "Rail", 900),
        ("Northwind Toys", "Toys", 700),
    ]
    at = f"{before.astimezone():%Y-%m-%dT%H:%M:%S}"
    assert as_("maya").get(reverse("scoring:as_of", args=["acme", found.pk]), {"at": at}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_what_a_company_was_is_kept_only_when_something_changes(acme):
    with tenancy.workspace(acme):
        firm = companies.add_company(acme.pk, fields={"name": "Northwind"})
    with tenancy.workspace(acme):
        for employees in (5, 5, 6):
            companies.change_company(firm, fields={"employees": employees})
        rows = CompanyChange.objects.filter(company=firm).order_by("id")
        assert [row.were for row in rows] == [{"employees": None}, {"employees": 5}]
