"""`manage.py score_receipt 4711 --as-of 2026-03-01T12:00:00Z`: why a lead has, or had, its score; as JSON."""

import json
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime

from accounts import tenancy
from accounts.actions import Refused
from accounts.models import Bell, Workspace
from leads.models import Lead
from scoring import actions as scoring


class Command(BaseCommand):
    """Print a receipt worked out from the activities."""

    help = "Print why a lead has its score, at any instant, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which lead, when, and where to look for it."""
        parser.add_argument("lead", type=int, help="its number, as in its address")
        parser.add_argument("--as-of", metavar="INSTANT", help="ISO 8601; UTC where it names no zone; now without it")
        parser.add_argument("--workspace", metavar="SLUG", help="look here only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the lead's workspace, work the receipt out, print it."""
        as_of = instant(options["as_of"])
        for pk in workspaces():
            with tenancy.workspace(pk):
                if options["workspace"] and Workspace.objects.get(pk=pk).slug != options["workspace"]:
                    continue
                lead = Lead.objects.filter(workspace_id=pk, pk=options["lead"]).first()
                if lead is None:
                    continue
                try:
                    found = scoring.receipt(lead, as_of=as_of)
                except Refused as refusal:
                    raise CommandError(str(refusal)) from None
                self.stdout.write(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
                return
        raise CommandError(f"There is no lead {options['lead']}.")


def workspaces() -> list[int]:
    """The ids of all workspaces: each has a bell, always."""
    with tenancy.doorbells():
        return sorted(set(Bell.objects.values_list("workspace_id", flat=True)))


def instant(text: str | None) -> datetime | None:
    """An instant, or an error that says how to write one."""
    if text is None:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"“{text}” is no instant. Write it as 2026-03-01T12:00:00Z.")
    return found if found.tzinfo else found.replace(tzinfo=UTC)
