"""Whose rows may be seen: a setting of the transaction that PostgreSQL's row-level security reads.

Three settings exist, each an integer or a switch, each transaction-local and restored on leaving:
`baton.workspace` (the rows of one workspace), `baton.user` (a person's own memberships, and the names of their
workspaces, so that they can be let in) and `baton.doorbells` (which workspaces have work that is due).
Without any of them there are no rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog
from django.db import connection, transaction

if TYPE_CHECKING:
    from accounts.models import User, Workspace

WORKSPACE = "baton.workspace"
PERSON = "baton.user"
DOORBELLS = "baton.doorbells"


@contextmanager
def workspace(which: "Workspace | int") -> Iterator[None]:
    """Show the rows of one workspace (a row or its id) inside one transaction; nest freely."""
    pk = which if isinstance(which, int) else which.pk
    with structlog.contextvars.bound_contextvars(workspace=pk), set_locally(WORKSPACE, str(pk)):
        yield


@contextmanager
def begin(which: "Workspace | int") -> Iterator[str]:
    """Show the rows of one workspace, and save a round trip where every one counts.

    Yields SQL that has to stand before the block's first statement; it is empty where an outer transaction
    made the setting necessary at once. Otherwise the setting ends with the transaction that begins here.
    """
    pk = which if isinstance(which, int) else which.pk
    if connection.in_atomic_block:
        with workspace(pk):
            yield ""
    else:
        with structlog.contextvars.bound_contextvars(workspace=pk), transaction.atomic():
            yield showing(pk) + "; "


def showing(pk: int) -> str:
    """SQL that shows the rows of one workspace until the transaction ends."""
    return f"SELECT set_config('{WORKSPACE}', '{int(pk)}', true)"


@contextmanager
def person(which: "User | int") -> Iterator[None]:
    """Show one person's memberships and the workspaces they belong to, inside one transaction."""
    pk = which if isinstance(which, int) else which.pk
    with set_locally(PERSON, str(pk)):
        yield


@contextmanager
def doorbells() -> Iterator[None]:
    """Show which workspaces have work due (bells only, no tenant's data), inside one transaction."""
    with set_locally(DOORBELLS, "on"):
        yield


def current() -> int | None:
    """The id of the workspace whose rows this transaction shows, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting(%s, true), '')::bigint", [WORKSPACE])
        return cursor.fetchone()[0]


@contextmanager
def set_locally(name: str, value: str) -> Iterator[None]:
    """Set one transaction-local setting; put the outer value back when the block ends well.

    A transaction that begins and ends with the block takes the setting with it. When the block ends with an error its
    savepoint or transaction is rolled back: PostgreSQL itself restores the outer value.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        outer = exchange(name, value)
        yield
        if not is_outermost and not connection.needs_rollback:
            exchange(name, outer)


def exchange(name: str, value: str) -> str:
    """Set the setting and answer what it was, in one round trip."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH was AS MATERIALIZED (SELECT coalesce(current_setting(%s, true), '') AS value)"
            " SELECT was.value, set_config(%s, %s, true) FROM was",
            [name, name, value],
        )
        return cursor.fetchone()[0]
