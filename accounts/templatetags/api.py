"""Words of the API's docs page."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
CODE = re.compile(r"`([^`]+)`")


@register.filter
def ticked(text: str) -> SafeString:
    """Escape a text and set what stands between backticks as code."""
    return mark_safe(CODE.sub(r"<code>\1</code>", escape(text)))  # noqa: S308 - escaped first


@register.filter
def indented(depth: int) -> str:
    """The mark before the name of a field inside another."""
    return "└ " if depth else ""
