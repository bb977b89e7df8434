"""Runs: tried first, once per row, taken back, seen by the right people, and out again as CSV."""

import csv
import io

import pytest
from django.urls import reverse

from accounts import tenancy
from capture import actions
from capture.models import ImportRow
from leads import actions as leads
from leads.export import write_csv
from leads.models import Lead, StageChange, Suppressed
from leads.person import Person
from tests.conftest import NOON, who
from tests.importing.worlds import again, bring, leads_of, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)
FILE = (
    "Email,First name,Company\njane@acme.example,Jane,Acme\njoe@acme.example,Joe,Acme\n"
    "JANE@acme.example,Jane,Acme\nbad,Bad,\n"
)


def test_trying_counts_and_changes_nothing(acme):
    run = bring(acme, FILE, dry=True)
    assert run.counts == {"created": 2, "merged": 1, "refused": 1}
    assert leads_of(acme) == {}


def test_trying_finds_people_again_across_portions(acme, monkeypatch):
    monkeypatch.setattr("capture.actions.importing.SIZE", 2)
    assert bring(acme, FILE, dry=True).counts == {"created": 2, "merged": 1, "refused": 1}
    assert bring(acme, FILE).counts == {"created": 2, "merged": 1, "refused": 1}


def test_a_portion_that_dies_is_done_again_and_no_row_twice(acme, monkeypatch):
    monkeypatch.setattr("capture.actions.importing.SIZE", 2)
    with tenancy.workspace(acme):
        upload = actions.keep_file(acme, [FILE.encode()], name="x.csv", by=who("maya"))
        run = actions.start_run(upload, by=who("maya"), dry=False)
    write = actions.importing.write_rows
    calls = []

    def dies_once(*args):
        write(*args)
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("killed")

    monkeypatch.setattr("capture.actions.importing.write_rows", dies_once)
    run_jobs(acme)
    run = again(acme, run)
    assert run.is_done
    assert run.counts == {"created": 2, "merged": 1, "refused": 1}
    with tenancy.workspace(acme):
        assert ImportRow.objects.filter(run=run).count() == 4
        assert Lead.objects.count() == 2


def test_an_import_is_taken_back_and_what_happened_since_is_kept(acme):
    with tenancy.workspace(acme):
        leads.upsert(acme.pk, Person(email="old@x.example", title="Buyer"), at=NOON, cause="form")
    text = "Email,Job title,Unsubscribed\nold@x.example,Head,no\nnew@x.example,CEO,no\n"
    text += "since@x.example,CTO,no\nbye@x.example,,yes\n"
    run = bring(acme, text)
    with tenancy.workspace(acme):
        leads.upsert(acme.pk, Person(email="since@x.example", city="Rome"), at=NOON, cause="form")
        assert actions.undo_run(run, by=who("maya"))
        assert not actions.undo_run(run, by=who("maya"))
    run_jobs(acme)
    assert again(acme, run).undone == {"removed": 2, "kept_changed": 1, "restored": 1}
    left = leads_of(acme)
    assert set(left) == {"old@x.example", "since@x.example"}
    assert left["old@x.example"].title == "Buyer"
    with tenancy.workspace(acme):
        assert Suppressed.objects.count() == 1


def test_history_ends_in_a_legal_place_and_says_what_it_inferred(acme):
    text = (
        "Email,First contact,MQL date,Won date,Lost date,Lost reason,Amount,Sales rep\n"
        'won@x.example,2025-01-01,2025-01-10,2025-02-01,,,"USD 1,250.50",Ravi\n'
        "lost@x.example,2025-01-01,2025-01-05,,2025-03-01,Too dear,,r-77\n"
        "mql@x.example,2025-01-01,2025-01-07,,,,,\n"
        "odd@x.example,2025-02-01,,2025-01-01,,,,\n"
    )
    run = bring(acme, text)
    assert run.counts == {"created": 3, "refused": 1}
    found = leads_of(acme)
    assert {lead.email.split("@")[0]: (lead.stage, lead.holder) for lead in found.values()} == {
        "won": ("won", "closed"),
        "lost": ("lost", "closed"),
        "mql": ("mql", "waiting"),
    }
    assert found["lost@x.example"].closed_for == "Too dear"
    assert found["won@x.example"].rep_id == who("ravi").pk
    with tenancy.workspace(acme):
        steps = StageChange.objects.filter(lead=found["won@x.example"]).order_by("pk")
        assert [(s.was, s.to, f"{s.at:%m-%d}", s.details.get("inferred", False)) for s in steps] == [
            ("lead", "mql", "01-10", False),
            ("mql", "sal", "02-01", True),
            ("sal", "sql", "02-01", True),
            ("sql", "won", "02-01", False),
        ]
        assert steps.last().details == {"amount": 125050, "currency": "USD", "rep": "Ravi"}
        lost = StageChange.objects.get(lead=found["lost@x.example"], to="lost")
        assert (lost.reason, lost.details["rep"]) == ("Too dear", "r-77")


def test_refused_rows_come_back_in_their_own_layout_with_the_reason(acme, as_):
    run = bring(acme, "Email,First name\nbad,=1+1\n", targets=["email", "first_name"])
    answer = as_("maya").get(reverse("imports:refused_csv", args=["acme", run.pk]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Email", "First name", "reason"]
    assert rows[1][:2] == ["bad", "'=1+1"]
    assert "@" in rows[1][2]


def test_a_rep_may_not_import(as_, acme):
    assert as_("ravi").get(reverse("imports:imports", args=["acme"])).status_code == 403
    for name in ("maya", "mona", "ada"):
        assert as_(name).get(reverse("imports:imports", args=["acme"])).status_code == 200


def test_the_mapping_of_a_layout_is_remembered(acme):
    bring(acme, "Email,Nick\na@x.example,Al\n", targets=["email", "new:nick:text"])
    with tenancy.workspace(acme):
        upload = actions.keep_file(acme, [b"Email,Nick\nb@x.example,Bo\n"], name="again.csv", by=None)
        assert upload.targets == ["email", "custom:nick"]
    assert leads_of(acme)["a@x.example"].custom == {"nick": "Al"}


def test_no_line_of_an_export_is_a_formula():
    text = write_csv(["a"], [["=1"], ["+1+1"], ["-2+3"], ["@SUM(A1)"], ["\tx"], ["\rx"], ["+49 30 1"], [-5]])
    cells = [row[0] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")))][1:]
    assert cells == ["'=1", "'+1+1", "'-2+3", "'@SUM(A1)", "'\tx", "'\rx", "+49 30 1", "-5"]


def test_files_lie_under_a_random_name_that_only_the_server_can_read(acme, settings):
    bring(acme, FILE)
    [path] = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert path.parent.name == str(acme.pk)
    assert path.stat().st_mode & 0o777 == 0o600
    assert "leads" not in path.name
