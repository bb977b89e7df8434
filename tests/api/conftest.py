"""Programs of the cast: Acme's website has a key that may do everything, Umbra's has one of its own."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts import actions, tenancy
from accounts.models import ApiKey, Workspace
from accounts.scopes import Scope
from tests.conftest import who


class Program:
    """A client with a key that speaks JSON."""

    def __init__(self, token: str, key: ApiKey | None = None) -> None:
        self.token, self.key = token, key
        self.client = Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """One request; bytes and texts are sent as they are, anything else as JSON."""
        address = path if path.startswith("/") else f"/api/v1/{path}"
        said = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        kind = said.pop("Content-Type", "application/json")
        data = body if isinstance(body, bytes | str) else b"" if body is None else json.dumps(body)
        return self.client.generic(method, address, data, content_type=kind, headers=said)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self("POST", path, body, **headers)


def program(
    workspace: Workspace, *, by: str = "ada", scopes: Any = tuple(Scope), expires_at: datetime | None = None
) -> Program:
    """A program of a workspace with these scopes."""
    with tenancy.workspace(workspace):
        key, token = actions.make_key(workspace, by=who(by), name="Website", scopes=scopes, expires_at=expires_at)
    return Program(str(token), key)


@pytest.fixture
def website(acme: Workspace) -> Program:
    """Acme's website: its key may do everything."""
    return program(acme)


@pytest.fixture
def theirs(umbra: Workspace) -> Program:
    """Umbra's program."""
    return program(umbra, by="sam")


@pytest.fixture
def with_scopes(acme: Workspace) -> Callable[..., Program]:
    """A program of Acme with some scopes only."""
    return lambda *scopes: program(acme, scopes=scopes)


def problem(response: HttpResponse) -> dict[str, Any]:
    """The problem an answer tells, after a look at its shape."""
    assert response["Content-Type"] == "application/problem+json", response.content
    body = response.json()
    assert body["status"] == response.status_code
    assert all(body[name] for name in ("code", "message", "title"))
    assert body["type"].endswith(body["code"])
    assert body["request_id"] == response["X-Request-ID"]
    return body
