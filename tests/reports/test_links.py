"""Every number leads to its rows: each link of each report is followed, and has as many rows as it says."""

import random
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import tenancy
from accounts.models import User
from handoff.demo import deeds, living, model, people
from handoff.management.commands import seed
from leads.models import Lead, Segment, StageChange
from reports import actions, narrowing
from reports.models import Counted
from reports.pages import engagement
from tests.reports.test_pages import plain

pytestmark = pytest.mark.django_db
COUNT = re.compile(r"[\d,]+")
FIGURE = re.compile(r"[^A-Za-z]*\d[^A-Za-z]*( ?(d|h|min|days?))?")
TOLD = {"Interval", "Cost", "Cost of a win", "Return", "Part", "Of those answered", "Stars"}  # of figures beside them
PAGES = ("pipeline", "funnel", "sources", "assignment", "feedback", "engagement", "coaching")


@pytest.fixture
def demo(monkeypatch):
    """The demo workspace, smaller, and Mona looking at it."""
    monkeypatch.setattr(people, "COUNT", 220)
    monkeypatch.setattr(deeds, "WANTED", 1_500)
    monkeypatch.setattr(model, "READY", 8)
    monkeypatch.setattr(living, "TODAY", 8)
    workspace = seed.fill("pass-the-baton")
    browser = Client()
    browser.force_login(User.objects.get(email="mona@acme.example"))
    return workspace, browser


def report(browser, name, **query):
    answer = browser.get(reverse(f"reports:{name}", args=["acme"]), query)
    assert answer.status_code == 200
    return answer.context["report"]


def numbers(found):
    """(block, number, address) of everything on a page that leads to rows."""
    for stat in found.stats:
        if "/rows/" in stat.url and COUNT.fullmatch(str(stat.value)) and stat.label != "Revenue won":
            yield stat.label, plain(stat.value), stat.url
    for block in found.blocks:
        rows = [*block.table.rows, block.table.foot or []] if block.table else []
        cells = [pair for row in rows for pair in zip(block.table.head, row, strict=False)] if block.table else []
        for cell in (cell for head, cell in cells if isinstance(cell, dict) and head != "Revenue"):
            if "/rows/" in cell["url"] and COUNT.fullmatch(cell["text"]):
                yield block.key, plain(cell), cell["url"]


def count(browser, url):
    """How many rows there are behind an address, page after page."""
    found, start = 0, 0
    while True:
        rows = browser.get(f"{url}&start={start}").context["rows"]
        found, start = found + len(rows), start + 50
        if len(rows) < 50:
            return found


@pytest.mark.parametrize("query", [{}, {"source": "Paid search"}, {"source": "Paid search", "product": "Baton Team"}],
                         ids=["everything", "one filter", "two filters"])  # fmt: skip
def test_every_number_of_every_report_has_as_many_rows_as_it_says(demo, query):
    _, browser = demo
    wrong, followed = [], 0
    for name in PAGES:
        for key, number, url in dict.fromkeys(numbers(report(browser, name, period="365", **query))):
            followed += 1
            if count(browser, url) != number:
                wrong.append((name, key, number, count(browser, url), url))
    assert wrong == []
    assert followed > 60


def test_who_was_passed_on_before_anybody_saw_them_is_neither_counted_nor_listed(demo):
    workspace, browser = demo
    with tenancy.workspace(workspace):
        step = StageChange.objects.filter(was="lead", to="mql", lead__cycle=1, lead__merged_into=None).latest("at")
        Lead.objects.filter(pk=step.lead_id).update(first_seen_at=step.at + timedelta(hours=1))
    times = [row for row in numbers(report(browser, "funnel", period="365")) if row[0] == "times"]
    assert len(times) == 4
    assert [number for _, number, _ in times] == [count(browser, url) for _, _, url in times]


def test_rates_money_and_times_lead_to_rows_too(demo):
    _, browser = demo
    silent = []
    for name, keys in (
        ("pipeline", ["sources", "reps"]),
        ("funnel", ["cohorts", "times", "heat"]),
        ("sources", ["sources", "negatives", "content"]),
        ("coaching", ["reps", "rates"]),
    ):
        found = report(browser, name, period="365")
        for key in keys:
            table = found.block(key).table
            for row in table.rows:
                for head, cell in zip(table.head[1:], row[1:], strict=False):
                    if isinstance(cell, str) and FIGURE.fullmatch(cell) and head not in TOLD and not empty(cell):
                        silent.append((name, key, head, cell))
    assert silent == []


def empty(cell):
    """Whether a cell says that there is nothing."""
    return float(re.sub(r"[^\d.]", "", cell) or 0) == 0


def test_a_rate_leads_to_the_rows_it_counts(demo):
    _, browser = demo
    table = report(browser, "sources", period="365").block("sources").table
    place, refused = table.head.index("Accepted"), table.head.index("Rejected")
    followed = 0
    for row in table.rows:
        rate = row[place]
        if isinstance(rate, dict):
            taken = count(browser, rate["url"])
            assert rate["text"] == f"{taken / (taken + plain(row[refused])) * 100:.0f}%"
            followed += 1
    assert followed > 2


def test_filters_hold_together_and_equal_a_count_of_the_leads(demo):
    workspace, browser = demo
    dice = random.Random(3)
    with tenancy.workspace(workspace):
        rows = list(Counted.objects.values_list("tags", "counts"))
    for _ in range(6):
        tags = dice.choice(rows)[0]
        asked = {"source": tags[1], "product": tags[5]} | ({"rep": tags[7]} if tags[7] else {})
        alike = [counts for other, counts in rows if all(other[place] == tags[place] for place in (1, 5, 7))]
        alike = alike if tags[7] else [counts for other, counts in rows if (other[1], other[5]) == (tags[1], tags[5])]
        due = [sum(n for grain, _, number, n in counts if (grain, number) == ("c", 0)) for counts in alike]
        table = report(browser, "funnel", period="all", **asked).block("cohort").table
        assert plain(table.rows[0][1]) == sum(due) == len(alike)


def test_a_segment_narrows_every_number(demo):
    workspace, browser = demo
    condition = {"field": "lead.country", "op": "is", "value": "DE"}
    with tenancy.workspace(workspace):
        made = Segment.objects.create(workspace=workspace, name="Germany", condition=condition)
        there = Lead.objects.filter(country="DE", merged_into=None, is_test=False).count()
        total = Lead.objects.filter(merged_into=None, is_test=False).count()
    found = report(browser, "funnel", period="all", segment=made.pk)
    assert plain(found.block("cohort").table.rows[0][1]) == there < total
    assert "Germany" in browser.get(reverse("reports:pipeline", args=["acme"]), {"segment": made.pk}).content.decode()


def test_a_lead_that_has_just_changed_is_under_its_new_value_at_once(demo):
    workspace, browser = demo
    with tenancy.workspace(workspace):
        lead = Lead.objects.filter(source="Paid search").first()
        Lead.objects.filter(pk=lead.pk).update(source="Fax", product="Phone")
    for _ in range(2):
        table = report(browser, "funnel", period="all", source="Fax", product="Phone").block("cohort").table
        assert plain(table.rows[0][1]) == 1
        with tenancy.workspace(workspace):
            while actions.fold(workspace.pk):
                pass


def test_where_too_many_leads_fit_the_page_says_what_is_not_narrowed(demo, monkeypatch):
    _, browser = demo
    monkeypatch.setattr(narrowing, "MOST", 3)
    address = reverse("reports:pipeline", args=["acme"])
    one = browser.get(address, {"source": "Paid search"})
    assert "tables by something else than source show all leads" in one.content.decode()
    two = browser.get(address, {"source": "Paid search", "product": "Baton Team", "period": "all"})
    assert "only source narrows this page" in two.content.decode()
    alone = browser.get(address, {"source": "Paid search", "period": "all"})
    tables = [answer.context["report"].block("funnel").table.rows for answer in (two, alone)]
    assert [plain(row[1]) for row in tables[0]] == [plain(row[1]) for row in tables[1]]


def test_filters_ask_as_often_for_many_leads_as_for_few(demo):
    _, browser = demo
    address = reverse("reports:pipeline", args=["acme"])
    asked = []
    for source in ("Paid search", "Newsletter"):
        query = {"source": source, "product": "Baton Team"}
        browser.get(address, query)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address, query)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_tables_of_the_newest_say_so(demo, monkeypatch):
    _, browser = demo
    monkeypatch.setattr(engagement, "SAMPLED", 1)
    assert "of the newest 1; there are" in report(browser, "engagement", period="365").stats[0].note
