"""The roles of the database: an owner that migrates, and an application that owns nothing.

Needs no Django, and only a connection: the embedded start, the compose start and the tests all come here.
"""

from collections.abc import Mapping
from typing import Any, Protocol

OWNER, APPLICATION = "baton_owner", "baton_app"
ATTRIBUTES = {
    OWNER: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION CREATEDB",
    APPLICATION: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB",
}


class Connection(Protocol):
    """What is used of a psycopg2 connection or of Django's; it must be in autocommit."""

    def cursor(self) -> Any: ...


def prepare(connection: Connection, database: str, *, passwords: Mapping[str, str] | None = None) -> None:
    """Bring roles, database and grants to what Baton needs; harmless when repeated.

    As a superuser: makes the roles (with `passwords` by role, if given) and the database, wherever connected.
    Connected to `database` itself, as superuser or as its owner: sets the grants there.
    """
    with connection.cursor() as cursor:
        question = "SELECT current_database() = %s, rolsuper FROM pg_roles WHERE rolname = current_user"
        cursor.execute(question, [database])
        is_here, is_superuser = cursor.fetchone()
        if is_superuser:
            make_roles(cursor, passwords or {})
            make_database(cursor, database)
        if is_here:
            grant(cursor, database)


def make_roles(cursor: Any, passwords: Mapping[str, str]) -> None:
    for role, attributes in ATTRIBUTES.items():
        verb = "ALTER" if found(cursor, "pg_roles", "rolname", role) else "CREATE"
        cursor.execute(f"{verb} ROLE {role} {attributes}")
        if role in passwords:
            cursor.execute(f"ALTER ROLE {role} PASSWORD %s", [passwords[role]])


def make_database(cursor: Any, database: str) -> None:
    if found(cursor, "pg_database", "datname", database):
        cursor.execute(f"ALTER DATABASE {quoted(database)} OWNER TO {OWNER}")
    else:
        cursor.execute(f"CREATE DATABASE {quoted(database)} OWNER {OWNER}")


def grant(cursor: Any, database: str) -> None:
    """Give the application its rows in the tables the owner will make, and take all from everyone else.

    Grants on existing tables are left alone: a migration may have taken some away on purpose.
    """
    rows = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT"
    for statement in (
        f"REVOKE ALL ON DATABASE {quoted(database)} FROM PUBLIC",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {quoted(database)} TO {APPLICATION}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {APPLICATION}",
        f"{rows} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APPLICATION}",
        f"{rows} USAGE, SELECT ON SEQUENCES TO {APPLICATION}",
    ):
        cursor.execute(statement)


def found(cursor: Any, catalogue: str, column: str, name: str) -> bool:
    cursor.execute(f"SELECT 1 FROM {catalogue} WHERE {column} = %s", [name])  # noqa: S608 - both are ours
    return cursor.fetchone() is not None


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
