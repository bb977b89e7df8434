"""How fast people become leads: rows a second in batches, one alone with few and with many leads, and search.

    python -m benchmarks.leads [--rows 20000] [--many 100000]

Seconds are those of one core: the processor time of this process and of its database backend together, so that other
work on the machine does not count. Beside the batches stands the least that any way in must pay: a bare
json_to_recordset insert of the same rows into the same table, in the same run. Uses a database of its own.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection  # noqa: E402

from accounts import actions, tenancy  # noqa: E402
from accounts.models import User, Workspace  # noqa: E402
from leads import actions as leads  # noqa: E402
from leads import search  # noqa: E402
from leads.actions import storing  # noqa: E402
from leads.actions.rulebook import rulebook  # noqa: E402
from leads.drafts import Draft, Found, blank, tell  # noqa: E402
from leads.models import Lead  # noqa: E402
from leads.normal import clean  # noqa: E402
from leads.person import Person  # noqa: E402
from tests import databases  # noqa: E402

AT = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
BATCH = 1_000
FIRST = ["Maria", "José", "Anna", "Wei", "Olga", "Ahmed", "Jürgen", "Chloé", "Ivan", "Grace", "Noor", "Liam"]
LAST = ["Müller", "García", "O’Brien", "Smith", "Nguyen", "Kowalski", "Rossi", "Silva", "Dubois", "Jensen"]
TITLES = ["VP Marketing", "Head of Sales", "Engineer", "Student", "CMO", "Buyer"]


def main() -> None:
    """Measure in a fresh copy of the migrated database, and drop it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--many", type=int, default=100_000)
    wanted = parser.parse_args()
    name = databases.make("bench")
    try:
        by = User.objects.create_user("bench@example.com", "a-good-long-password")
        measure(by, wanted.rows, wanted.many)
    finally:
        databases.drop(name)


def measure(by: User, rows: int, many: int) -> None:
    """All figures."""
    acme, bare = (actions.create_workspace(name=name, by=by, slug=name) for name in ("acme", "bare"))
    alone("one lead alone, no leads there", acme, 10_000_000)
    batches = [[person(place) for place in range(start, start + BATCH)] for start in range(0, rows, BATCH)]
    new, least = [], []
    for batch in batches:
        new.append(seconds(lambda batch=batch: upsert(acme, batch)))
        least.append(bare_insert(bare, batch))
    show("new leads in batches of 1,000", BATCH / statistics.median(new), "rows/s", least=5_000)
    show("bare inserts of the same rows", BATCH / statistics.median(least), "rows/s")
    print(f"{'ratio':44} {statistics.median(least) / statistics.median(new):12.2f}")
    again = [seconds(lambda batch=batch: upsert(acme, batch)) for batch in batches[:5]]
    show("the same rows again", BATCH / statistics.median(again), "rows/s")
    for start in range(rows, many, BATCH):
        upsert(acme, [person(place) for place in range(start, start + BATCH)])
    alone(f"one lead alone, {many:,} leads there", acme, 20_000_000)
    with tenancy.workspace(acme):
        connection.cursor().execute("SELECT 1")
        for text in ("muller", "maria mull", "g", "acme 77", "lead123@"):
            taken = [seconds(lambda text=text: found(acme, text)) for _ in range(9)]
            show(f"search “{text}”", statistics.median(taken) * 1000, "ms", most=100)


def person(place: int) -> Person:
    """Somebody new, as a form or a file tells of them."""
    firm = place % 8_000
    return Person(
        email=f"{FIRST[place % 12].lower()}.lead{place}@firm{firm}.example".encode("ascii", "ignore").decode(),
        first_name=FIRST[place % 12],
        last_name=LAST[place // 12 % 10],
        title=TITLES[place % 6],
        phone=f"+4930{2_000_000 + place}",
        company_name=f"Acme {firm} GmbH",
        country="Germany",
        source="Webinar",
        utm={"utm_source": "newsletter", "utm_campaign": "spring"},
        line=place,
    )


def upsert(workspace: Workspace, batch: list[Person]) -> None:
    """One batch, committed."""
    with tenancy.workspace(workspace):
        outcomes = leads.upsert_many(workspace.pk, batch, at=AT, cause="import")
    assert all(outcome.what != "refused" for outcome in outcomes)


def bare_insert(workspace: Workspace, batch: list[Person]) -> float:
    """Seconds for the insert alone: rows are ready, nothing is matched, no words, no companies."""
    with tenancy.workspace(workspace):
        book = rulebook(workspace.pk)
        told = [clean(each, book.rules) for each in batch]
        rows = {}
        for pk, each in zip(storing.new_ids(len(told)), told, strict=True):
            draft = Draft(blank(seen_at=AT))
            tell(draft, each, Found(), at=AT, overwrite=True)
            rows[pk] = draft.row

    def insert() -> None:
        with tenancy.workspace(workspace):
            storing.insert(workspace.pk, rows, at=AT, return_at=AT + timedelta(days=30))

    return seconds(insert)


def alone(title: str, workspace: Workspace, start: int) -> None:
    """One upsert in a transaction of its own."""
    taken = [seconds(lambda place=place: upsert(workspace, [person(place)])) for place in range(start, start + 60)]
    show(title, statistics.median(taken[10:]) * 1000, "ms", most=10)


def found(workspace: Workspace, text: str) -> list[Lead]:
    """The first page of a search."""
    return list(search.matching(workspace.leads.for_list(), text).newest_first()[:51])


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of this process and its database backend."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    began = time.process_time() + busy(backend)
    work()
    return time.process_time() + busy(backend) - began


def busy(pid: int) -> float:
    """Processor seconds of another process on this machine."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def show(title: str, value: float, unit: str, *, least: float = 0, most: float = 0) -> None:
    """One figure beside its target."""
    target = f"at least {least:,.0f}" if least else f"at most {most:,.0f}" if most else ""
    verdict = "" if not target else "ok" if value >= least and (not most or value <= most) else "MISSED"
    print(f"{title:44} {value:12,.1f} {unit:7} {target:16} {verdict}")


if __name__ == "__main__":
    main()
