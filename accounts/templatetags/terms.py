"""Words of the trade that explain themselves wherever they stand: `{% load terms %}{% term "MQL" %}`."""

import re
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

register = template.Library()
ROW = re.compile(r"^\| (?P<words>[^|]+) \| (?P<meaning>[^|]+) \|$", re.MULTILINE)


@register.simple_tag
def term(word: str, shown: str = "") -> SafeString:
    """A word with its meaning from the glossary on hover, linked to it; a word that is not there is an error."""
    first, meaning = glossary()[word.lower()]
    return format_html(
        '<a class="term" href="{}#{}" title="{}">{}</a>',
        reverse("help_page", args=["glossary"]),
        slugify(first),
        meaning,
        shown or word,
    )


@lru_cache(maxsize=1)
def glossary() -> dict[str, tuple[str, str]]:
    """Every word of docs/glossary.md in small letters, with the first word of its row and its meaning."""
    found: dict[str, tuple[str, str]] = {}
    for row in ROW.finditer((Path(settings.BASE_DIR) / "docs" / "glossary.md").read_text(encoding="utf-8")):
        words = [word.strip() for word in row["words"].split(",")]
        for word in words:
            found[word.lower()] = (words[0], row["meaning"].strip())
    return found
