"""Every door of the house, tried by somebody who has no business there."""

from functools import cache

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import tenancy
from tests.doors import CANARY, ROWS, doors_of_a_workspace

pytestmark = pytest.mark.django_db
DOORS = doors_of_a_workspace()
NAMES = [door.name for door in DOORS]
BY_NAME = {door.name: door for door in DOORS}
TENANT = "accounts_%"


def address(door, slug, row):
    parts = {part: row[part] for part in door.parts if part != "workspace"}
    return reverse(door.name, kwargs={"workspace": slug, **parts})


def row_of(workspace, door):
    if set(door.parts) == {"workspace"}:
        return {}
    with tenancy.workspace(workspace):
        return ROWS[door.name](workspace)


@cache
def all_rows():
    """One statement that sums up every tenant table; asking each by itself would cost a hundred questions a door."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attrelid::regclass::text FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
            " WHERE attname = 'workspace_id' AND relkind = 'r' AND NOT relispartition ORDER BY 1"
        )
        tables = [table for (table,) in cursor.fetchall()]
    return " UNION ALL ".join(
        f"SELECT '{table}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t" for table in tables
    )


def everything_of(workspace):
    """All rows of a workspace, to see that nobody changed one."""
    with tenancy.workspace(workspace), connection.cursor() as cursor:
        cursor.execute(all_rows())
        return dict(cursor.fetchall())


def test_every_door_that_names_a_row_has_one_to_try():
    named = {door.name for door in DOORS if set(door.parts) != {"workspace"}}
    assert named - set(ROWS) == set(), "add the door to tests/doors.py"


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_gets_the_same_404_as_for_a_workspace_that_is_not_there(name, as_, acme):
    door, sam = BY_NAME[name], as_("sam")
    row = row_of(acme, door)
    before = everything_of(acme)
    for method in ("get", "post"):
        there = getattr(sam, method)(address(door, "acme", row))
        nowhere = getattr(sam, method)(address(door, "nowhere", row))
        assert there.status_code == nowhere.status_code
        assert there.status_code in {404, 405}
        assert CANARY not in there.content.decode()
    assert everything_of(acme) == before


@pytest.mark.parametrize("name", [door.name for door in DOORS if set(door.parts) != {"workspace"}])
def test_another_workspaces_row_is_a_404_through_ones_own_door(name, as_, acme, umbra):
    door, sam = BY_NAME[name], as_("sam")
    row = row_of(acme, door)
    before = everything_of(acme)
    for method in ("get", "post"):
        answer = getattr(sam, method)(address(door, "umbra", row), {"sure": "1"})
        assert answer.status_code in {404, 405}, answer.content[:300]
        assert CANARY not in answer.content.decode()
    assert everything_of(acme) == before


@pytest.mark.parametrize("name", NAMES)
def test_somebody_signed_out_is_asked_to_sign_in_and_brought_back(name, acme):
    door = BY_NAME[name]
    url = address(door, "acme", row_of(acme, door))
    answer = Client().get(url)
    if answer.status_code != 405:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/?next=")


@pytest.mark.parametrize("name", NAMES)
def test_a_member_with_the_wrong_role_is_refused_and_told_whom_the_page_is_for(name, as_, acme):
    door = BY_NAME[name]
    roles = getattr(door.view, "roles", None)
    view = door.view
    while roles is None and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
        roles = getattr(view, "roles", None)
    assert roles is not None, "every page of a workspace is entered through @member"
    url = address(door, "acme", row_of(acme, door))
    for name_of_member, role in (("ravi", "rep"), ("maya", "marketer"), ("mona", "manager")):
        if roles and role not in roles:
            answer = as_(name_of_member).get(url)
            assert answer.status_code in {403, 405}
            if answer.status_code == 403:
                assert "role" in answer.content.decode()
