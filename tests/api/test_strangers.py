"""Another workspace's key: every address, every method, every id, and nothing comes through."""

import json
import re

import pytest
from django.apps import apps
from django.urls import get_resolver
from drf_spectacular.generators import EndpointEnumerator

from accounts import tenancy
from accounts.api import KeyView
from accounts.models import ApiKey, TenantModel
from accounts.rest import pages
from accounts.rest.authentication import ANY_KEY
from accounts.rest.views import WorkspaceViewSet
from accounts.scopes import Scope
from tests.api.conftest import problem
from tests.api.rows import CANARY, ROWS, rows_of

pytestmark = pytest.mark.django_db
WRITING = {"POST", "PUT", "PATCH", "DELETE"}


def endpoints():
    """(address, method, view class) of everything under /api/v1/."""
    found = EndpointEnumerator().get_api_endpoints()
    return [(path, method, callback.cls) for path, _, method, callback in found if path.startswith("/api/v1/")]


@pytest.fixture
def canaries(acme, website):
    """Rows of Acme that carry a name nobody else has."""
    return rows_of(website, acme)


def everything(workspace):
    """Every row of the workspace, but for the keys' last use."""
    with tenancy.workspace(workspace):
        models = {model for model in apps.get_models() if issubclass(model, TenantModel)} - {ApiKey}
        return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def good_body(method, path):
    """The body that the docs page shows for an operation."""
    for chapter in pages.shown()["guide"].chapters:
        for operation in chapter.operations:
            if (operation.method, operation.path) == (method, path.replace("{pk}", "{id}")):
                return operation.body.text if operation.body else None
    raise LookupError(path)


def test_there_is_something_to_walk():
    assert len(endpoints()) >= 12
    assert get_resolver().resolve("/api/v1/key/").func.cls in {view for _, _, view in endpoints()}


def test_every_row_of_another_workspace_is_the_same_404_as_one_that_never_was(theirs, acme, canaries):
    before = everything(acme)
    tried = 0
    for path, method, _ in endpoints():
        if "{" not in path:
            continue
        rows = path.split("/")[3]
        foreign, unknown = (
            theirs(method, re.sub(r"\{\w+\}", str(pk), path), good_body(method, path))
            for pk in (canaries[rows], 999_999_999)
        )
        # A body that names another row may be what is wrong first; it is wrong for both all the same.
        assert {foreign.status_code, unknown.status_code} in ({404}, {422}), (method, path)
        bodies = [{k: v for k, v in problem(r).items() if k != "request_id"} for r in (foreign, unknown)]
        assert bodies[0] == bodies[1]
        tried += foreign.status_code == 404
    assert tried >= 6
    assert everything(acme) == before


def test_no_list_shows_anything_of_another_workspace(theirs, canaries):
    for path, method, _ in endpoints():
        if method == "GET" and "{" not in path:
            response = theirs.get(path)
            assert response.status_code == 200, path
            assert CANARY.encode() not in response.content, path


def test_an_owner_sees_the_canaries(website, canaries):
    for rows in ROWS.keys() - {"merges"}:
        assert CANARY.encode() in website.get(f"{rows}/{canaries[rows]}/").content, rows


def test_the_workspaces_own_id_in_a_foreign_key_opens_nothing(theirs, website, acme):
    forged = theirs.token.replace(f"bk_{theirs.key.workspace_id}_", f"bk_{acme.pk}_")
    theirs.token = forged
    assert theirs.get("members/").status_code == 401


def test_every_view_declares_a_scope_for_each_of_its_methods():
    for path, method, view in endpoints():
        assert issubclass(view, WorkspaceViewSet), path
        needed = view.scopes.get(method)
        assert needed is ANY_KEY or isinstance(needed, Scope), (path, method)
        assert method not in WRITING or needed is not ANY_KEY, (path, method)
        assert view.tag, path


def test_a_key_with_every_other_scope_is_refused_everywhere(with_scopes, canaries):
    for path, method, view in endpoints():
        needed = view.scopes[method]
        if needed is ANY_KEY:
            continue
        others = with_scopes(*(scope for scope in Scope if scope is not needed))
        rows = path.split("/")[3]
        response = others(method, re.sub(r"\{\w+\}", str(canaries.get(rows, "")), path))
        assert problem(response)["code"] == "scope_missing", (method, path)
        assert str(needed) in problem(response)["message"]


def test_a_view_that_declares_no_scope_lets_nobody_in(website, monkeypatch):
    monkeypatch.setattr(KeyView, "scopes", {})
    assert website.get("key/").status_code == 403


def test_a_stranger_without_a_key_reads_the_description_only(client, acme, canaries):
    for path, method, _ in endpoints():
        address = re.sub(r"\{\w+\}", "1", path)
        response = client.generic(method, address, json.dumps({}), content_type="application/json")
        assert response.status_code == 401, (method, path)
