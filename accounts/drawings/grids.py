"""A heat map: rows and columns of cells, darker is more, each with its value in words."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.drawings.figures import Mark, Row, hover, joined, linked, most, said

CELL, GAP, HIGH = 30.0, 3.0, 26.0
LEFT, BOTTOM = 44.0, 24.0
SHADES = 6
FEW = 8  # columns of a map that would grow too large at full width


def heat(rows: Sequence[Row], label: str, *, unit: str = "", figures: bool = False) -> SafeString:
    """Rows of as many marks each; a mark without a value is an empty cell. `figures` writes values into the cells."""
    if not rows:
        return format_html('<p class="muted">{}</p>', "Nothing to draw yet.")
    top = most(mark.value for row in rows for mark in row.parts)
    columns = max(len(row.parts) for row in rows)
    width, height = LEFT + columns * CELL, len(rows) * (HIGH + GAP) + BOTTOM
    cells = joined(cell(mark, row, x, y, top, unit, figures) for y, row in enumerate(rows)
                   for x, mark in enumerate(row.parts))  # fmt: skip
    names = joined(
        format_html('<text class="chart__tick" x="0" y="{}">{}</text>', y * (HIGH + GAP) + HIGH / 2 + 4, row.label)
        for y, row in enumerate(rows)
    )
    every = max(1, columns // 12)
    below = joined(
        format_html('<text class="chart__tick" x="{}" y="{}" text-anchor="middle">{}</text>',
                    f"{LEFT + x * CELL + (CELL - GAP) / 2:.1f}", f"{height - 8:.1f}", mark.label)
        for x, mark in enumerate(rows[0].parts) if x % every == 0
    )  # fmt: skip
    svg = format_html(
        '<svg class="chart__drawing" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}{}</svg>',
        f"{width:.0f}",
        f"{height:.0f}",
        label,
        names,
        cells,
        below,
    )
    return format_html(
        '<div class="chart chart--heat{}">'
        '<div class="chart__scroll" role="region" aria-label="{}" tabindex="0">{}</div></div>',
        " chart--narrow" if columns < FEW else "",
        label,
        svg,
    )


def cell(mark: Mark, row: Row, x: int, y: int, top: float, unit: str, figures: bool) -> SafeString:
    """One cell in one of a few shades, or an empty frame."""
    shade = "none" if mark.value is None else str(min(SHADES - 1, int((mark.value / top) * (SHADES - 0.01))))
    left, above = LEFT + x * CELL, y * (HIGH + GAP)
    drawn = format_html(
        '<g><title>{}</title><rect class="chart__cell chart__cell--{}" x="{}" y="{}" width="{}" height="{}" rx="4">'
        "</rect>{}</g>",
        hover(mark, unit, row.label),
        shade,
        f"{left:.1f}",
        f"{above:.1f}",
        CELL - GAP,
        HIGH,
        figure_in(mark, left, above, shade, unit) if figures and mark.value is not None else "",
    )
    return linked(mark.url, hover(mark, unit, row.label), drawn)


def figure_in(mark: Mark, left: float, above: float, shade: str, unit: str) -> SafeString:
    """The value inside its cell."""
    return format_html(
        '<text class="chart__in chart__in--{}" x="{}" y="{}" text-anchor="middle">{}</text>',
        shade,
        f"{left + (CELL - GAP) / 2:.1f}",
        f"{above + HIGH / 2 + 4:.1f}",
        said(mark, unit),
    )
