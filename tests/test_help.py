"""The documentation as the product serves it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.urls import reverse

from accounts.templatetags.terms import glossary
from handoff.help import CONTENTS, DOCS, contents

pytestmark = pytest.mark.django_db
PAGES = [page.name for _, pages in contents() for page in pages]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_shown_with_its_title_and_no_dead_link(name, client):
    answer = client.get(reverse("help_page", args=[name]))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert text.count("<h1") == 1
    for target in re.findall(r'href="(/help/[^"]+)"', text):
        path, _, anchor = target.partition("#")
        linked = client.get(path)
        assert linked.status_code == 200, target
        assert not anchor or f'id="{anchor}"' in linked.content.decode(), target


def test_help_begins_at_the_beginning_and_lists_every_page(client):
    text = client.get("/help/").content.decode()
    assert "No lead is ever left behind" in text
    assert all(reverse("help_page", args=[name]) in text for name in PAGES)


def test_a_page_that_is_not_there_is_a_404(client):
    for name in ("nothing", "openapi", "settings-py"):
        assert client.get(f"/help/{name}/").status_code == 404


def test_every_file_of_the_documentation_is_somebodys():
    listed = {name for _, names in CONTENTS for name in names}
    assert {path.stem for path in DOCS.glob("*.md")} - listed == set(), "add the file to handoff/help.py"


def test_pictures_of_the_documentation_are_there():
    for path in [*DOCS.glob("*.md"), settings.BASE_DIR / "README.md"]:
        for target in re.findall(r"!\[[^]]*\]\(([^)]+)\)", path.read_text()):
            assert (path.parent / target).is_file(), f"{path.name}: {target}"


def test_markup_in_a_file_is_shown_not_run(client, tmp_path, monkeypatch):
    (tmp_path / "start.md").write_text("# Start\n\n<script>alert(1)</script>\n")
    monkeypatch.setattr("handoff.help.DOCS", tmp_path)
    text = client.get("/help/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_a_word_of_the_trade_explains_itself_and_leads_to_the_glossary(client):
    shown = Template("{% load terms %}{% term 'MQL' %}").render(Context())
    assert "marketing qualified lead" in shown
    anchor = re.search(r'href="(/help/glossary/)#([^"]+)"', shown)
    assert f'id="{anchor[2]}"' in client.get(anchor[1]).content.decode()


def test_every_proof_that_the_table_of_threats_names_is_there():
    named = re.findall(r"`(tests/[^`]+)`", (DOCS / "threats.md").read_text())
    assert named
    assert [path for path in named if not (settings.BASE_DIR / path).exists()] == []


def test_words_of_the_trade_explain_themselves_on_the_pages_where_they_first_stand():
    pages = "".join(path.read_text() for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"))
    explained = {word.lower() for word in re.findall(r'{% term "([^"]+)"', pages)}
    assert {"mql", "sal", "sql", "icp", "sla", "hand-raiser", "custody", "grade"} <= explained
    assert explained <= glossary().keys()
