"""`manage.py simulate`: keep the demo alive, so that a visitor sees queues fill and empty."""

import random
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from capture.management.commands.import_leads import find
from handoff.demo import simulating
from handoff.management.commands.seed import DEMO


class Command(BaseCommand):
    """Events at a rate, by the same verbs that every door calls."""

    help = "Let people visit, ask for demos and be answered in the demo workspace."

    def add_arguments(self, parser: CommandParser) -> None:
        """How much, how long, where."""
        parser.add_argument("--rate", type=float, default=20, help="events a minute (20)")
        parser.add_argument("--minutes", type=float, default=0, help="stop after so many minutes (0: never)")
        parser.add_argument("--workspace", default=DEMO, help="address of the workspace (acme)")
        parser.add_argument("--seed", type=int, help="the same events each time")

    def handle(self, *args: Any, **options: Any) -> None:
        """One event after the other, until the time is over or somebody presses Ctrl-C."""
        if not 0 < options["rate"] <= 6_000:
            raise CommandError("A rate is more than 0 and at most 6,000 events a minute.")
        workspace, _ = find(options["workspace"], None)
        dice = random.Random(options["seed"])  # noqa: S311 - nothing is secret here
        ends = time.monotonic() + options["minutes"] * 60 if options["minutes"] else None
        pause = 60 / options["rate"]
        while ends is None or time.monotonic() < ends:
            self.stdout.write(
                f"{timezone.localtime():%H:%M:%S}  {simulating.event(workspace, dice, at=timezone.now())}"
            )
            time.sleep(pause * dice.uniform(0.5, 1.5))
