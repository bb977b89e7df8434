"""Rows read by a statement that is written once, for doors that are opened all day: building a statement of three
tables takes Django four times as long as PostgreSQL takes to answer it."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


class Statement:
    """SQL that finds one row of each of several tables, and how these become Django's.

    `sql` has the columns of each table at its alias in braces: `SELECT {key}, {maker} FROM …`, in the order of
    `tables` (alias -> model). What the answer lacks of an outer join is None.
    """

    def __init__(self, sql: str, **tables: type[models.Model]) -> None:
        self.tables = list(tables.values())
        columns = {alias: [field.column for field in model._meta.concrete_fields] for alias, model in tables.items()}
        said = {alias: ", ".join(f'{alias}."{name}"' for name in names) for alias, names in columns.items()}
        self.sql = sql.format(**said)

    def first(self, params: Sequence[Any], *, before: str = "") -> tuple[Any, ...] | None:
        """The first row of each table, in their order; None where nothing was found. `before` is SQL to run first."""
        with connection.cursor() as cursor:
            cursor.execute(before + self.sql, params)
            found = cursor.fetchone()
        return None if found is None else tuple(self.taken_apart(found))

    def taken_apart(self, found: Sequence[Any]) -> list[models.Model | None]:
        """One row for each table."""
        rows, start = [], 0
        for model in self.tables:
            fields = model._meta.concrete_fields
            rows.append(row_of(model, found[start : start + len(fields)]))
            start += len(fields)
        return rows


def row_of(model: type[models.Model], values: Sequence[Any]) -> models.Model | None:
    """The row of these columns; None where its key is empty."""
    fields = model._meta.concrete_fields
    names, read = [field.attname for field in fields], []
    for field, value in zip(fields, values, strict=True):
        for convert in field.get_db_converters(connection):
            value = convert(value, None, connection)
        read.append(value)
    return model.from_db(connection.alias, names, read) if values[fields.index(model._meta.pk)] is not None else None
