"""What a chart shows: marks, series of marks, rows of parts, events; and how values read."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

STYLES = 6  # looks of series: colour and pattern, or colour and dashes


@dataclass(frozen=True)
class Mark:
    """One value. `text` is how it reads (else by the chart's unit), `note` is said on hover, `url` leads to its rows.

    A value of None is a gap. `low` and `high` are the ends of its interval.
    """

    label: str
    value: float | None
    text: str = ""
    note: str = ""
    url: str = ""
    tone: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Series:
    """Marks in a row over time, with a name; `dashed` for what is only compared with."""

    name: str
    marks: Sequence[Mark]
    dashed: bool = False


@dataclass(frozen=True)
class Row:
    """A name and the parts that make it up."""

    label: str
    parts: Sequence[Mark]
    url: str = ""


@dataclass(frozen=True)
class Event:
    """Something that happened at the place of one mark (counted from 0), shown over a chart."""

    place: int
    label: str
    url: str = ""


@dataclass(frozen=True)
class Table:
    """The same figures as a chart's, for `components/chart_table.html`: cells are texts or {"text", "url"}."""

    head: Sequence[str]
    rows: Sequence[Sequence[Any]]
    caption: str = ""
    texts: int = 1  # so many columns from the left are words, the others numbers
    foot: Sequence[Any] = field(default_factory=tuple)


def plain(value: float) -> str:
    """A number without needless digits: 12,481 or 14.2."""
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}".replace("-", "−")
    return f"{value:,.1f}".replace("-", "−")


def percent(value: float) -> str:
    """A ratio."""
    return f"{value * 100:.0f}%"


def minutes(value: float) -> str:
    """A length of time in seconds, short enough for an axis."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if abs(value) >= size:
            return f"{plain(round(value / size, 1))} {unit}"
    return f"{value:.0f} s"


def money(value: float) -> str:
    """Hundredths as whole units, thousands and millions short."""
    whole = value / 100
    for size, unit in ((1_000_000, "M"), (10_000, "k")):
        if abs(whole) >= size:
            return f"{whole / (size if unit == 'M' else 1_000):,.1f}{unit}".replace(".0", "")
    return f"{whole:,.0f}"


UNITS: dict[str, Callable[[float], str]] = {
    "": plain,
    "percent": percent,
    "duration": minutes,
    "money": money,
    "days": lambda value: f"{plain(value)} d",
}


def said(mark: Mark, unit: str = "") -> str:
    """How a mark's value reads."""
    if mark.text or mark.value is None:
        return mark.text or "–"
    return UNITS[unit](mark.value)


def hover(mark: Mark, unit: str = "", name: str = "") -> str:
    """What pointing at a mark says."""
    begin = f"{name}, {mark.label}" if name and name != mark.label else mark.label
    text = f"{begin}: {said(mark, unit)}"
    if mark.low is not None and mark.high is not None:
        text += f" (between {UNITS[unit](mark.low)} and {UNITS[unit](mark.high)})"
    return f"{text}. {mark.note}" if mark.note else text


def most(values: Iterable[float | None]) -> float:
    """The largest value, at least a little."""
    return max((value for value in values if value is not None), default=0.0) or 1.0


def ticks(top: float, count: int = 4, unit: str = "") -> list[float]:
    """Round values from 0 to at least `top`, about so many."""
    if unit == "duration":
        for step in (15, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 172_800, 604_800):
            if step * count >= top:
                return [step * place for place in range(math.ceil(top / step) + 1)]
    rough = max(top, 1e-9) / count
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * times for times in (1, 2, 2.5, 5, 10) if size * times >= rough * 0.999)
    return [step * place for place in range(math.ceil(top / step - 1e-9) + 1)]


def key_of(label: str) -> str:
    """A name for what one chart defines, so that two charts on a page do not meet."""
    return f"c{crc32(label.encode()):x}"


def linked(url: str, label: str, drawn: SafeString) -> SafeString:
    """A mark that leads somewhere; by keyboard one goes there from the table beneath."""
    if not url:
        return drawn
    return format_html('<a href="{}" tabindex="-1" aria-label="{}">{}</a>', url, label, drawn)


def joined(parts: Iterable[Any]) -> SafeString:
    """Safe texts, one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def legend(names: Sequence[tuple[str, str]]) -> SafeString:
    """What each look stands for: (class of the sample, name)."""
    items = joined(
        format_html(
            '<li><svg class="chart__sample" width="22" height="12" aria-hidden="true">{}</svg>{}</li>',
            sample(look),
            name,
        )
        for look, name in names
    )
    return format_html('<ul class="chart__legend">{}</ul>', items)


def sample(look: str) -> SafeString:
    """A bit of line or of filled bar, as it stands in the chart."""
    if "line" in look:
        return format_html('<path class="{}" d="M0 6 H22"></path>', look)
    kind, _, pattern = look.partition("|")
    filled = format_html('<rect class="{}" width="22" height="12" rx="2"></rect>', kind)
    return filled if not pattern else filled + over(pattern, "22", "12")


def over(pattern: str, width: str, height: str, x: str = "0", y: str = "0") -> SafeString:
    """The hatching over a fill, so that colour does not speak alone."""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2" fill="url(#{})"></rect>', x, y, width, height, pattern
    )


HATCHES = (
    "",
    '<path d="M0 6 L6 0 M-1 1 L1 -1 M5 7 L7 5"></path>',
    '<circle cx="3" cy="3" r="1.2"></circle>',
    '<path d="M0 3 H6"></path>',
    '<path d="M3 0 V6"></path>',
    '<path d="M0 0 L6 6 M0 6 L6 0"></path>',
)


def hatches(key: str, count: int) -> SafeString:
    """The patterns a chart uses, for its beginning."""
    made = joined(
        format_html(
            '<pattern id="{}-{}" class="chart__hatch" width="6" height="6" patternUnits="userSpaceOnUse">{}</pattern>',
            key,
            place,
            SafeString(HATCHES[place]),
        )
        for place in range(1, min(count, STYLES))
    )
    return format_html("<defs>{}</defs>", made) if made else SafeString()
