"""The months of the activity table: made ahead by the owner, dropped when their time is over.

Rows outside the months that exist fall into the table's default partition: late maintenance never loses anything.
Needs a connection as the tables' owner; the application's role can do none of this.
"""

from datetime import date
from typing import Any

from accounts.constraints import IN_WORKSPACE

TABLE = "leads_activity"
REST = f"{TABLE}_rest"
MONTHS_BACK, MONTHS_AHEAD = 24, 6


def month(day: date, *, plus: int = 0) -> date:
    """The first of the month `plus` months from the day's."""
    count = day.year * 12 + day.month - 1 + plus
    return date(count // 12, count % 12 + 1, 1)


def name_of(first: date) -> str:
    """The partition of the month that begins on `first`."""
    return f"{TABLE}_{first:%Y_%m}"


def make_months(
    cursor: Any, *, today: date, role: str, back: int = MONTHS_BACK, ahead: int = MONTHS_AHEAD
) -> list[str]:
    """Make the default partition and every missing month around today; answer the names of what was made.

    A month of which rows lie in the default partition is left out: they are found there as well.
    """
    made = [REST] if fence(cursor, REST, f"PARTITION OF {TABLE} DEFAULT", role) else []
    for plus in range(-back, ahead + 1):
        first, following = month(today, plus=plus), month(today, plus=plus + 1)
        found = f"SELECT EXISTS (SELECT 1 FROM {REST} WHERE at >= %s AND at < %s)"  # noqa: S608 - our own name
        cursor.execute(found, [first, following])
        bounds = f"PARTITION OF {TABLE} FOR VALUES FROM ('{first} 00:00+00') TO ('{following} 00:00+00')"
        if not cursor.fetchone()[0] and fence(cursor, name_of(first), bounds, role):
            made.append(name_of(first))
    return made


def fence(cursor: Any, name: str, how: str, role: str) -> bool:
    """Make one partition that `role` reaches only through the table, never past its fence; False if it is there."""
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
    if cursor.fetchone()[0]:
        return False
    cursor.execute(f"CREATE TABLE {name} {how}")
    cursor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    cursor.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    cursor.execute(f"CREATE POLICY {name}_rows ON {name} USING ({IN_WORKSPACE}) WITH CHECK ({IN_WORKSPACE})")
    cursor.execute(f'REVOKE ALL ON {name} FROM "{role}"')
    return True


def drop_before(cursor: Any, *, first_kept: date) -> list[str]:
    """Drop every month that ended before the month of `first_kept`; answer the names of what is gone."""
    cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [TABLE])
    limit = name_of(month(first_kept))
    old = sorted(name for (name,) in cursor.fetchall() if name != REST and name < limit)
    for name in old:
        cursor.execute(f"DROP TABLE {name}")
    return old
