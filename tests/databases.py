"""Test databases as production has them: made and migrated by the owner, used by a role that owns nothing.

The migrated database is kept as a template named after what it was made from, so most runs only copy it.
"""

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import dj_database_url
import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from handoff.management.commands.migrate import as_owner
from handoff.services import roles

MADE_FROM = ("*/migrations/*.py", "accounts/constraints.py", "handoff/services/roles.py")
ONE_AT_A_TIME = 7_266_001  # advisory lock
PATIENCE = 50


def use_own_roles() -> None:
    """Where only one superuser's URL is given (`DATABASE_URL`), make the roles and connect as the application's."""
    if settings.DATABASE_OWNER_URL:
        return
    given = dj_database_url.parse(settings.DATABASE_URL)
    # Every worker comes to the same one, whoever sets it last.
    password = hashlib.sha256(settings.DATABASE_URL.encode()).hexdigest()[:32]
    with closing(open_as(settings.DATABASE_URL)) as link:
        with link.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        roles.prepare(link, given["NAME"], passwords={roles.OWNER: password, roles.APPLICATION: password})
    settings.DATABASE_OWNER_URL = with_role(settings.DATABASE_URL, roles.OWNER, password)
    connection.settings_dict.update({"USER": roles.APPLICATION, "PASSWORD": password})


def with_role(url: str, role: str, password: str) -> str:
    """The same server and database, as somebody else."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{role}:{password}@{parts.netloc.rpartition('@')[2]}"))


class closing:
    """A connection for the length of a block."""

    def __init__(self, link: Any) -> None:
        self.link = link

    def __enter__(self) -> Any:
        return self.link

    def __exit__(self, *error: object) -> None:
        self.link.close()


def open_as(url: str, name: str | None = None) -> Any:
    """A plain autocommit connection with a URL's role, to its database or another."""
    parts = dj_database_url.parse(url)
    options = {key: value for key, value in parts.get("OPTIONS", {}).items() if key == "host"}
    words = {"user": parts["USER"], "password": parts["PASSWORD"], "host": parts["HOST"], "port": parts["PORT"]}
    link = psycopg2.connect(dbname=name or parts["NAME"], **{k: v for k, v in words.items() if v}, **options)
    link.autocommit = True
    return link


def fingerprint() -> str:
    """What the migrated database was made from."""
    found = hashlib.sha256()
    for pattern in MADE_FROM:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()[:12]


def make(worker: str) -> str:
    """Copy the migrated template for one worker; answer the copy's name."""
    use_own_roles()
    name, template = f"test_baton_{worker}_{os.getpid()}", f"test_baton_template_{fingerprint()}"
    with closing(open_as(settings.DATABASE_OWNER_URL)) as link, link.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if cursor.fetchone() is None:
            drop_old_templates(cursor)
            make_template(cursor, template)
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        cursor.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
        cursor.execute(f'GRANT CONNECT, TEMPORARY ON DATABASE "{name}" TO "{settings.APP_ROLE}"')
    use(name)
    return name


def drop_old_templates(cursor: Any) -> None:
    """Forget what earlier migrations made; one that somebody is copying just now stays."""
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test_baton_template_%'")
    for (name,) in cursor.fetchall():
        with suppress(psycopg2.errors.ObjectInUse):
            cursor.execute(f'DROP DATABASE "{name}"')


def make_template(cursor: Any, template: str) -> None:
    """Migrate into a fresh database, and give it its name only when that went well."""
    fresh = f"{template}_fresh"
    cursor.execute(f'DROP DATABASE IF EXISTS "{fresh}"')
    cursor.execute(f'CREATE DATABASE "{fresh}"')
    with closing(open_as(settings.DATABASE_OWNER_URL, fresh)) as link:
        roles.prepare(link, fresh)
    use(fresh)
    with as_owner():
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    cursor.execute(f'ALTER DATABASE "{fresh}" RENAME TO "{template}"')


def use(name: str) -> None:
    """Point Django's connection at a database."""
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


def drop(name: str) -> None:
    """Forget one worker's copy, and the connections that threads or children of tests left to it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()",
            [name],
        )
    connection.close()
    with closing(open_as(settings.DATABASE_OWNER_URL)) as link, link.cursor() as cursor:
        for _ in range(PATIENCE):
            try:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            except psycopg2.errors.ObjectInUse:  # PostgreSQL's own vacuum is in there for a moment
                time.sleep(0.2)
            else:
                return


def empty() -> None:
    """Truncate what tests filled, as the owner: the application's role may not."""
    connection.close()
    owner = open_as(settings.DATABASE_OWNER_URL, connection.settings_dict["NAME"])
    with closing(owner) as link, link.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(format('%I', relname), ', ') FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition"
            " AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission', 'leads_maildomain')"
        )
        cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} CASCADE")
