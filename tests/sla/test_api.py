"""Calendars, the agreement and response times for programs, and at the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import tenancy
from accounts.scopes import Scope
from tests.api.conftest import problem, theirs, website, with_scopes

__all__ = ["theirs", "website", "with_scopes"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def office(acme) -> int:
    with tenancy.workspace(acme):
        return acme.work_calendars.get().pk


def test_a_calendar_says_what_it_is(website, office):
    body = website.get(f"calendars/{office}/").json()
    assert body["week"]["mon"] == [["09:00", "17:00"]]
    assert body["is_workspaces"] is True
    assert website.get("calendars/").json()["results"] == [body]


@pytest.mark.parametrize("slash", ["", "/"])
def test_it_answers_when_something_is_due_and_why(website, office, slash):
    body = website.get(f"calendars/{office}/due{slash}?start=2026-03-13T16:00:00Z&seconds=7200").json()
    assert body["due"] == "2026-03-16T10:00:00Z"
    assert [part["kind"] for part in body["tape"]] == ["running", "closed", "running"]


@pytest.mark.parametrize("slash", ["", "/"])
def test_it_answers_how_long_it_was_open(website, office, slash):
    url = f"calendars/{office}/elapsed{slash}?start=2026-03-13T16:00:00Z&end=2026-03-16T10:00:00%2B00:00"
    assert website.get(url).json()["seconds"] == 7200.0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("start=2026-03-13T16:00:00&seconds=60", "?start"),
        ("start=2026-03-13T16:00:00Z&seconds=-1", "?seconds"),
        ("start=2026-03-13T16:00:00Z&seconds=1&hours=2", "?hours"),
        ("start=9999-12-31T23:00:00Z&seconds=99999", "?start"),
        ("start=2026-02-30T16:00:00Z&seconds=60", "?start"),
        ("start=2026-03-13&seconds=60", "?start"),
        ("start=tomorrow&seconds=60", "?start"),
        ("start=&seconds=60", "?start"),
        ("seconds=60", "?start"),
        ("start=2026-03-13T16:00:00Z", "?seconds"),
        ("start=2026-03-13T16:00:00Z&seconds=1.5", "?seconds"),
        ("start=2026-03-13T16:00:00Z&seconds=1e3", "?seconds"),
        ("start=2026-03-13T16:00:00Z&seconds=316224001", "?seconds"),
        ("start=2026-03-13T16:00:00Z&seconds=99999999999999999999999999", "?seconds"),
    ],
)
def test_bad_questions_are_told_where_they_are_bad(website, office, query, field):
    answer = website.get(f"calendars/{office}/due/?{query}")
    assert answer.status_code == 422
    assert problem(answer)["errors"][0]["field"] == field
    assert problem(answer)["errors"][0]["message"].endswith(".")


def test_an_end_before_its_start_is_refused_with_a_sentence(website, office):
    answer = website.get(f"calendars/{office}/elapsed/?start=2026-03-13T16:00:00Z&end=2026-03-12T16:00:00Z")
    assert "lies before the start" in problem(answer)["errors"][0]["message"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("start=2026-03-13T16:00:00&end=2026-03-14T16:00:00Z", "?start"),
        ("start=2026-03-13T16:00:00Z&end=2026-03-14T16:00:00", "?end"),
        ("start=2026-03-13T16:00:00Z&end=never", "?end"),
        ("start=2026-03-13T16:00:00Z", "?end"),
        ("start=2026-03-13T16:00:00Z&end=2026-03-12T16:00:00Z", "?end"),
        ("start=0001-01-01T00:00:00%2B14:00&end=2026-03-12T16:00:00Z", "?start"),
        ("start=2026-03-13T16:00:00Z&end=9999-12-31T23:59:59-14:00", "?end"),
    ],
)
def test_bad_stretches_are_told_where_they_are_bad(website, office, query, field):
    answer = website.get(f"calendars/{office}/elapsed/?{query}")
    assert answer.status_code == 422
    assert problem(answer)["errors"][0]["field"] == field


def test_the_longest_stretch_and_the_longest_time_are_answered(website, office):
    whole = website.get(f"calendars/{office}/elapsed/?start=0001-01-01T00:00:00Z&end=9999-12-31T23:59:59Z")
    assert whole.status_code == 200
    assert whole.json()["seconds"] > 0
    longest = website.get(f"calendars/{office}/due/?start=2026-03-13T16:00:00Z&seconds=316224000")
    assert longest.status_code == 200
    assert longest.json()["due"] > "2065"


def test_the_agreement_and_how_it_is_kept(website):
    body = website.get("agreement/").json()
    assert [policy["tier"] for policy in body["policies"]] == ["Hand-raiser", "A", "B", "C and D"]
    figures = website.get("compliance/?kind=accept&period=90").json()
    assert figures["whole"]["count"] == 0
    assert figures["survival"][0]["seconds"] == 0
    assert figures["causes"] == []


def test_a_key_needs_the_scope_and_strangers_find_nothing(with_scopes, theirs, office):
    assert with_scopes(Scope.LEADS_READ).get(f"calendars/{office}/").status_code == 403
    assert with_scopes(Scope.SLA_READ).get(f"calendars/{office}/").status_code == 200
    assert theirs.get(f"calendars/{office}/due/?start=2026-03-13T16:00:00Z&seconds=1").status_code == 404


def told(*words) -> list[str]:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_prints_the_instant_and_the_way_there(acme, umbra, office):
    words = ["sla_due", "--calendar", str(office), "--seconds", "7200", "--workspace", "acme"]
    lines = told(*words, "--start", "2026-03-13T16:00:00Z")
    assert lines[0] == "2026-03-16T10:00:00Z"
    assert lines[2].split() == ["closed", "Fri", "2026-03-13", "17:00:00", "–", "Mon", "2026-03-16", "09:00:00"]
    with pytest.raises(CommandError, match="no offset"):
        told(*words, "--start", "2026-03-13T16:00:00")
    assert told("sla_due", "--calendar", str(office), "--seconds", "7200", "--start", "2026-03-13T16:00:00Z") == lines
    with pytest.raises(CommandError, match="There is no calendar 77777"):
        told("sla_due", "--calendar", "77777", "--seconds", "1", "--start", "2026-03-13T16:00:00Z")
    with pytest.raises(CommandError, match="There is no workspace"):
        told(*words[:-1], "nowhere", "--start", "2026-03-13T16:00:00Z")


def test_the_published_vectors_hold_and_a_wrong_one_is_named(tmp_path):
    assert told("sla_vectors")[0].endswith(" checked, 0 wrong")
    wrong = tmp_path / "wrong.json"
    told("sla_vectors", "--write", str(wrong))
    wrong.write_text(wrong.read_text().replace('"allowed_seconds": 3600', '"allowed_seconds": 3601', 1))
    with pytest.raises(CommandError, match="differ"):
        told("sla_vectors", "--file", str(wrong))
