"""The cells of a table. Drawn here and not in a template: a report has hundreds of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from accounts.drawings.figures import joined

TEXT, NUMBER = "<td>{}</td>", '<td class="num">{}</td>'
SIGN = '<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>'
WAYS = {"up": ("▲", "up"), "down": ("▼", "down")}


def cells(row: Sequence[Any], texts: int = 1) -> SafeString:
    """The cells of a row; those after the first `texts` are numbers. A cell is a text, or {"text", "url", "moved"}."""
    return joined(format_html(NUMBER if place >= texts else TEXT, inside(each)) for place, each in enumerate(row))


def inside(cell: Any) -> SafeString:
    """What a cell says and, where it has rows behind it, the way there and how it moved."""
    if not isinstance(cell, dict):
        return conditional_escape(cell)
    text = conditional_escape(cell.get("text", ""))
    if not cell.get("url"):
        return text
    linked = format_html('<a href="{}">{}</a>', cell["url"], text)
    moved = cell.get("moved") or {}
    return linked + how(moved) if moved.get("text") else linked


def how(moved: Mapping[str, str]) -> SafeString:
    """Which way a number moved and by how much, or that it did not."""
    text, way = moved["text"], moved.get("way", "")
    if not way:
        return format_html('<span class="moved">{}</span>', format_html(SIGN, "=", text))
    return format_html('<span class="moved">{} {}</span>', sign(way), text)


def sign(way: str) -> SafeString:
    """A sign to see and a word to hear; nothing for what did not move."""
    return format_html(SIGN, *WAYS[way]) if way in WAYS else format_html("{}", "")
