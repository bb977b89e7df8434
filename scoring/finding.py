"""Conditions on activities as SQL over a row `a` of leads_activity; `scoring.happenings` says the same in Python."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from leads.conditions import AllOf, AnyOf, Comparison, Condition, Field, Not, Type
from leads.matching.columns import Kind
from leads.matching.comparing import Day, sql_of
from scoring.happenings import PROPERTY, SET, kind_of

Sql = tuple[str, list[Any]]
NO_DAY = Day.of(datetime(2000, 1, 1, tzinfo=UTC), "UTC")  # signals have no “today”
KINDS = {"text": Kind.TEXT, "number": Kind.NUMBER, "truth": Kind.TRUTH, "day": Kind.DAY, "code": Kind.CODE}
OF_CONTENT = (
    "coalesce((SELECT c.{0} FROM leads_content c WHERE c.workspace_id = a.workspace_id AND c.id = a.content_id), '')"
)
COLUMNS = {
    "activity.campaign": "coalesce(a.campaign_id::text, '')",
    "activity.content_stage": OF_CONTENT.format("journey"),
    "activity.content_key": OF_CONTENT.format("key"),
    "activity.content_kind": OF_CONTENT.format("kind"),
    "activity.product": OF_CONTENT.format("product"),
}
KEPT_AS = "jsonb_typeof(a.properties -> {key}) = "
PROPERTIES = {
    Kind.TEXT: f"(CASE WHEN {KEPT_AS}'string' THEN a.properties ->> {{key}} ELSE '' END)",
    Kind.NUMBER: f"(CASE WHEN {KEPT_AS}'number' THEN (a.properties ->> {{key}})::numeric END)",
    Kind.TRUTH: f"(CASE WHEN {KEPT_AS}'boolean' THEN (a.properties ->> {{key}})::boolean END)",
    Kind.DAY: (
        f"(CASE WHEN {KEPT_AS}'string' AND a.properties ->> {{key}} ~ '^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$'"
        " THEN a.properties ->> {key} ELSE '' END)"
    ),
}
ANYTHING = "coalesce(a.properties ->> {key}, '')"


def written(condition: Condition) -> Sql:
    """The condition as SQL that is true or false, never NULL, with its parameters in order."""
    match condition:
        case AllOf(parts):
            return joined(parts, " AND ")
        case AnyOf(parts):
            return joined(parts, " OR ")
        case Not(part):
            sql, params = written(part)
            return f"NOT ({sql})", params
        case Comparison():
            return comparison(condition)
    raise TypeError(condition)


def joined(parts: Sequence[Condition], word: str) -> Sql:
    """Parts with a word between."""
    several = [written(part) for part in parts]
    return f"({word.join(sql for sql, _ in several)})", [value for _, params in several for value in params]


def comparison(leaf: Comparison) -> Sql:
    """One leaf: the column put in wherever the comparison names it, with the property's name as a parameter."""
    kind = KINDS[kind_of(leaf)]
    field = Field(leaf.field, leaf.field, Type.TEXT)
    sql, params = sql_of(leaf, field, kind, nullable=kind is Kind.NUMBER, day=NO_DAY)
    column, names = column_of(leaf, kind)
    pieces = sql.split("{c}")
    values = iter(params)
    found: list[Any] = []
    for place, piece in enumerate(pieces):
        found += [next(values) for _ in range(piece.count("%s"))]
        found += names if place < len(pieces) - 1 else []
    return column.join(pieces), found


def column_of(leaf: Comparison, kind: Kind) -> Sql:
    """Where a field stands; what is missing is NULL or an empty text."""
    if leaf.field.startswith(PROPERTY):
        template = ANYTHING if leaf.op in SET else PROPERTIES[kind]
        return template.replace("{key}", "%s"), [leaf.field.removeprefix(PROPERTY)] * template.count("{key}")
    return COLUMNS.get(leaf.field, f"a.{leaf.field.removeprefix('activity.')}"), []
