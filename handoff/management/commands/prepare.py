"""`manage.py prepare`: bring the database up to date and, on the first start, fill the demo workspace."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """One process for what a start needs, so that a second start is quick."""

    help = "Migrate when there is something to migrate; with --demo, make the demo workspace if there is none."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--demo` for the embedded run."""
        parser.add_argument("--demo", action="store_true", help="make the demo workspace if the database is empty")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then seed."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
            self.stdout.write("The database is up to date.")
        if options["demo"]:
            call_command("seed", if_empty=True, stdout=self.stdout)
