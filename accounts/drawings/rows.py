"""Charts whose rows lie below each other: bars, stacked bars, a funnel. Their text keeps its size at any width."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.drawings.figures import (
    STYLES,
    Mark,
    Row,
    hatches,
    hover,
    joined,
    key_of,
    legend,
    most,
    over,
    percent,
    said,
)

ROOM = 84.0  # percent of the width for the longest bar; what is left is for its value
HEIGHT = 26


def bars(marks: Sequence[Mark], label: str, *, unit: str = "", of: float | None = None) -> SafeString:
    """A bar for each mark, all measured by the longest or by `of`."""
    top = of or most(end for mark in marks for end in (mark.value, mark.high))
    rows = joined(row(mark, mark.label, bar(mark, top, unit), unit) for mark in marks)
    return figure("bars", label, rows)


def funnel(marks: Sequence[Mark], label: str, *, unit: str = "") -> SafeString:
    """Stage by stage, each with its part of the stage before (or the mark's note, when it has one)."""
    top = most(mark.value for mark in marks)
    drawn = []
    before: float | None = None
    for place, mark in enumerate(marks):
        share = percent(mark.value / before) if before and mark.value is not None else ""
        shade = f"chart__shade chart__shade--{min(place, 4)}"
        beside = format_html(
            '<span class="chart__share" title="{}">{}</span>', "of the stage before" if share else "", share
        )
        drawn.append(row(mark, mark.label, bar(mark, top, unit, shade, height=34), unit, beside))
        before = mark.value
    return figure("funnel", label, joined(drawn))


def stacked(rows: Sequence[Row], label: str, *, unit: str = "", whole: bool = False) -> SafeString:
    """Parts beside each other in each row; with `whole` every row is as long as the others (shares)."""
    names = list(dict.fromkeys(part.label for line in rows for part in line.parts))
    key = key_of(label)
    sums = [sum(part.value or 0 for part in line.parts) for line in rows]
    top = most(sums)
    drawn = []
    for line, total in zip(rows, sums, strict=True):
        svg = parts_of(line, names, key, (total if whole else top) or 1, unit)
        drawn.append(row(Mark(line.label, total, url=line.url), line.label, svg, unit))
    look = [(f"chart__fill chart__fill--{place % STYLES}|{pattern(key, place)}".rstrip("|"), name)
            for place, name in enumerate(names)]  # fmt: skip
    defined = format_html(
        '<svg class="chart__defs" width="0" height="0" aria-hidden="true">{}</svg>', hatches(key, len(names))
    )
    return figure("stacked", label, joined(drawn), before=defined, after=legend(look))


def pattern(key: str, place: int) -> str:
    """The hatching of the so-manyth part; the first has none."""
    return f"{key}-{place % STYLES}" if place % STYLES else ""


def parts_of(line: Row, names: Sequence[str], key: str, top: float, unit: str) -> SafeString:
    """The parts of one row."""
    x, drawn = 0.0, []
    for part in line.parts:
        width = (part.value or 0) / top * ROOM
        place = names.index(part.label)
        at, wide, high = f"{x:.2f}%", f"{width:.2f}%", str(HEIGHT)
        filled = format_html(
            '<rect class="chart__fill chart__fill--{}" x="{}" width="{}" height="{}" rx="2"></rect>',
            place % STYLES,
            at,
            wide,
            high,
        )
        hatched = over(pattern(key, place), wide, high, at) if pattern(key, place) else SafeString()
        drawn.append(format_html("<g><title>{}</title>{}{}</g>", hover(part, unit, line.label), filled, hatched))
        x += width
    total = Mark(line.label, sum(part.value or 0 for part in line.parts))
    drawn.append(value_at(x, said(total, unit), HEIGHT))
    return svg_of(joined(drawn), HEIGHT)


def bar(mark: Mark, top: float, unit: str, look: str = "", *, height: int = HEIGHT) -> SafeString:
    """One filled bar with its value at the end, and the line of its interval."""
    share = min(1.0, (mark.value or 0) / top) * ROOM
    look = look or f"chart__fill chart__fill--{mark.tone or 0}"
    filled = format_html(
        '<rect class="{}" width="{}%" height="{}" rx="4"></rect>', look, f"{max(share, 0.4):.2f}", height
    )
    end = share
    if mark.low is not None and mark.high is not None:
        low, end = (min(1.0, value / top) * ROOM for value in (mark.low, mark.high))
        filled += format_html(
            '<line class="chart__interval" x1="{0}%" x2="{1}%" y1="{2}" y2="{2}"></line>',
            f"{low:.2f}",
            f"{end:.2f}",
            height // 2,
        )
    title = format_html("<title>{}</title>", hover(mark, unit))
    return svg_of(title + filled + value_at(max(share, end), said(mark, unit), height), height)


def value_at(x: float, text: str, height: int) -> SafeString:
    """The value, after the end of its bar."""
    return format_html('<text class="chart__value" x="{}%" y="{}" dx="8">{}</text>', f"{x:.2f}", height / 2 + 4.5, text)


def svg_of(drawn: SafeString, height: int) -> SafeString:
    """One row's drawing; what it says stands beside it for those who do not see it."""
    return format_html(
        '<svg class="chart__row-drawing" width="100%" height="{}" aria-hidden="true">{}</svg>', height, drawn
    )


def row(mark: Mark, label: str, drawn: SafeString, unit: str, beside: SafeString | None = None) -> SafeString:
    """A row: what it is, its drawing, and its value in words; the whole row leads to its rows."""
    inside = format_html(
        '<span class="chart__label">{}</span>{}<span class="visually-hidden">: {}</span>{}',
        label,
        drawn,
        said(mark, unit),
        beside or SafeString(),
    )
    if mark.url:
        return format_html(
            '<li><a class="chart__row" href="{}" title="{}">{}</a></li>', mark.url, hover(mark, unit), inside
        )
    return format_html('<li class="chart__row">{}</li>', inside)


def figure(
    kind: str, label: str, rows: SafeString, *, before: SafeString | None = None, after: SafeString | None = None
) -> SafeString:
    """The rows as a list with a name."""
    return format_html(
        '<div class="chart chart--{}">{}<ul class="chart__rows" aria-label="{}">{}</ul>{}</div>',
        kind,
        before or SafeString(),
        label,
        rows,
        after or SafeString(),
    )
