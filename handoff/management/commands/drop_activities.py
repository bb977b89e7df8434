"""`manage.py drop_activities --before 2024-01`: let go of old months of what people did."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from accounts import tenancy
from handoff.management.commands.migrate import as_owner
from leads import partitions

WORKSPACES = "SELECT DISTINCT workspace_id FROM accounts_bell ORDER BY 1"  # each has at least one bell, always
MONTHS = """
SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM'), count(*) FROM leads_activity
WHERE workspace_id = %s AND at < %s GROUP BY 1
"""


class Command(BaseCommand):
    """Whole months go by dropping their partition: at once, and without a scan. Message ids stay known for ever."""

    help = "Drop activities older than a month, of all workspaces. Only counts them unless you say --yes."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--before YYYY-MM` and `--yes`."""
        parser.add_argument("--before", required=True, metavar="YYYY-MM", help="the first month that is kept")
        parser.add_argument("--yes", action="store_true", help="really drop; there is no way back but a backup")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, and drop if that is meant."""
        first_kept = month_of(options["before"])
        counted = count_before(first_kept)
        for month, rows in sorted(counted.items()):
            self.stdout.write(f"{month} {rows:>14,} activities")
        total = sum(counted.values())
        if not options["yes"]:
            self.stdout.write(f"{total:,} activities lie before {first_kept:%Y-%m}. Nothing was dropped: say --yes to.")
            return
        if not settings.DATABASE_OWNER_URL:
            raise CommandError("Set DATABASE_OWNER_URL: only the owner of the tables may drop a month.")
        with as_owner(), transaction.atomic(), connection.cursor() as cursor:
            gone = partitions.drop_before(cursor, first_kept=first_kept)
        left = sum(count_before(first_kept).values())
        self.stdout.write(
            f"Dropped {len(gone)} {'month' if len(gone) == 1 else 'months'}, {total - left:,} activities."
        )
        if left:
            self.stdout.write(f"{left:,} older ones lie outside the months and stay.")


def month_of(text: str) -> date:
    """The first day of a month; CommandError for anything else, and for months that are not over."""
    try:
        found = datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        raise CommandError(f"“{text}” is no month. Write --before 2024-01.") from None
    if found > partitions.month(datetime.now(UTC).date()):
        raise CommandError("This month is not over: choose one up to now.")
    return found


def count_before(first_kept: date) -> Counter[str]:
    """How many activities lie in each older month, in all workspaces."""
    found: Counter[str] = Counter()
    with tenancy.doorbells(), connection.cursor() as cursor:
        cursor.execute(WORKSPACES)
        ids = [pk for (pk,) in cursor.fetchall()]
    for workspace_id in ids:
        with tenancy.workspace(workspace_id), connection.cursor() as cursor:
            cursor.execute(MONTHS, [workspace_id, datetime(first_kept.year, first_kept.month, 1, tzinfo=UTC)])
            found.update(dict(cursor.fetchall()))
    return found
