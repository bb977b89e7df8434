"""The documentation, served by the product itself at /help/: the same files that stand in docs/."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from accounts.templatetags.shell import asset

DOCS = Path(settings.BASE_DIR) / "docs"
# Who reads what; a page that is not there yet is not listed.
CONTENTS = (
    ("Everybody", ("start", "walkthrough", "glossary", "notifications")),
    ("Marketers", ("marketers", "importing", "forms", "tracking", "definitions", "scoring", "scoring-pages")),
    ("Reps", ("reps", "handoff")),
    ("Managers", ("managers", "sla", "routing", "reports", "sla-clock")),
    ("Integrators", ("integrators", "api", "conditions")),
    ("Operators", ("operating-embedded", "operators", "backup", "settings", "growth", "performance", "chaos")),
    ("Trust", ("security", "threats", "privacy", "architecture")),
)
FIRST = "start"
HEADING = re.compile(r"^#\s+(.+?)\s*$", re.MULTILINE)
FIRST_CELL = re.compile(r"<tr>\s*<td>(.*?)</td>", re.DOTALL)
TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Page:
    """One file, as the contents list it."""

    name: str
    title: str


@dataclass(frozen=True)
class Read:
    """A page as it is shown: its HTML and its headings as (anchor, text)."""

    title: str
    html: str
    headings: tuple[tuple[str, str], ...]


@require_safe
def help_page(request: HttpRequest, name: str = FIRST) -> HttpResponse:
    """One page of the documentation; an unknown name is a 404."""
    if name not in {page.name for _, pages in contents() for page in pages}:
        raise Http404("There is no page of that name in the documentation.")
    path = DOCS / f"{name}.md"
    found = read(name, path.stat().st_mtime_ns)
    return render(request, "help/page.html", {"page": found, "name": name, "contents": contents()})


def contents() -> list[tuple[str, list[Page]]]:
    """Titles of the pages that are there, by who reads them."""
    found = []
    for audience, names in CONTENTS:
        pages = [Page(name, title_of(DOCS / f"{name}.md")) for name in names if (DOCS / f"{name}.md").is_file()]
        if pages:
            found.append((audience, pages))
    return found


def title_of(path: Path) -> str:
    """The first heading of a file, without marks."""
    return first_heading(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=128)
def first_heading(path: Path, changed: int) -> str:
    """The heading of a file as it was when it changed."""
    found = HEADING.search(path.read_text(encoding="utf-8"))
    return found[1].replace("`", "").partition(":")[0] if found else path.stem


@lru_cache(maxsize=128)
def read(name: str, changed: int) -> Read:
    """A file as HTML. Text of the file's own is trusted as far as Markdown goes: HTML in it is shown, not run."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse((DOCS / f"{name}.md").read_text(encoding="utf-8"))
    headings = tuple(anchored(tokens))
    for token in walk(tokens):
        mend(token)
    html = parser.renderer.render(tokens, parser.options, {})
    if name == "glossary":
        html = FIRST_CELL.sub(named_row, html)
    title = headings[0][1] if headings else name
    return Read(title, html, headings[1:])


def anchored(tokens: list[Token]) -> list[tuple[str, str]]:
    """Give every heading an anchor; answer those of the first and second level."""
    found: list[tuple[str, str]] = []
    for opening, inline in zip(tokens, tokens[1:], strict=False):
        if opening.type != "heading_open":
            continue
        text = "".join(child.content for child in inline.children or [])
        anchor = slugify(text) or f"part-{len(found)}"
        opening.attrSet("id", anchor)
        if opening.tag in {"h1", "h2"}:
            found.append((anchor, text))
    return found


def walk(tokens: list[Token]) -> list[Token]:
    """Every token, those inside lines too."""
    return [each for token in tokens for each in (token, *(token.children or []))]


def mend(token: Token) -> None:
    """Let links between files and to pictures lead where the product serves them; tables may scroll."""
    if token.type == "link_open":
        token.attrSet("href", address(str(token.attrGet("href") or "")))
    elif token.type == "image":
        token.attrSet("src", asset(f"help/{Path(str(token.attrGet('src') or '')).name}"))
        token.attrSet("loading", "lazy")


def address(target: str) -> str:
    """Where a link of a file leads on the pages: `importing.md#files` -> /help/importing/#files."""
    path, mark, anchor = target.partition("#")
    if not path.endswith(".md") or "://" in path:
        return target
    name = Path(path).stem
    known = {page for _, names in CONTENTS for page in names}
    return reverse("help_page", args=[name]) + mark + anchor if name in known else settings.SOURCE_URL


def named_row(found: re.Match[str]) -> str:
    """A row of the glossary that can be linked to by its word."""
    word = TAGS.sub("", found[1]).partition(",")[0]
    return f'<tr id="{escape(slugify(word))}"><td>{found[1]}</td>'
