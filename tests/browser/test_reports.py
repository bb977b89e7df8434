"""Reports full of figures: axe complains of no chart, and everything that colour says is said without it as well."""

import pytest

from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_every_page import look
from tests.reports.test_pages import Stage, make

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ("", "funnel/?period=365", "sources/", "assignment/", "feedback/", "engagement/", "coaching/")
PAGES += ("?source=Paid&product=&period=custom&from=2020-01-01&to=2026-01-01", "rows/?what=won")
UNNAMED = """
[...document.querySelectorAll('.chart')].filter(chart => {
    const drawn = chart.matches('[role],[aria-label]') ? chart : chart.querySelector('[role],[aria-label]');
    return !drawn;
}).length
"""


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
def test_charts_with_figures_are_readable_for_everybody(browse, acme, size, scheme):
    make(acme, 5)
    make(acme, 4, source="Fair", stage=Stage.LEAD)
    window = browse("mona", size, scheme)
    told = {}
    for page in PAGES:
        complaints = look(window, f"/w/acme/reports/{page}")
        if complaints or window.page.evaluate(UNNAMED):
            told[page] = complaints
    assert told == {}


def test_parts_of_a_stacked_chart_differ_by_pattern_and_are_named(browse, acme):
    make(acme, 5)
    make(acme, 4, source="Fair", stage=Stage.LEAD)
    window = browse("mona")
    window.open("/w/acme/reports/sources/")
    assert window.page.locator(".chart--stacked pattern, .chart__defs pattern").count() >= 3
    assert window.page.locator("text=Accepted, not qualified").count() >= 1
    assert window.page.locator("summary", has_text="The figures as a table").count() >= 1
