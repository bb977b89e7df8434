"""Reports as people see them: every number leads to its rows, files are harmless, queries do not grow."""

import csv
import io
from copy import copy
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts import tenancy
from leads import actions as leads
from leads.models import Lead, StageChange
from leads.person import Person
from leads.stages import Stage, by_sales, closed
from reports import actions
from tests.conftest import who

pytestmark = pytest.mark.django_db
PAGES = ("pipeline", "funnel", "sources", "assignment", "feedback", "coaching", "engagement", "goals", "calendar")
PAGES += ("reviews", "subscriptions", "subscribe", "rows")


def make(workspace, count, *, source="Paid", stage=Stage.WON, begin=0):
    """Leads that came so far within the last month."""
    now = timezone.now()
    with tenancy.workspace(workspace):
        people = [Person(email=f"{slug(source)}{begin + n}@x.example", source=source) for n in range(count)]
        for one in people:
            one.seen_at = now - timedelta(days=20)
        ids = [one.lead_id for one in leads.upsert_many(workspace.pk, people, at=now, cause="test")]
        later = now + timedelta(days=3)
        for lead in Lead.objects.filter(pk__in=ids):
            walk(lead, stage, now, later)
        while actions.fold(workspace.pk):
            pass
    return ids


def slug(text):
    return "".join(letter for letter in text if letter.isalpha()).lower()


def walk(lead, stage, now, later):
    sales = by_sales(rep=who("ravi").pk, next_step_at=later)
    leads.move(lead, to=Stage.MQL, at=now - timedelta(days=9), cause="score")
    if stage is Stage.LEAD:
        leads.move(lead, to=Stage.LEAD, at=now - timedelta(days=8), cause="reject", reason="No budget")
        return
    leads.move(lead, to=Stage.SAL, at=now - timedelta(days=8), cause="accept", custody=sales)
    leads.move(lead, to=Stage.SQL, at=now - timedelta(days=5), cause="manual", custody=sales)
    details = {"amount": 120_000, "currency": "EUR"}
    leads.move(lead, to=Stage.WON, at=now, cause="won", custody=closed(reason="Signed"), details=details)


def test_a_workspace_nobody_has_looked_over_yet_is_not_said_to_have_nobody_left_alone(acme, as_):
    assert left_alone(as_("mona")) == ("–", "not looked yet")
    with tenancy.workspace(acme):
        leads.reconcile(acme.pk, timezone.now())
    assert left_alone(as_("mona"))[0] == "0 leads"


def left_alone(browser):
    stat = next(one for one in look(browser, "pipeline").context["report"].stats if "Nobody" in one.label)
    return stat.value, stat.note


def look(browser, name, **query):
    answer = browser.get(reverse(f"reports:{name}", args=["acme"]), query)
    assert answer.status_code == 200
    return answer


def plain(cell):
    """The number of a cell."""
    return int((cell["text"] if isinstance(cell, dict) else cell).replace(",", ""))


def test_every_page_has_something_to_say_before_there_is_anything_to_count(as_):
    browser = as_("maya")
    for name in PAGES:
        assert "Baton" in look(browser, name).content.decode()


def test_every_page_asks_as_often_for_many_leads_as_for_few(acme, as_):
    browser = as_("mona")
    make(acme, 2)
    make(acme, 2, source="Fair", stage=Stage.LEAD)
    few = {name: asked(browser, name) for name in PAGES}
    for source in ("Paid", "Fair"):
        multiply(acme, source, 100)
    assert look(browser, "funnel").context["report"].block("cohort").table.rows[0][1]["text"] == "204"
    assert {name: asked(browser, name) for name in PAGES} == few


def multiply(workspace, source, count):
    """So many more leads like the first of a source, with all its steps, written as sets."""
    with tenancy.workspace(workspace):
        first = Lead.objects.filter(source=source).order_by("pk").first()
        steps = list(StageChange.objects.filter(lead=first).order_by("pk"))
        first.pk, first.email_key = None, None
        first._state.adding = True
        made = Lead.objects.bulk_create(copy(first) for _ in range(count))
        for step in steps:
            step.pk = None
            StageChange.objects.bulk_create(like(step, lead) for lead in made)
        while actions.fold(workspace.pk):
            pass


def like(step, lead):
    """The same step of another lead."""
    found = copy(step)
    found.lead = lead
    return found


def asked(browser, name):
    """How many queries a page makes when it is asked for the second time."""
    look(browser, name, what="won")
    with CaptureQueriesContext(connection) as queries:
        look(browser, name, what="won")
    return len(queries)


def test_a_number_leads_to_exactly_its_rows(acme, as_):
    make(acme, 3)
    make(acme, 2, source="Fair", stage=Stage.LEAD)
    browser = as_("maya")
    table = look(browser, "sources").context["report"].block("sources").table
    paid = next(row for row in table.rows if row[0] == "Paid")
    shown = browser.get(paid[2]["url"])
    assert paid[2]["text"] == str(len(shown.context["rows"])) == "3"
    refused = next(row for row in table.rows if row[0] == "Fair")[4]
    rows = browser.get(refused["url"]).context["rows"]
    assert [row.reason for row in rows] == ["No budget"] * 2


def test_cohorts_lead_to_the_leads_that_came_so_far(acme, as_):
    make(acme, 3)
    make(acme, 2, source="Fair", stage=Stage.LEAD)
    browser = as_("maya")
    for name, count in (("of-entered", 5), ("of-mql", 5), ("of-sal", 3), ("of-won", 3), ("of-unflagged", 0)):
        assert len(look(browser, "rows", what=name).context["rows"]) == count


def test_open_leads_are_open_and_never_lost(acme, as_):
    make(acme, 2, source="Fair", stage=Stage.LEAD)
    table = look(as_("maya"), "funnel").context["report"].block("outcome").table
    assert {row[0]: plain(row[1]) for row in table.rows} == {"Open": 2, "Won": 0, "Lost": 0, "Disqualified": 0}


def test_one_value_of_a_dimension_narrows_the_whole_page(acme, as_):
    make(acme, 3)
    make(acme, 2, source="Fair", stage=Stage.LEAD)
    browser = as_("maya")
    table = look(browser, "pipeline", by="source", **{"is": "Fair"}).context["report"].block("funnel").table
    assert [plain(row[1]) for row in table.rows] == [2, 2, 0, 0, 0]


def test_filters_that_no_lead_fits_say_so_instead_of_showing_only_noughts(acme, as_):
    make(acme, 2, source="Paid")
    said, browser = "No lead has all of this", as_("mona")
    assert said in look(browser, "pipeline", source="Paid", channel="Radio").content.decode()
    assert said not in look(browser, "pipeline", source="Paid").content.decode()
    assert said not in look(browser, "pipeline").content.decode()


def test_files_say_the_same_and_run_no_formula(acme, as_):
    make(acme, 2, source="=HYPERLINK(1)")
    browser = as_("maya")
    rows = list(
        csv.reader(io.StringIO(look(browser, "sources", file="csv", block="sources").content.decode("utf-8-sig")))
    )
    assert rows[1][:3] == ["'=HYPERLINK(1)", "2", "2"]
    book = load_workbook(io.BytesIO(look(browser, "sources", file="xlsx").content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "'=HYPERLINK(1)" in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}


def test_a_file_of_a_table_that_is_not_there_is_a_404(as_, acme):
    url = reverse("reports:sources", args=["acme"])
    assert as_("maya").get(url, {"file": "csv", "block": "nothing"}).status_code == 404
    assert as_("maya").get(url, {"file": "exe"}).status_code == 404


STRANGE = [
    {"period": "custom", "from": "x", "to": "9999-99-99"},
    {"by": "all", "is": "\x00"},
    {"by": "campaign", "is": "abc"},
    {"what": "zz", "cohort": "99"},
    {"start": "-1"},
    {"period": "all"},
    {"by": "rep", "is": "u99999"},
    {"by": "grade", "is": "A1"},
    {"split": "nothing"},
    {"source": "Paid", "rep": "u1", "grade": "A1", "segment": "999999999"},
    {"segment": "x", "landing": "\x00", "campaign": "-", "pool": "99999999999999999999"},
    {"what": "at-lead", "least": "x", "most": "-4"},
    {"what": "did", "named": "\x00"},
]


def test_an_address_that_makes_no_sense_shows_the_usual(acme, as_):
    browser = as_("maya")
    for name in ("pipeline", "funnel", "sources", "rows"):
        for query in STRANGE:
            look(browser, name, **query)


def test_a_pack_carries_open_actions_to_the_next_review(acme, as_):
    browser = as_("mona")
    begun = browser.post(reverse("reports:reviews", args=["acme"]), {"rhythm": "monthly"})
    page = begun["Location"]
    mona = who("mona").pk
    refused = browser.post(page, {"form": "item", "text": "Ask them"})
    assert refused.status_code == 422
    assert "An action has an owner and a day" in refused.content.decode()
    browser.post(page, {"form": "item", "text": "Ask them", "owner": mona, "due_on": "2026-01-09"})
    browser.post(page, {"form": "item", "text": "We stay with 30 days", "is_decision": "on"})
    with tenancy.workspace(acme):
        today = timezone.localdate() + timedelta(days=62)
        following = actions.make_review(acme, rhythm="monthly", today=today, figures={}, by=None)
        assert [item.text for item in following.items.all()] == ["Ask them"]
        again = actions.make_review(acme, rhythm="monthly", today=today, figures={}, by=None)
        assert again.pk == following.pk


def test_a_goal_says_what_it_takes_and_answers_what_if(acme, as_):
    make(acme, 3)
    browser, today = as_("mona"), timezone.localdate()
    values = {"name": "Next", "starts_on": today, "ends_on": today + timedelta(days=90), "revenue": "50000"}
    bad = browser.post(reverse("reports:goal_new", args=["acme"]), {**values, "ends_on": today})
    assert bad.status_code == 422
    made = browser.post(reverse("reports:goal_new", args=["acme"]), values)
    page = browser.get(made["Location"])
    assert page.context["one"].plan.need("won").count == 39, "three wins are in already"
    tried = browser.get(made["Location"], {"deal": "10000"})
    assert tried.context["one"].plan.need("won").count == 5
    assert tried.context["is_what_if"]
