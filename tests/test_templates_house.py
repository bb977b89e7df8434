"""Rules of the pages that no linter knows: nothing inline, icons that exist, colours one can read."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string

from accounts.context import LINKS
from accounts.templatetags.shell import drawing
from handoff.staticfinder import VENDOR, AppFinder, VendorFinder
from handoff.styleguide import ICONS

HOUSE = Path(__file__).resolve().parent.parent
TEMPLATES = HOUSE / "templates"
CSS = HOUSE / "static" / "css"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "mails" not in path.parts)
INLINE = re.compile(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", re.IGNORECASE)
SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE)
INCLUDED = re.compile(r"{% include \"([^\"]+)\"")
ICON = re.compile(r"{% icon \"([^\"]+)\"|\bicon=\"([a-z0-9-]+)\"")
TOKEN = re.compile(r"--baton-([a-z-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));")

ON_SURFACES = ["ink", "muted", "accent-ink", "good", "warn", "bad", "info", "quiet"]
READ_ON = [(text, surface) for text in ON_SURFACES for surface in ("paper", "card", "raised", "hover")]
READ_ON += [(tone, f"{tone}-bg") for tone in ("good", "warn", "bad", "info", "quiet")]
READ_ON += [
    ("side-ink", "side"),
    ("side-muted", "side"),
    ("side-muted", "side-on"),
    ("ink", "field"),
    ("muted", "field"),
]
READ_ON += [("white", "fill"), ("white", "fill-deep"), ("white", "bad-fill"), ("white", "bad-fill-deep")]
SEEN_ON = [
    ("field-line", "card"),
    ("field-line", "paper"),
    ("focus", "card"),
    ("focus", "paper"),
    ("accent", "card"),
]


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_template_compiles_and_keeps_scripts_and_styles_outside(page):
    text = page.read_text()
    get_template(name(page))
    assert not INLINE.search(text)
    assert not SCRIPT.search(text)


def test_every_component_that_is_included_exists():
    wanted = {found for page in PAGES for found in INCLUDED.findall(page.read_text())}
    ours = {one for one in wanted if not one.startswith("django/")}
    assert [one for one in sorted(ours) if not (TEMPLATES / one).is_file()] == []


def test_every_icon_that_is_named_can_be_drawn():
    named = {first or second for page in PAGES for first, second in ICON.findall(page.read_text())}
    named |= {link.icon for link in LINKS} | set(ICONS)
    assert [icon for icon in sorted(named) if not drawing(icon)] == []
    assert drawing("no-such-icon") == drawing("../secret") == ""


@pytest.mark.parametrize("status", [500, 503])
def test_the_page_for_our_own_trouble_needs_no_context(status):
    page = render_to_string(f"{status}.html")
    assert f"Error {status}" in page
    assert "quote" not in page
    assert "<code>abc-123</code>" in render_to_string(f"{status}.html", {"request_id": "abc-123"})


def test_every_style_file_is_in_exactly_one_layer():
    order = (CSS / "00-layers.css").read_text()
    imported = re.findall(r'@import url\("([a-z-]+\.css)"\) layer\(\w+\)', order)
    alone = sorted({path.name for path in CSS.glob("*.css")} - {"00-layers.css", *imported})
    linked = "".join(page.read_text() for page in PAGES)
    assert len(imported) == len(set(imported))
    assert [sheet for sheet in imported if not (CSS / sheet).is_file()] == []
    assert [sheet for sheet in alone if f"css/{sheet}" not in linked] == []
    assert [sheet for sheet in alone if "@layer components {" not in (CSS / sheet).read_text()] == []


def test_few_files_of_other_packages_are_shipped():
    assert dict(VendorFinder().list(None)).keys() == VENDOR.keys()
    assert all(Path(finders.find(path)).is_file() for path in VENDOR)
    shipped = {path for path, _ in AppFinder().list(None)}
    assert "django_htmx/htmx-2.min.js" in shipped
    assert not any(path.startswith(("rest_framework/", "mfa/", "django_htmx/ext/")) for path in shipped)
    assert len(shipped) < 150


def colours() -> dict[str, tuple[str, str]]:
    found = {"white": ("#ffffff", "#ffffff")}
    for token, light, dark, both in TOKEN.findall((CSS / "tokens.css").read_text()):
        found[token] = (light or both, dark or both)
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"), [(*pair, 4.5) for pair in READ_ON] + [(*pair, 3.0) for pair in SEEN_ON]
)
def test_every_text_can_be_read_and_every_edge_be_seen(front, back, least, theme):
    known = colours()
    assert contrast(known[front][theme], known[back][theme]) >= least
