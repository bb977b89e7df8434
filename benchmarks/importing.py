"""How fast a file of new leads is imported, and in how much memory: `python -m benchmarks.importing [rows] [--big]`.

`--big` gives each row 8 KB of notes that go nowhere: 130,000 rows are then a file of 1 GB.

Seconds are those of one core: the processor time of this process and of its database backend together, so
that other
work on the machine does not count. The limit is a bare csv reader with json_to_recordset inserts of the
same rows into the same table, in the same run.
Uses a database of its own.
"""

import csv
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import actions as accounts  # noqa: E402
from accounts import bells, jobs, tenancy  # noqa: E402
from accounts.models import User  # noqa: E402
from capture import actions  # noqa: E402
from leads.actions.statements import as_json  # noqa: E402
from tests import databases  # noqa: E402

LEAST = 5_000  # rows a second
MOST_RSS = 512  # MiB
HEADER = (
    "Email",
    "First Name",
    "Last Name",
    "Phone",
    "Company",
    "Job Title",
    "Country",
    "Lead Source",
    "Create Date",
    "Notes",
)
NOTES = "Spoke at length about their year. " * 240  # 8 KB
BARE = """
    INSERT INTO leads_lead (workspace_id, email, email_key, first_name, last_name, company_name, title,
        country, source,
        utm, custom, landing_page, channel, phone, buying_role, preferred_channel, language, email_domain,
        region, city,
        time_zone, consent, stage, holder, cycle, company_fixed, held_for, closed_for, score, fit,
        engagement, grade, return_at)
    SELECT %s, email, email, first, last, company, title, 'DE', source, '{}', '{}', '', '', '', '', '', '',
        '', '', '', '',
           'unknown', 'lead', 'marketing', 1, false, '', '', 0, 0, 0, '', now()
      FROM json_to_recordset(%s) AS said (email text, first text, last text, company text, title text,
          source text)
"""


def lines(count: int, mark: str, notes: str = "") -> Iterator[str]:
    """A file of people who do not exist."""
    yield ",".join(HEADER) + "\r\n"
    for number in range(count):
        firm = number // 5
        yield (
            f"person{number}@{mark}{firm}.example,Given{number % 900},Family{number % 7000},"
            f'+49 30 {1000000 + number},"Firm {mark} {firm}, Ltd",Head of {number % 40},Germany,Web,'
            f"2025-0{1 + number % 9}-1{number % 10} 09:30,{notes}\r\n"
        )


def main() -> None:
    is_big = "--big" in sys.argv
    rows = int(next((word for word in sys.argv[1:] if word.isdecimal()), 130_000 if is_big else 60_000))
    name = databases.make("benchmark")
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings.MEDIA_ROOT = Path(folder) / "files"
            measure(Path(folder), rows, NOTES if is_big else "")
    finally:
        databases.drop(name)


def measure(folder: Path, rows: int, notes: str) -> None:
    by = User.objects.create_user("bench@example.com", "a-good-long-password")
    workspace = accounts.create_workspace(name="Bench", by=by, slug="bench")
    path = folder / "new.csv"
    with path.open("w", newline="") as out:
        out.writelines(lines(rows, "new", notes))
    bare = bare_seconds(folder, workspace.pk, rows)
    begun, worked = spent(), time.process_time()
    with tenancy.workspace(workspace), path.open("rb") as file:
        upload = actions.keep_file(workspace, iter(lambda: file.read(1 << 20), b""), name="new.csv", by=by)
        actions.agree(upload, targets=upload.targets, options={}, at=timezone.now())
        run = actions.start_run(upload, by=by, dry=False)
    while bells.answer(jobs.KIND, workspace.pk):
        pass
    seconds, own = spent() - begun, time.process_time() - worked
    with tenancy.workspace(workspace):
        run.refresh_from_db()
    assert run.counts == {"created": rows}, run.counts
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    show("new leads, end to end", rows / seconds, "rows/s", rows / seconds >= LEAST)
    show("of it in Python", own * 1e6 / rows, "us/row", True)
    show("ratio to bare inserts of the same rows", bare / seconds, "", True)
    show("size of the file", path.stat().st_size / 2**20, "MiB", True)
    show("peak memory", peak, "MiB", peak <= MOST_RSS)


def bare_seconds(folder: Path, workspace_id: int, rows: int) -> float:
    """The limit: read, insert, commit."""
    path = folder / "bare.csv"
    with path.open("w", newline="") as out:
        out.writelines(lines(rows, "bare"))
    begun = spent()
    with path.open(newline="") as file:
        reader, batch = csv.DictReader(file), []
        for row in reader:
            batch.append(
                {
                    "email": row["Email"],
                    "first": row["First Name"],
                    "last": row["Last Name"],
                    "company": row["Company"],
                }
                | {"title": row["Job Title"], "source": row["Lead Source"]}
            )
            if len(batch) == 1_500:
                insert(workspace_id, batch)
                batch = []
        insert(workspace_id, batch)
    return spent() - begun


def spent() -> float:
    """Processor seconds of this process and its database backend so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    return time.process_time() + int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e9


def insert(workspace_id: int, batch: list[dict[str, str]]) -> None:
    with transaction.atomic(), tenancy.workspace(workspace_id), connection.cursor() as cursor:
        cursor.execute(BARE, [workspace_id, as_json(batch)])


def show(title: str, value: float, unit: str, good: bool) -> None:
    print(f"{title:<42}{value:>12,.2f} {unit:<8}{'' if good else 'MISSED'}")


if __name__ == "__main__":
    main()
