"""Plain SQL for many rows at once, run inside the caller's transaction and workspace."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.db import connection

from accounts.replica import ask as ask  # noqa: PLC0414 - asked for here, beside what runs

BUCKETS = 64
Params = Sequence[Any] | Mapping[str, Any]
PLACES = 7_266 << 48  # where our advisory locks begin


def run(sql: str, params: Params) -> int:
    """Run a statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def plan_anew() -> None:
    """Forget this connection's plans before many rows are committed, in a few milliseconds.

    The checks of keys at the commit use a plan that was made once. Made while a table held a handful of rows it reads
    the whole table for each check, until autovacuum looks at the table a minute later.
    """
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


def as_json(rows: Any) -> str:
    """Rows as json_to_recordset reads them."""
    return msgspec.json.encode(rows).decode()


def id_list(ids: Iterable[int]) -> str:
    """Ids as the text of a bigint[]."""
    return "{" + ",".join(map(str, ids)) + "}"


def queue_up(workspace_id: int, keys: Iterable[str]) -> None:
    """Wait until nobody else works on these keys, which no unique index guards; held until the transaction ends.

    Keys share 64 places for each workspace, taken in one order, so that two batches cannot wait for each other.
    """
    first = PLACES + workspace_id * BUCKETS
    places = sorted({first + zlib.crc32(key.encode()) % BUCKETS for key in keys})
    if places:
        run("SELECT pg_advisory_xact_lock(place) FROM unnest(%s::bigint[]) AS place", [id_list(places)])
