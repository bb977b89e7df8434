"""`manage.py sla_due --calendar 1 --start 2026-03-10T12:00:00Z --seconds 14400`: when it is due, and why then."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import tenancy
from accounts.models import Bell, Workspace
from sla.clock import NeverOpen
from sla.models import WorkCalendar
from sla.rows import timetable_of
from sla.tape import tape
from sla.timetables import calendar_from


class Command(BaseCommand):
    """Ask a calendar."""

    help = "Print when so many seconds of working time have passed by a calendar, and the way there."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose calendar, from when, how long."""
        parser.add_argument("--calendar", required=True, type=int, metavar="ID")
        parser.add_argument("--start", required=True, metavar="INSTANT", help="with its offset: 2026-03-10T12:00:00Z")
        parser.add_argument("--seconds", required=True, type=int, metavar="N", help="working time allowed")
        parser.add_argument("--workspace", default="", metavar="SLUG", help="whose it is")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the instant first, so that a program reads one line."""
        start = read_instant(options["start"])
        workspace = the_workspace(options["workspace"], options["calendar"])
        with tenancy.workspace(workspace):
            row = Workspace.objects.get(pk=workspace).work_calendars.filter(pk=options["calendar"]).first()
            if row is None:
                raise CommandError(f"There is no calendar {options['calendar']} in this workspace.")
            try:
                reckoned = timetable_of(row).due(start, timedelta(seconds=options["seconds"]))
            except (NeverOpen, ValueError, OverflowError) as refusal:
                raise CommandError(str(refusal)) from None
            self.stdout.write(reckoned.due_at.isoformat().replace("+00:00", "Z"))
            zone = ZoneInfo(row.time_zone)
            for part in tape(start, reckoned.due_at, calendar_from(reckoned.written)):
                begin, end = (f"{at.astimezone(zone):%a %Y-%m-%d %H:%M:%S}" for at in (part.begin, part.end))
                self.stdout.write(f"  {part.kind:8} {begin} – {end}  {part.name}".rstrip())


def read_instant(text: str) -> datetime:
    """An instant with its offset, or a sentence."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is not an instant; write it like 2026-03-10T12:00:00Z.") from None
    if found.tzinfo is None:
        raise CommandError(f"“{text}” has no offset: it is another instant in each time zone. Add Z or +01:00.")
    return found


def the_workspace(slug: str, calendar: int) -> int:
    """The workspace that is named; without a name the one the calendar belongs to: its number is nobody else's."""
    for pk in workspaces():
        with tenancy.workspace(pk):
            rows = Workspace.objects.filter(pk=pk, slug=slug) if slug else WorkCalendar.objects.filter(pk=calendar)
            if rows.exists():
                return pk
    raise CommandError(f"There is no workspace “{slug}”." if slug else f"There is no calendar {calendar}.")


def workspaces() -> list[int]:
    """The ids of all workspaces; each has a bell."""

    with tenancy.doorbells():
        return sorted(set(Bell.objects.values_list("workspace_id", flat=True)))
