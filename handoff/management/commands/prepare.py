"""`manage.py prepare`: bring the database up to date and, on the first start, fill the demo workspace."""

from datetime import UTC, datetime
from typing import Any

import dj_database_url
import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from handoff.management.commands.migrate import as_owner
from handoff.services import roles
from leads import partitions


class Command(BaseCommand):
    """One process for what a start needs, so that a second start is quick."""

    requires_system_checks: list[str] = []  # a start should not wait for what `make check` has looked at
    help = "Migrate when there is something to migrate and make the coming months' partitions."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--demo` for the embedded run, `--roles` for a fresh PostgreSQL."""
        parser.add_argument("--demo", action="store_true", help="make the demo workspace if the database is empty")
        parser.add_argument("--roles", action="store_true", help="first make roles and database as the superuser")

    def handle(self, *args: Any, **options: Any) -> None:
        """Roles, migrations, months, demo."""
        if options["roles"]:
            make_roles()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
            self.stdout.write("The database is up to date.")
        with as_owner(), connection.cursor() as cursor:
            partitions.make_months(cursor, today=datetime.now(UTC).date(), role=settings.APP_ROLE)
        if options["demo"] and settings.DEMO:
            call_command("seed", if_empty=True, stdout=self.stdout)


def make_roles() -> None:
    """Make the two roles and the database, connected as DATABASE_SUPERUSER_URL; harmless when repeated."""
    url = settings.DATABASE_SUPERUSER_URL
    if not url:
        raise CommandError("Set DATABASE_SUPERUSER_URL to connect as a role that may make roles and databases.")
    name = dj_database_url.parse(settings.DATABASE_URL)["NAME"]
    passwords = {roles.OWNER: settings.OWNER_PASSWORD, roles.APPLICATION: settings.APP_PASSWORD}
    there = url.rsplit("/", 1)[0] + f"/{name}"
    for address in (url, there):
        link = psycopg2.connect(address)
        link.autocommit = True
        try:
            roles.prepare(link, name, passwords={role: word for role, word in passwords.items() if word})
        finally:
            link.close()
