"""Refuse to run on a database that could forget or show too much."""

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")


def faults() -> list[str]:
    """What is wrong with the database connection we were given, as sentences; empty when all is well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(MUST_BE_ON)])
        found = [
            f"PostgreSQL runs with {name} = {setting}: after a crash acknowledged leads could be missing. Turn it on."
            for name, setting in cursor.fetchall()
            if setting in {"off", "local"}
        ]
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, is_superuser, passes = cursor.fetchone()
        if is_superuser or passes:
            found.append(f"The role {role} sees past row-level security. Connect as the application's own role.")
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relowner = to_regrole(current_user)"
            " AND relname = 'accounts_workspace'"
        )
        if cursor.fetchone()[0]:
            found.append(f"The role {role} owns the tables. Connect as a role that owns nothing.")
    return found


def refuse_unsafe() -> None:
    """Raise ImproperlyConfigured naming every fault; a database that cannot be reached yet is not a fault."""
    try:
        found = faults()
    except OperationalError:
        return
    if found:
        raise ImproperlyConfigured(" ".join(found))
