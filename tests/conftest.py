"""The stage: real databases, and the cast that every test knows.

Acme has Ada (admin), Maya (marketer), Ravi (rep) and Mona (manager); Sam is the admin of Umbra and a stranger to Acme.
"""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, TransactionTestCase

from accounts import actions, tenancy
from accounts.actions import summing_up
from accounts.models import Membership, User, Workspace
from accounts.roles import Role
from tests import databases, scenes

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
CAST = {"maya": Role.MARKETER, "ravi": Role.REP, "mona": Role.MANAGER}


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """One copy of the migrated database for each worker."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock():
        name = databases.make(worker)
        yield
        databases.drop(name)


@pytest.fixture(autouse=True, scope="session")
def truncate_as_owner() -> None:
    """Tests that commit are cleaned up after by the owner: the application's role may not truncate."""
    TransactionTestCase._fixture_teardown = lambda self: databases.empty()  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def fresh_cache(request: pytest.FixtureRequest) -> None:
    """Limits counted by one test must not stop the next."""
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        cache.clear()


@pytest.fixture(autouse=True)
def no_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The summary of the day comes by the hour of the clock: letters are counted without it, unless a test asks."""
    monkeypatch.setattr(summing_up, "LATEST", timedelta(0))


def person(name: str, email: str | None = None) -> User:
    """One of the cast, with a confirmed address."""
    user = User.objects.create_user(email or f"{name.lower()}@example.com", "a-good-long-password", name=name)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def ada(db: None) -> User:
    """Acme's admin."""
    return scenes.again("ada", lambda: person("Ada Lovelace", "ada@example.com"))


@pytest.fixture
def acme(ada: User) -> Workspace:
    """The workspace most tests play in, with its cast."""
    return scenes.again("acme", partial(with_cast, ada))


def with_cast(ada: User) -> Workspace:
    """Acme, with everybody in it."""
    workspace = actions.create_workspace(name="Acme", by=ada, slug="acme")
    with tenancy.workspace(workspace):
        for name, role in CAST.items():
            member = Membership(workspace=workspace, user=person(name.capitalize(), f"{name}@example.com"))
            member.give({role})
            member.save()
    return workspace


@pytest.fixture
def sam(db: None) -> User:
    """A stranger to Acme."""
    return scenes.again("sam", lambda: person("Sam", "sam@example.com"))


@pytest.fixture
def umbra(sam: User) -> Workspace:
    """Another workspace."""
    return scenes.again("umbra", lambda: actions.create_workspace(name="Umbra", by=sam, slug="umbra"))


@pytest.fixture
def as_(acme: Workspace, umbra: Workspace) -> Callable[[str], Client]:
    """A browser in which one of the cast is signed in: `as_("ravi")`."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(email=f"{name}@example.com"))
        return client

    return sign_in


@pytest.fixture
def inside(acme: Workspace) -> Iterator[Workspace]:
    """Acme, with its rows in sight."""
    with tenancy.workspace(acme):
        yield acme


def who(name: str) -> User:
    """One of the cast who is on stage already."""
    return User.objects.get(email=f"{name}@example.com")
