"""A scene is built once for each worker by the product's own actions, and put back as rows for every later test.

Building a workspace asks a thousand questions (its model, definitions, routing, agreement); putting its rows back asks
one. `test_scenes.py` holds that both are the same.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from graphlib import TopologicalSorter
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from accounts import tenancy
from accounts.models import Workspace
from leads.actions import probing
from scoring.actions import book

Rows = dict[str, list[str]]
KEPT: dict[str, tuple[type[Any], int, Rows]] = {}
Scene = TypeVar("Scene", bound=Model)

COLUMNS = """
SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND a.attgenerated = '' AND c.relname NOT IN ('django_migrations', 'django_content_type', 'leads_maildomain')
 GROUP BY 1
"""
KEYS = """
SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
 WHERE contype = 'f' AND conrelid <> confrelid
"""


def again(name: str, build: Callable[[], Scene]) -> Scene:
    """What a scene makes, a person or a workspace: built the first time, later put back with the same keys."""
    if name in KEPT:
        kind, pk, rows = KEPT[name]
        with seeing(kind, pk):
            put_back(rows)
            return kind.objects.get(pk=pk)
    before = everything()
    made = build()
    kind = type(made)
    with seeing(kind, made.pk):
        after = everything()
    new = {table: [row for row in rows if row not in before.get(table, ())] for table, rows in after.items()}
    KEPT[name] = kind, made.pk, {table: rows for table, rows in new.items() if rows}
    return made


def seeing(kind: type[Scene], pk: int) -> AbstractContextManager[None]:
    """A workspace's rows in sight; a person's always are."""
    if kind is not Workspace:
        return nullcontext()
    forget(pk)
    return tenancy.workspace(pk)


def forget(pk: int) -> None:
    """Keys come again here, which they never do in life: what the process knows of them belongs to an earlier test."""
    book.KEPT.pop(pk, None)
    for key in [key for key in probing.KEPT if key[0] == pk]:
        del probing.KEPT[key]


def everything() -> Rows:
    """All rows in sight, by table, as JSON."""
    asked = " UNION ALL ".join(f"SELECT '{table}', row_to_json(t)::text FROM {table} t" for table in tables())
    found: Rows = {}
    with connection.cursor() as cursor:
        cursor.execute(asked)
        for table, row in cursor.fetchall():
            found.setdefault(table, []).append(row)
    return found


def put_back(rows: Rows) -> None:
    """Insert rows, those that others name first."""
    said, values = [], []
    for table, columns in tables().items():
        if table in rows:
            given = f"json_populate_recordset(NULL::{table}, %s::json)"
            said.append(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {given}")
            values.append("[" + ",".join(rows[table]) + "]")
    with connection.cursor() as cursor:
        cursor.execute("; ".join(said), values)


@cache
def tables() -> dict[str, str]:
    """The columns of each table, in an order in which a row comes after those it names."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        columns = dict(cursor.fetchall())
        order: TopologicalSorter[str] = TopologicalSorter({table: set() for table in columns})
        cursor.execute(KEYS)
        for table, other in cursor.fetchall():
            if table in columns and other in columns:
                order.add(table, other)
    return {table: columns[table] for table in order.static_order()}
