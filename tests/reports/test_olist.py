"""The main job on real input: leads of a marketplace and the deals they became, as the reports show them."""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from accounts import tenancy
from reports import actions
from reports.figures import Figures, Scope
from reports.periods import Period
from tests.importing.test_olist import through_the_wizard
from tests.importing.worlds import by_command
from tests.reports.test_pages import plain

HOUSE = Path(__file__).resolve().parent.parent.parent
SHARED = Path(os.environ.get("BATON_SHARED_DATA") or HOUSE.parent / "shared" / "data")
OWN = HOUSE / "tests" / "data"
EVER = Period(date(2010, 1, 1), date(2030, 1, 1))
OWN_ANSWERS = {
    "leads": 8,
    "won": 4,
    "median_days_to_win": 15.0,
    "by_origin": {"(missing)": [1, 1], "email": [1, 0], "paid_search": [2, 1], "social": [2, 0], "unknown": [2, 2]},
    "by_month": {"2025-01": [2, 1], "2025-02": [3, 2], "2025-03": [3, 1]},
    "deals_per_rep": {"r-1": 3, "r-2": 1},
}


def real():
    """The marketplace's files and what is known to be true of them, where somebody put them beside the project."""
    folder = SHARED / "olist"
    if not folder.is_dir():
        pytest.skip("the marketplace's files are not here")
    answers = json.loads((SHARED / "expected_dev.json").read_text())["olist_dev"]
    return folder / "marketing_qualified_leads.csv", folder / "closed_deals.csv", answers


def ours():
    return OWN / "marketplace_mqls.csv", OWN / "marketplace_deals.csv", OWN_ANSWERS


@pytest.fixture(autouse=True)
def files_of_the_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("files", [ours, real], ids=["our own files", "the marketplace"])
@pytest.mark.parametrize("way", ["by command", "through the wizard"])
def test_reports_of_an_imported_marketplace_are_exactly_true(files, way, acme, as_):
    leads, deals, answers = files()
    for path in (leads, deals):
        by_command(path) if way == "by command" else through_the_wizard(as_("maya"), acme, path)
    with tenancy.workspace(acme):
        while actions.fold(acme.pk):
            pass
        figures = Figures(acme)
        cohorts, sources = figures.cohorts(EVER), figures.cohort_values(EVER, Scope("source"))
        assert sum(sums.entered for sums in cohorts.values()) == answers["leads"]
        assert sum(sums.won for sums in cohorts.values()) == answers["won"]
        assert {value or "(missing)": [sums.entered, sums.won] for value, sums in sources.items()} == answers[
            "by_origin"
        ]
        assert {f"{month:%Y-%m}": [sums.entered, sums.won] for month, sums in cohorts.items()} == answers["by_month"]
        assert figures.quantiles("win", EVER, 0.5) == [answers["median_days_to_win"]]
        flow = figures.flow(EVER, Scope("rep"))
        assert {rep: sums.won for rep, sums in flow.items() if sums.won} == answers["deals_per_rep"]
    check_pages(as_("mona"), answers)


def check_pages(browser, answers):
    """The same numbers on the pages, as people read them."""
    ever = {"period": "custom", "from": "2010-01-01", "to": "2026-01-01"}
    page = browser.get(reverse("reports:funnel", args=["acme"]), ever).context["report"]
    months = {row[0]: [plain(row[1]), plain(row[5])] for row in page.block("cohorts").table.rows}
    assert months == {f"{date.fromisoformat(f'{key}-01'):%b %Y}": pair for key, pair in answers["by_month"].items()}
    table = browser.get(reverse("reports:coaching", args=["acme"]), ever).context["report"].block("deals").table
    assert {row[0]: plain(row[1]) for row in table.rows} == answers["deals_per_rep"]
