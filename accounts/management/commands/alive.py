"""`manage.py alive PROCESS`: exit 0 while a process of that kind says that it lives; for container health checks."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import heartbeat


class Command(BaseCommand):
    """Look at the youngest sign of life."""

    help = "Exit 0 when the worker, beat or ticker gave a sign of life within 30 seconds."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which kind of process."""
        parser.add_argument("process", choices=heartbeat.PROCESSES)

    def handle(self, *args: Any, **options: Any) -> None:
        """Say its age, or fail."""
        age = heartbeat.ages()[options["process"]]
        if age is None or age > settings.HEARTBEAT_LATE_SECONDS:
            raise CommandError(f"No {options['process']} has given a sign of life for {age or 'ever'} seconds.")
        self.stdout.write(f"{options['process']}: {age:.1f} s ago")
