"""How late the steps of running clocks are carried out: `make bench ARGS=late_steps`.

Sixty clocks whose first reminders fall due second by second, in a database of its own, and a ticker as the product runs
it. Prints how late each was; 30 seconds are allowed.
"""

import os
import subprocess
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from accounts import actions, tenancy  # noqa: E402
from accounts.models import User, Workspace  # noqa: E402
from leads.models import Lead  # noqa: E402
from sla import actions as sla  # noqa: E402
from sla.models import ClockStep, WorkCalendar  # noqa: E402
from tests import databases  # noqa: E402
from tests.collecting import database_url  # noqa: E402

CLOCKS, LIMIT = 60, 30.0
HALF = timedelta(minutes=15)  # of what a hand-raiser is promised: the first reminder


def main() -> None:
    """Start the clocks and a ticker, wait, look."""
    name = databases.make("bench")
    try:
        workspace = furnish()
        environment = {**os.environ, "DATABASE_URL": database_url(), "BATON_LOG_LEVEL": "WARNING"}
        ticker = subprocess.Popen([sys.executable, "manage.py", "ticker"], env=environment)
        try:
            time.sleep(CLOCKS + 25)
        finally:
            ticker.terminate()
            ticker.wait(20)
        with tenancy.workspace(workspace):
            late = sorted((row.done_at - row.due_at).total_seconds() for row in ClockStep.objects.all())
    finally:
        databases.drop(name)
    print(
        f"{len(late)} of {CLOCKS} steps; late by {late[len(late) // 2]:.2f} s, at worst {late[-1]:.2f} of {LIMIT:.0f} s"
    )


def furnish() -> Workspace:
    """A workspace that is always open, and clocks whose reminders fall due one a second, from ten seconds on."""
    by = User.objects.create_user("bench@example.com", "a-good-long-password")
    workspace = actions.create_workspace(name="Bench", by=by, slug="bench")
    with tenancy.workspace(workspace):
        WorkCalendar.objects.filter(workspace=workspace).update(always_open=True)
        now = timezone.now()
        for number in range(CLOCKS):
            at = now - HALF + timedelta(seconds=10 + number)
            lead = Lead.objects.create(workspace=workspace, first_name=str(number), return_at=now + timedelta(days=9))
            promise = sla.promise(lead, at=at, rep=by.pk, hand_raiser=True)
            sla.start(lead, kind="accept", at=at, promise=promise, rep=by.pk)
    return workspace


if __name__ == "__main__":
    main()
