"""A piece of SQL as a Django expression: text we wrote, columns that Django names, values as parameters."""

import re
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field
from django.db.models.sql.compiler import SQLCompiler

MARK = re.compile(r"\{(\d+)\}|(%s)")


class Written(Expression):
    """SQL in which `{0}`, `{1}` … stand for other expressions and `%s` for the parameters, in their order.

    A mark may be used more than once. The text comes from this package only; values never stand in it.
    """

    def __init__(
        self, sql: str, *, params: Sequence[Any] = (), sources: Sequence[Any] = (), output_field: Field
    ) -> None:
        super().__init__(output_field=output_field)
        self.sql = sql
        self.params = params
        self.sources = list(sources)

    def get_source_expressions(self) -> list[Any]:
        """What the marks stand for."""
        return self.sources

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """Take them back, resolved."""
        self.sources = list(exprs)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Put the sources' SQL in the place of the marks, and all parameters in the order of the text."""
        written = [compiler.compile(source) for source in self.sources]
        own, end = iter(self.params), 0
        params: list[Any] = []
        pieces: list[str] = []
        for mark in MARK.finditer(self.sql):
            pieces.append(self.sql[end : mark.start()])
            end = mark.end()
            if mark[1]:
                sql, values = written[int(mark[1])]
                pieces.append(sql)
                params.extend(values)
            else:
                pieces.append("%s")
                params.append(next(own))
        pieces.append(self.sql[end:])
        return "".join(pieces), params
