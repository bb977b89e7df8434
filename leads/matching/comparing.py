"""One comparison as SQL that is true or false, never NULL: `{c}` stands for the column."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from leads.conditions import Comparison, Field
from leads.conditions.text import fold
from leads.matching.columns import Kind

# What `leads.conditions.text.fold` does. Plain ASCII, which most texts are, needs no normalising.
FOLDED = "casefold(CASE WHEN octet_length({c}) = length({c}) THEN {c} ELSE normalize({c}, NFKC) END"
FOLDED += " COLLATE pg_unicode_fast)"
DENIED = {"is_not": "is", "is_none_of": "is_any_of", "is_not_set": "is_set"}
Sql = tuple[str, list[Any]]


@dataclass(frozen=True)
class Day:
    """Today, and where days begin, in the workspace's time zone."""

    today: date
    zone: ZoneInfo

    @classmethod
    def of(cls, now: datetime, zone: str) -> "Day":
        """The day of an instant."""
        place = ZoneInfo(zone)
        return cls(now.astimezone(place).date(), place)

    def start(self, day: date) -> datetime:
        """The first instant of a day."""
        return datetime.combine(day, time.min, self.zone)


def sql_of(leaf: Comparison, field: Field, kind: Kind, *, nullable: bool, day: Day) -> Sql:
    """The comparison; a missing value makes it false, and its opposite (`is_not` …) true."""
    op = DENIED.get(leaf.op, leaf.op)
    if op == "is_any_of" and kind is Kind.LIST:
        op = "contains_any"
    if op == "is_set":
        present: Sql = PRESENT.get(kind, "{c} IS NOT NULL"), []
        sql, params = present
    else:
        sql, params = WRITERS[kind](op, leaf.value, field, day)
        sql = f"({{c}} IS NOT NULL AND {sql})" if nullable else sql
    return (f"NOT ({sql})" if leaf.op in DENIED else sql), params


def text(op: str, value: Any, field: Field, day: Day) -> Sql:
    """Folded texts: equal, or one inside the other."""
    match op:
        case "is":
            return f"{FOLDED} = %s", [fold(value)]
        case "is_any_of":
            return f"{FOLDED} = ANY(%s)", [[fold(each) for each in value]]
        case "contains_any":
            return f"{FOLDED} LIKE ANY(%s)", [[f"%{literal(each)}%" for each in value]]
    before, after = {"contains": ("%", "%"), "starts_with": ("", "%"), "ends_with": ("%", "")}[op]
    return f"{FOLDED} LIKE %s", [f"{before}{literal(value)}{after}"]


def literal(value: str) -> str:
    """A folded text in which LIKE finds no signs of its own."""
    return fold(value).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def code(op: str, value: Any, field: Field, day: Day) -> Sql:
    """Keys, compared as they are."""
    return ("{c} = %s", [value]) if op == "is" else ("{c} = ANY(%s)", [list(value)])


def row(op: str, value: Any, field: Field, day: Day) -> Sql:
    """Ids of rows; what is no id is nobody's."""
    ids = [int(each) for each in ([value] if op == "is" else value) if each.isascii() and each.isdecimal()]
    return "{c} = ANY(%s::bigint[])", [ids]


def number(op: str, value: Any, field: Field, day: Day) -> Sql:
    """Numbers, scaled to how they are stored."""
    if op == "is_any_of":
        return "{c} = ANY(%s::numeric[])", [[stored(each, field) for each in value]]
    if op == "between":
        return "{c} BETWEEN %s AND %s", [stored(each, field) for each in value]
    sign = {"is": "=", "at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<"}[op]
    return f"{{c}} {sign} %s", [stored(value, field)]


def stored(value: Decimal, field: Field) -> int | Decimal:
    """A number as the column keeps it; a whole one stays an integer, for the sake of indexes on integers."""
    scaled = value * field.scale
    return int(scaled) if scaled == scaled.to_integral_value() else scaled


def instant(op: str, value: Any, field: Field, day: Day) -> Sql:
    """Instants, by the days of the workspace: from the first instant of a day to the first of another."""
    first, last = days(op, value, day.today)
    bounds = [("{c} >= %s", day.start(first))] if first else []
    bounds += [("{c} < %s", day.start(last + timedelta(days=1)))] if last else []
    return f"({' AND '.join(sql for sql, _ in bounds)})", [at for _, at in bounds]


def written_day(op: str, value: Any, field: Field, day: Day) -> Sql:
    """Days that are written YYYY-MM-DD: such texts stand in the order of their days."""
    first, last = days(op, value, day.today)
    bounds = [('{c} COLLATE "C" >= %s', first.isoformat())] if first else []
    bounds += [('{c} COLLATE "C" <= %s', last.isoformat())] if last else []
    return f"({{c}} <> '' AND {' AND '.join(sql for sql, _ in bounds)})", [at for _, at in bounds]


def days(op: str, value: Any, today: date) -> tuple[date | None, date | None]:
    """The first and the last day that count; None where there is no end."""
    match op:
        case "is":
            return value, value
        case "between":
            return value[0], value[1]
        case "before":
            return None, value - timedelta(days=1)
        case "after":
            return value + timedelta(days=1), None
    return today - timedelta(days=value), today


def truth(op: str, value: Any, field: Field, day: Day) -> Sql:
    """Yes or no."""
    return f"{{c}} IS {'TRUE' if value else 'FALSE'}", []


def several(op: str, value: Any, field: Field, day: Day) -> Sql:
    """Lists: whether one of their texts is the one."""
    wanted = [fold(each) for each in (value if op == "contains_any" else [value])]
    return f"EXISTS ({ELEMENTS} AND {FOLDED.replace('{c}', 'e.text')} = ANY(%s))", [wanted]


ELEMENTS = (
    "SELECT 1 FROM jsonb_array_elements({c}) AS j(item), LATERAL (SELECT item #>> '{}' AS text) AS e"
    " WHERE jsonb_typeof(j.item) = 'string' AND e.text <> ''"
)
WRITERS: dict[Kind, Callable[[str, Any, Field, Day], Sql]] = {
    Kind.TEXT: text,
    Kind.CODE: code,
    Kind.ID: row,
    Kind.NUMBER: number,
    Kind.INSTANT: instant,
    Kind.DAY: written_day,
    Kind.TRUTH: truth,
    Kind.LIST: several,
}
PRESENT = {kind: "{c} <> ''" for kind in (Kind.TEXT, Kind.CODE, Kind.DAY)}
PRESENT[Kind.LIST] = f"EXISTS ({ELEMENTS})"
