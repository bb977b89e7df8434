"""Small drawings made on the server: a filled bar, a row of columns, a line. Sharp, printable, no script.

The text beside a mark, or its label, always says the same as the mark.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

WIDTH, HEIGHT = 420.0, 44.0
LEAST = 2.0  # a column of a small value can still be seen and pointed at


def share(value: Any, most: Any) -> float:
    """The value as a part of the most, between 0 and 1."""
    return min(1.0, max(0.0, float(value or 0) / float(most))) if most and float(most) > 0 else 0.0


@register.simple_tag
def bar(value: Any, of: Any = 100, tone: str = "", label: str = "") -> SafeString:
    """A bar filled to value / of. Without a label it is decoration for the figure that stands beside it."""
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    look = f"bar bar--{tone}" if tone else "bar"
    return format_html(
        '<svg class="{}" {}><rect class="bar__track" width="100%" height="100%" rx="4"></rect>'
        '<rect class="bar__fill" width="{}%" height="100%" rx="4"></rect></svg>',
        look,
        said,
        f"{share(value, of) * 100:.1f}",
    )


@register.simple_tag
def columns(values: Iterable[tuple[str, float]], label: str) -> SafeString:
    """One column for each (name, value), oldest first; hovering a column shows both."""
    pairs = list(values)
    most = max((float(value) for _, value in pairs), default=0.0)
    step = WIDTH / max(1, len(pairs))
    drawn = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="1.5"><title>{}: {}</title></rect>',
        (
            (
                "columns__some" if value else "columns__none",
                f"{place * step + step * 0.12:.1f}",
                f"{HEIGHT - column_height(value, most):.1f}",
                f"{step * 0.76:.1f}",
                f"{column_height(value, most):.1f}",
                name,
                value,
            )
            for place, (name, value) in enumerate(pairs)
        ),
    )
    return format_html(
        '<svg class="columns" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        int(WIDTH),
        int(HEIGHT),
        label,
        drawn,
    )


def column_height(value: float, most: float) -> float:
    """How high a column stands, in units of the drawing."""
    return max(LEAST, share(value, most) * HEIGHT)


@register.simple_tag
def spark(values: Sequence[float], label: str) -> SafeString:
    """A line through the values, first to last."""
    if not values:
        return format_html('<span class="muted">{}</span>', "–")
    low, high = min(values), max(values)
    spread = (high - low) or 1
    step = WIDTH / max(1, len(values) - 1)
    points = " ".join(
        f"{place * step:.1f},{(HEIGHT - 4) - (value - low) / spread * (HEIGHT - 8):.1f}"
        for place, value in enumerate(values)
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<polyline points="{}"></polyline></svg>',
        int(WIDTH),
        int(HEIGHT),
        label,
        points,
    )
