"""The docs page: every operation, every code, nothing from elsewhere."""

import re
from html.parser import HTMLParser

import pytest

from accounts.rest import pages, problems, reference

pytestmark = pytest.mark.django_db


class Page(HTMLParser):
    """The ids, the links and the loaded files of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.files, self.inline, self.text = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" else []
        self.files += [found.get("src") or found.get("href")] if tag in {"script", "link", "img"} else []
        self.inline += [name for name in found if name.startswith("on") or name == "style"]
        self.inline += [tag] if tag == "style" or (tag == "script" and "src" not in found) else []

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture
def document(client):
    response = client.get("/api/docs/")
    assert response.status_code == 200
    return Page(response.content.decode())


def test_every_operation_and_every_code_has_its_anchor(document):
    for methods in pages.description().schema["paths"].values():
        for operation in methods.values():
            assert operation["operationId"] in document.ids
            assert f"#{operation['operationId']}" in document.links
    for code in problems.KINDS:
        assert f"error-{code}" in document.ids


def test_links_within_the_page_lead_somewhere_and_ids_are_unique(document):
    assert len(document.ids) == len(set(document.ids))
    assert {link[1:] for link in document.links if link.startswith("#")} <= set(document.ids)


def test_a_problems_type_leads_to_its_explanation(document, website):
    address, _, anchor = website.get("members/999999/").json()["type"].partition("#")
    assert address == "/api/docs/"
    assert anchor in document.ids


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(document):
    assert document.inline == []
    assert all(file.startswith("/static/") for file in document.files)


def test_an_example_is_a_request_that_works(document, website):
    text = "".join(document.text)
    for chapter in pages.shown()["guide"].chapters:
        for operation in chapter.operations:
            assert operation.curl in text
            if operation.id == "invitations_create":
                sent = re.search(r"-d '(.*)'$", operation.curl)[1]
                assert website(operation.method, operation.path, sent).status_code == int(operation.status)


def test_fields_are_said_in_words():
    guide = reference.read(pages.description().schema, base_url="https://baton.example.com")
    operations = {operation.id: operation for chapter in guide.chapters for operation in chapter.operations}
    body = {field.name: field for field in operations["invitations_create"].body.fields}
    assert body["email"].kind == "e-mail address, at most 254 characters"
    assert body["email"].required
    assert body["roles"].kind == "list: one of `marketer`, `rep`, `manager`, `admin`"
    job = {field.name: field for field in operations["jobs_get"].answer.fields if field.depth == 0}
    assert job["total"].kind == "whole number or null"
    assert job["started_by"].kind == "object or null"
    assert operations["jobs_stop"].scope == "jobs:write"
    assert operations["key_get"].scope == ""
    assert operations["jobs_list"].answer.title == "Answer: each of results"
    assert "https://baton.example.com/api/v1/jobs/12/stop/" in operations["jobs_stop"].curl
    assert "scope" not in operations["jobs_stop"].details
