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
