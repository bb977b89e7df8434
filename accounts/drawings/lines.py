"""Charts over time: lines with intervals, steps (who is left), a reference line, events above."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.drawings.figures import (
    STYLES,
    UNITS,
    Event,
    Mark,
    Series,
    hover,
    joined,
    legend,
    linked,
    most,
    ticks,
)

WIDTH, BROAD, HEIGHT = 640.0, 1120.0, 230.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 14.0, 18.0, 28.0
LABELS = 8  # about so many names under the axis


@dataclass(frozen=True)
class Plot:
    """Where values and places stand in the drawing."""

    places: int
    top: float
    width: float = WIDTH

    def x(self, place: float) -> float:
        """Across: places are evenly spread."""
        span = self.width - LEFT - RIGHT
        return LEFT + span * (0.5 if self.places < 2 else place / (self.places - 1))

    def y(self, value: float) -> float:
        """Up: from 0 at the axis."""
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.top


def line_chart(
    series: Sequence[Series],
    label: str,
    *,
    unit: str = "",
    reference: float | None = None,
    reference_label: str = "",
    events: Sequence[Event] = (),
    steps: bool = False,
    top: float | None = None,
    wide: bool = False,
) -> SafeString:
    """Several series over the same places; `steps` keeps each value until the next (who is left over time)."""
    if not any(one.marks for one in series):
        return format_html('<p class="muted">{}</p>', "Nothing to draw yet.")
    values = [value for one in series for mark in one.marks for value in (mark.value, mark.high)]
    highest = top if top is not None else most([*values, reference])
    marked = ticks(highest, unit=unit)
    longest = max(series, key=lambda one: len(one.marks))
    plot = Plot(len(longest.marks), max(marked[-1], highest), BROAD if wide else WIDTH)
    drawn = [
        axes(plot, longest.marks, marked, unit),
        joined(event_at(plot, event) for event in events),
        joined(band(plot, one.marks, place) for place, one in enumerate(series)),
        joined(path(plot, one, place, steps) for place, one in enumerate(series)),
        reference_line(plot, reference, reference_label, unit),
        joined(points(plot, one, place, unit) for place, one in enumerate(series)),
    ]
    looks = [(line_look(one, place), one.name) for place, one in enumerate(series) if one.name]
    said = legend(looks) if len(looks) > 1 or events else SafeString()
    return framed(joined(drawn), label, said, plot.width)


def framed(drawn: SafeString, label: str, said: SafeString, width: float) -> SafeString:
    """The drawing in a frame that scrolls on a narrow screen, with what the looks stand for beneath."""
    svg = format_html(
        '<svg class="chart__drawing" viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg>',
        int(width),
        int(HEIGHT),
        label,
        drawn,
    )
    return format_html(
        '<div class="chart chart--wide"><div class="chart__scroll" role="region" aria-label="{}" tabindex="0">{}</div>'
        "{}</div>",
        label,
        svg,
        said,
    )


def line_look(one: Series, place: int) -> str:
    """The classes of a series' line."""
    return f"chart__line chart__line--{place % STYLES}" + (" chart__line--dashed" if one.dashed else "")


def axes(plot: Plot, marks: Sequence[Mark], marked: Sequence[float], unit: str) -> SafeString:
    """Quiet lines with their values, and the names of some places."""
    across = joined(
        format_html(
            '<line class="chart__grid" x1="{}" x2="{}" y1="{}" y2="{}"></line>'
            '<text class="chart__tick" x="{}" y="{}" text-anchor="end">{}</text>',
            LEFT,
            plot.width - RIGHT,
            f"{plot.y(value):.1f}",
            f"{plot.y(value):.1f}",
            LEFT - 8,
            f"{plot.y(value) + 4:.1f}",
            UNITS[unit](value),
        )
        for value in marked
    )
    every = max(1, -(-len(marks) // LABELS))
    below = joined(
        format_html(
            '<text class="chart__tick" x="{}" y="{}" text-anchor="{}">{}</text>',
            f"{plot.x(place):.1f}",
            HEIGHT - 8,
            "start" if place == 0 and len(marks) > 1 else "end" if place == len(marks) - 1 and len(marks) > 1
            else "middle",
            marks[place].label,
        )
        for place in range(0, len(marks), every)
    )  # fmt: skip
    return across + below


def runs(marks: Sequence[Mark]) -> list[list[int]]:
    """Places of neighbouring marks with values: a gap begins a new line."""
    found: list[list[int]] = [[]]
    for place, mark in enumerate(marks):
        if mark.value is not None:
            found[-1].append(place)
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def path(plot: Plot, one: Series, place: int, steps: bool) -> SafeString:
    """The line of a series."""
    d = []
    for run in runs(one.marks):
        for number, at in enumerate(run):
            x, y = plot.x(at), plot.y(one.marks[at].value or 0)
            if number == 0:
                d.append(f"M{x:.1f} {y:.1f}")
            else:
                d.append(f"H{x:.1f}V{y:.1f}" if steps else f"L{x:.1f} {y:.1f}")
    return format_html('<path class="{}" d="{}"></path>', line_look(one, place), " ".join(d))


def band(plot: Plot, marks: Sequence[Mark], place: int) -> SafeString:
    """The area between the ends of the intervals."""
    shown = [(at, mark.low, mark.high) for at, mark in enumerate(marks) if mark.low is not None]
    if not shown:
        return SafeString()
    above = [f"{plot.x(at):.1f},{plot.y(high or 0):.1f}" for at, _, high in shown]
    below = [f"{plot.x(at):.1f},{plot.y(low or 0):.1f}" for at, low, _ in reversed(shown)]
    return format_html(
        '<polygon class="chart__band chart__band--{}" points="{}"></polygon>', place % STYLES, " ".join(above + below)
    )


def points(plot: Plot, one: Series, place: int, unit: str) -> SafeString:
    """A point for each value: said on hover, leading to its rows; its shape tells the series as well."""
    return joined(
        linked(mark.url, hover(mark, unit, one.name), point(plot.x(at), plot.y(mark.value), place, one, mark, unit))
        for at, mark in enumerate(one.marks)
        if mark.value is not None
    )


def point(x: float, y: float, place: int, one: Series, mark: Mark, unit: str) -> SafeString:
    """A small round or square; a wide clear one around it takes the pointer."""
    title = hover(mark, unit, one.name)
    size = 2.2 if len(one.marks) > 45 else 3.2
    if place % 2:
        shape = format_html('<rect x="{}" y="{}" width="{}" height="{}"></rect>', f"{x - size:.1f}",
                            f"{y - size:.1f}", size * 2, size * 2)  # fmt: skip
    else:
        shape = format_html('<circle cx="{}" cy="{}" r="{}"></circle>', f"{x:.1f}", f"{y:.1f}", size)
    return format_html(
        '<g class="chart__point chart__point--{}"><title>{}</title>{}'
        '<circle class="chart__reach" cx="{}" cy="{}" r="9"></circle></g>',
        place % STYLES,
        title,
        shape,
        f"{x:.1f}",
        f"{y:.1f}",
    )


def reference_line(plot: Plot, value: float | None, label: str, unit: str) -> SafeString:
    """A dashed line to compare with, named at its end."""
    if value is None:
        return SafeString()
    y = f"{plot.y(value):.1f}"
    return format_html(
        '<line class="chart__reference" x1="{}" x2="{}" y1="{}" y2="{}"></line>'
        '<text class="chart__tick chart__tick--strong" x="{}" y="{}" text-anchor="end">{}</text>',
        LEFT,
        plot.width - RIGHT,
        y,
        y,
        plot.width - RIGHT,
        f"{plot.y(value) - 5:.1f}",
        f"{label} {UNITS[unit](value)}".strip(),
    )


def event_at(plot: Plot, event: Event) -> SafeString:
    """A flag above the chart; what it stands for is said on hover and listed beneath."""
    x = f"{plot.x(event.place):.1f}"
    drawn = format_html(
        '<g class="chart__event"><title>{}</title><line x1="{}" x2="{}" y1="6" y2="{}"></line>'
        '<circle cx="{}" cy="7" r="5"></circle></g>',
        event.label,
        x,
        x,
        HEIGHT - BOTTOM,
        x,
    )
    return linked(event.url, event.label, drawn)
