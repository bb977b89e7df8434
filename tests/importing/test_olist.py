"""Real leads of a marketplace and the deals they became, or a small pair of files of the same form."""

import json
import statistics

import pytest
from django.urls import reverse

from tests.importing.conftest import OWN, SHARED
from tests.importing.worlds import by_command, history, run_jobs

OWN_ANSWERS = {
    "leads": 8,
    "won": 4,
    "median_days_to_win": 15.0,
    "by_origin": {
        "(missing)": [1, 1],
        "email": [1, 0],
        "paid_search": [2, 1],
        "social": [2, 0],
        "unknown": [2, 2],
    },
    "by_month": {"2025-01": [2, 1], "2025-02": [3, 2], "2025-03": [3, 1]},
    "deals_per_rep": {"r-1": 3, "r-2": 1},
}


@pytest.fixture
def files():
    """First contacts, closed deals, and what is known to be true of them."""
    folder = SHARED / "olist"
    if folder.is_dir():
        answers = json.loads((SHARED / "expected_dev.json").read_text())["olist_dev"]
        return folder / "marketing_qualified_leads.csv", folder / "closed_deals.csv", answers
    return OWN / "marketplace_mqls.csv", OWN / "marketplace_deals.csv", OWN_ANSWERS


@pytest.fixture
def own_files():
    return OWN / "marketplace_mqls.csv", OWN / "marketplace_deals.csv", OWN_ANSWERS


def check(found, answers):
    days = found.pop("days")
    assert statistics.median(days) == answers["median_days_to_win"]
    assert all(day >= 0 for day in days)
    for key, value in found.items():
        assert value == answers[key], key


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", ["files", "own_files"])
def test_the_command_brings_both_files_with_their_dates_sources_and_reps(which, acme, request):
    leads, deals, answers = request.getfixturevalue(which)
    first = by_command(leads)
    assert f"created: {answers['leads']}" in first
    second = by_command(deals)
    assert f"updated: {answers['won']}" in second
    assert "created: 0" in second
    check(history(acme), answers)
    again = by_command(deals)
    assert f"same: {answers['won']}" in again
    check(history(acme), answers)


@pytest.mark.django_db(transaction=True)
def test_the_wizard_brings_both_files_with_their_dates_sources_and_reps(files, acme, as_):
    leads, deals, answers = files
    maya = as_("maya")
    for path in (leads, deals):
        through_the_wizard(maya, acme, path)
    check(history(acme), answers)


def through_the_wizard(browser, workspace, path):
    """Upload, look, map, try, run: as a person without JavaScript does."""
    with path.open("rb") as file:
        sent = browser.post(reverse("imports:upload", args=["acme"]), {"file": file})
    assert sent.status_code == 302, sent.content.decode()
    pk = int(sent["Location"].split("/")[-2])
    assert browser.get(sent["Location"]).status_code == 200
    place = reverse("imports:mapping", args=["acme", pk])
    shown = browser.get(place)
    assert shown.status_code == 200
    form = {
        field.html_name: field.value() or field.field.choices[0][0] if hasattr(field.field, "choices") else ""
        for field in shown.context["form"]
    }
    tried = browser.post(place, form)
    assert tried.status_code == 302, tried.content.decode()
    run_jobs(workspace)
    page = browser.get(tried["Location"])
    assert page.context["run"].is_done
    begun = browser.post(reverse("imports:start", args=["acme", page.context["run"].pk]))
    assert begun.status_code == 302
    run_jobs(workspace)
    result = browser.get(begun["Location"])
    assert result.status_code == 200
    assert result.context["run"].is_done
