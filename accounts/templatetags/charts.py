"""Charts for pages: `{% load charts %}`. What they take stands in `accounts.drawings` (Mark, Series, Row, Event).

Give each the label a listener hears, a unit ("", percent, duration in seconds, money in hundredths, days), and put
`components/chart_table.html` with the same figures beneath.
"""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from accounts.drawings import Event, Mark, Row, Series, cells, grids, lines, rows
from accounts.templatetags.marks import spark

register = template.Library()


@register.simple_tag
def bars(marks: Sequence[Mark], label: str, unit: str = "", of: float | None = None) -> SafeString:
    """A bar for each mark, measured by the longest or by `of`."""
    return rows.bars(marks, label, unit=unit, of=of)


@register.simple_tag
def stacked(lines: Sequence[Row], label: str, unit: str = "", whole: bool = False) -> SafeString:
    """Rows of parts beside each other; `whole=True` shows shares."""
    return rows.stacked(lines, label, unit=unit, whole=whole)


@register.simple_tag
def funnel(marks: Sequence[Mark], label: str, unit: str = "") -> SafeString:
    """Stages below each other, each with its part of the one before."""
    return rows.funnel(marks, label, unit=unit)


@register.simple_tag
def line_chart(
    series: Sequence[Series],
    label: str,
    unit: str = "",
    reference: float | None = None,
    reference_label: str = "",
    events: Sequence[Event] = (),
    top: float | None = None,
    wide: bool = False,
) -> SafeString:
    """Series over time, with intervals as areas, a dashed reference line and events above."""
    return lines.line_chart(
        series,
        label,
        unit=unit,
        reference=reference,
        reference_label=reference_label,
        events=events,
        top=top,
        wide=wide,
    )


@register.simple_tag
def survival(series: Sequence[Series], label: str, reference: float | None = None) -> SafeString:
    """Which part is left after each length of time: ratios from 1 down, in steps."""
    return lines.line_chart(series, label, unit="percent", reference=reference, steps=True, top=1.0)


@register.simple_tag
def heat(lines: Sequence[Row], label: str, unit: str = "", figures: bool = False) -> SafeString:
    """A heat map of rows of marks."""
    return grids.heat(lines, label, unit=unit, figures=figures)


@register.simple_tag
def sparkline(values: Sequence[Any], label: str) -> SafeString:
    """A line without axes, for beside a figure."""
    return spark(values, label)


@register.simple_tag(name="sign")
def sign_of(way: str) -> SafeString:
    """Which way a number moved."""
    return cells.sign(way)


@register.simple_tag(name="cells")
def cells_of(row: Sequence[Any], texts: int = 1) -> SafeString:
    """The cells of a table's row."""
    return cells.cells(row, texts)
