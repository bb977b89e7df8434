"""Charts say in words, patterns and links what they say in colour, and let nobody write into them."""

import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from accounts.drawings import Event, Mark, Row, Series, Table, grids, lines, rows
from accounts.drawings.cells import cells
from accounts.drawings.figures import ticks

MARKS = [Mark("Organic", 842, url="/w/acme/leads/?source=Organic"), Mark("Paid <b>", 655, note="Fewer than before")]
WEEKS = [Mark("W1", 60.0), Mark("W2", None), Mark("W3", 120.0, low=60.0, high=300.0)]
DRAWN = {
    "bars": rows.bars(MARKS, "By source"),
    "funnel": rows.funnel([Mark("Leads", 8000), Mark("MQL", 2400), Mark("SAL", 0)], "Funnel"),
    "stacked": rows.stacked([Row("Paid", MARKS), Row("Free", [])], "Parts", whole=True),
    "lines": lines.line_chart([Series("Now", WEEKS), Series("Then", WEEKS, dashed=True)], "Weeks", unit="duration",
                              reference=90, reference_label="agreed", events=[Event(1, "Fair")]),
    "survival": lines.line_chart([Series("Left", [Mark("0", 1.0), Mark("9", 0.5)])], "Left", steps=True, top=1.0),
    "one": lines.line_chart([Series("", [Mark("today", 3)])], "One"),
    "heat": grids.heat([Row("Mon", [Mark("08", 4.0), Mark("09", None)])], "Hours", figures=True),
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_is_well_formed_has_a_name_and_nothing_inline(name):
    drawn = DRAWN[name]
    ElementTree.fromstring(f"<div>{drawn}</div>")  # noqa: S314 - our own
    assert "style=" not in drawn
    assert "aria-label=" in drawn
    assert "nan" not in drawn


def test_what_people_named_cannot_become_markup():
    assert "<b>" not in DRAWN["bars"]
    assert "Paid &lt;b&gt;: 655. Fewer than before" in DRAWN["bars"]


def test_marks_lead_to_their_rows():
    assert 'href="/w/acme/leads/?source=Organic"' in DRAWN["bars"]


def test_a_funnel_shows_each_stage_as_a_part_of_the_one_before():
    assert re.findall(r"(\d+)%</span>", DRAWN["funnel"]) == ["30", "0"]


def test_parts_and_series_differ_by_more_than_colour():
    assert "pattern id=" in DRAWN["stacked"]
    assert "chart__line--dashed" in DRAWN["lines"]
    assert "<rect" in DRAWN["lines"], "points of the second series are square"


def test_a_gap_in_a_line_is_not_drawn_over():
    way = re.findall(r'chart__line--0" d="([^"]+)"', DRAWN["lines"])[0]
    assert way.count("M") == 2
    assert "L" not in way


def test_pointing_says_the_value_with_its_interval():
    assert "W3: 2 min (between 1 min and 5 min)" in DRAWN["lines"]


def test_a_chart_of_nothing_says_so():
    assert "Nothing to draw yet" in lines.line_chart([], "Weeks")
    assert "Nothing to draw yet" in grids.heat([], "Hours")
    assert "<li" not in rows.bars([], "Sources")


@pytest.mark.parametrize(("top", "marked"), [(8, [0, 2, 4, 6, 8]), (1, [0, 0.25, 0.5, 0.75, 1.0]), (0.03, None)])
def test_values_at_the_axis_are_round_and_reach_the_top(top, marked):
    found = ticks(top)
    assert found[-1] >= top
    assert 3 <= len(found) <= 6
    assert marked is None or found == marked


def test_the_table_beneath_says_the_same_and_links_as_well():
    table = Table(["Source", "Leads"], [["Organic", {"text": "842", "url": "/rows/"}]], caption="By source")
    page = Template('{% include "components/chart_table.html" %}')
    shown = page.render(Context({"table": table, "request": RequestFactory().get("/")}))
    assert "<caption>By source</caption>" in shown
    assert '<a href="/rows/">842</a>' in shown


def test_a_tables_cells_lead_to_their_rows_say_how_they_moved_and_hold_no_markup_of_strangers():
    evil = "<script>alert(1)</script>"
    row = [evil, {"text": 12, "url": "/rows/?a=1&b=2", "moved": {"way": "up", "text": "9%"}}, {"text": "–", "url": ""}]
    assert cells(row) == (
        "<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>"
        '<td class="num"><a href="/rows/?a=1&amp;b=2">12</a><span class="moved"><span aria-hidden="true">▲</span>'
        '<span class="visually-hidden">up</span> 9%</span></td>'
        '<td class="num">–</td>'
    )
    still = cells([{"text": evil, "url": "/x", "moved": {"way": "", "text": "as before"}}], texts=0)
    assert evil not in still
    assert still.endswith('>=</span><span class="visually-hidden">as before</span></span></td>')
