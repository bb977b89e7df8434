"""A checked condition as one boolean expression over leads."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, F

from leads.conditions import AllOf, AnyOf, Comparison, Condition, Happened, Known, Not, Schema
from leads.matching import columns
from leads.matching.comparing import Day, Sql, sql_of
from leads.matching.signals import SignalSource
from leads.matching.written import Written
from leads.models import Fact


def compile(  # noqa: A001 - what it does; callers say matching.compile
    condition: Condition,
    *,
    schema: Schema,
    now: datetime,
    signals: Mapping[str, SignalSource] | None = None,
    known_at: datetime | None = None,
) -> Written:
    """A boolean expression over leads, never NULL: for `filter`, `annotate`, `When`, and under `~`.

    `now` (aware) is what windows count back from. With `known_at` only facts that were recorded by then and
    not yet withdrawn then count; without it, those that stand now. Raises KeyError for a signal without a
    source.
    """
    writer = Writer(schema, now, signals or {}, known_at)
    sql, params = writer.node(condition)
    return Written(sql, params=params, sources=writer.sources, output_field=BooleanField())


class Writer:
    """Writes one condition; each column and each signal is named once and marked wherever it is used."""

    def __init__(
        self, schema: Schema, now: datetime, signals: Mapping[str, SignalSource], known_at: datetime | None
    ) -> None:
        self.schema = schema
        self.now = now
        self.day = Day.of(now, schema.zone)
        self.signals = signals
        self.known_at = known_at
        self.sources: list[Any] = []
        self.marks: dict[str, str] = {}

    def node(self, condition: Condition) -> Sql:
        """A node and what is below it."""
        match condition:
            case AllOf(parts):
                return self.joined(parts, " AND ")
            case AnyOf(parts):
                return self.joined(parts, " OR ")
            case Not(part):
                sql, params = self.node(part)
                return f"NOT ({sql})", params
            case Comparison():
                return self.comparison(condition)
            case Happened():
                return self.happened(condition), []
            case Known():
                return self.known(condition)
        raise TypeError(condition)

    def joined(self, parts: tuple[Condition, ...], word: str) -> Sql:
        """Parts with a word between."""
        written = [self.node(part) for part in parts]
        return f"({word.join(sql for sql, _ in written)})", [value for _, params in written for value in params]

    def mark(self, name: str, source: Any) -> str:
        """The mark of a source, which is taken in when it is first named."""
        if name not in self.marks:
            self.marks[name] = f"{{{len(self.sources)}}}"
            self.sources.append(source)
        return self.marks[name]

    def comparison(self, leaf: Comparison) -> Sql:
        """A field compared with a value."""
        field = self.schema.fields[leaf.field]
        column = columns.of(field)
        sql, params = sql_of(leaf, field, column.kind, nullable=column.nullable, day=self.day)
        return sql.replace("{c}", self.mark(leaf.field, column.source)), params

    def happened(self, leaf: Happened) -> str:
        """A signal, asked of whoever keeps it."""
        since = self.now - timedelta(days=leaf.within_days) if leaf.within_days else None
        asked = self.signals[leaf.signal].happened(at_least=leaf.at_least, since=since, until=self.now)
        return self.mark(f"{leaf.signal} {leaf.at_least} {leaf.within_days}", asked)

    def known(self, leaf: Known) -> Sql:
        """A fact of the lead's company that still stands."""
        table = Fact._meta.db_table
        where, company = self.mark("workspace", F("workspace_id")), self.mark("company", F("company_id"))
        sql = f"{table} f WHERE f.workspace_id = {where} AND f.company_id = {company} AND f.kind = %s"
        sql += " AND (f.expires_on IS NULL OR f.expires_on >= %s)"
        params: list[Any] = [leaf.fact, self.day.today]
        if self.known_at is None:
            sql += " AND f.withdrawn_at IS NULL"
        else:
            sql += " AND f.recorded_at <= %s AND (f.withdrawn_at IS NULL OR f.withdrawn_at > %s)"
            params += [self.known_at, self.known_at]
        if leaf.within_days:
            sql += " AND f.on BETWEEN %s AND %s"
            params += [self.day.today - timedelta(days=leaf.within_days), self.day.today]
        return f"EXISTS (SELECT 1 FROM {sql})", params  # noqa: S608 - our own names; values are parameters
