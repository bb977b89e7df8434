"""Where pages that only look may read: a streaming replica of PostgreSQL, where one is given.

What is read inside `read` is one snapshot of it, so that what a page shows fits together whatever is written meanwhile.
A replica that is away, far behind or in trouble costs nothing but a moment: the page reads where everything is written.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections

from accounts import tenancy

log = structlog.get_logger(__name__)

ALIAS = "replica"
PAUSE = 15.0  # seconds without asking a replica that was no use
BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
BEHIND = "SELECT extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())"
source: ContextVar[str] = ContextVar("baton_reads_from", default=DEFAULT_DB_ALIAS)
Answer = TypeVar("Answer")


@dataclass
class Rest:
    """Until when (by the monotonic clock) the replica is left alone."""

    until: float = 0.0


rest = Rest()


class Useless(Exception):
    """The replica is away, in trouble or too far behind."""


def ask(sql: str, params: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows that a statement answers: from the replica inside `read`, from the database itself anywhere else."""
    alias = source.get()
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()
    except Error as error:
        if alias == ALIAS:
            raise Useless(str(error).strip()) from error
        raise


def read(workspace_id: int, work: Callable[[], Answer]) -> Answer:
    """What `work` answers from the workspace's rows; it must only look, for it may be begun twice."""
    if ALIAS in connections.databases and time.monotonic() >= rest.until:
        try:
            with snapshot(workspace_id):
                return work()
        except Useless as error:
            rest.until = time.monotonic() + PAUSE
            log.warning("replica_left_alone", error=str(error))
    return work()


@contextmanager
def snapshot(workspace_id: int) -> Iterator[None]:
    """Let `ask` read one state of the replica, of one workspace; raises Useless."""
    try:
        begin(workspace_id)
        mark = source.set(ALIAS)
        try:
            yield
        finally:
            source.reset(mark)
    finally:
        end()


def begin(workspace_id: int) -> None:
    """Take a snapshot; raises Useless."""
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(BEGIN)
            cursor.execute(BEHIND)
            (behind,) = cursor.fetchone()
            cursor.execute(tenancy.showing(workspace_id))
    except Error as error:
        raise Useless(str(error).strip()) from error
    if behind is not None and behind > settings.REPLICA_MAY_BE_BEHIND:
        raise Useless(f"it is {behind:.0f} s behind")


def end() -> None:
    """Let the snapshot go; a line that broke meanwhile is dropped, for what was read is known already."""
    line = connections[ALIAS]
    if line.connection is None:
        return
    try:
        with line.cursor() as cursor:
            cursor.execute("ROLLBACK")
    except Error:
        with suppress(Error):
            line.close()
        del connections[ALIAS]
