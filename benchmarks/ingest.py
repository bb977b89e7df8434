"""How fast events come in, beside the least that storing them costs: COPY of the same rows in the same run.

    python -m benchmarks.ingest [--events 20000] [--rounds 5] [--door collector|pages]

Everything counts: parsing, who is who, de-duplication, and the durable commit before each answer. Limit and
product take turns in short segments; the figures are medians of the segments' ratios, because other work on the
machine makes plain speeds worthless. Beside the speeds stands the processor's time of server and database, which
other work disturbs less. Uses a database and a server of its own.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import django
import psutil

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from psycopg2.extensions import make_dsn, parse_dsn  # noqa: E402

from accounts import actions, tenancy  # noqa: E402
from accounts.models import User, Workspace  # noqa: E402
from benchmarks.ingest_load import Load, People, copy, post, post_singles, prepare  # noqa: E402
from capture.models import WriteKey, mint  # noqa: E402
from leads.models import Activity, Content, Identity, Lead, Visitor  # noqa: E402
from tests import databases  # noqa: E402

PORT = 8197
LEADS, BROWSERS = 2_000, 2_000
CLIENTS = 64
SENDERS = 16  # of batches


def main() -> None:
    """Measure in a fresh copy of the migrated database, and drop it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=20_000, help="in each segment of batches")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--door", choices=["collector", "pages"], default="collector")
    wanted = parser.parse_args()
    name = databases.make("bench")
    try:
        people, key = settle()
        let_the_owner_copy()
        with serving(name, wanted.door) as server:
            measure(Sent(people, key, owner_url(name), server), wanted.events, wanted.rounds)
        check(people)
    finally:
        databases.drop(name)


def settle() -> tuple[People, str]:
    """A workspace with people whom its web site knows."""
    by = User.objects.create_user("bench@example.com", "a-good-long-password")
    acme = actions.create_workspace(name="acme", by=by, slug="acme")
    with tenancy.workspace(acme):
        return populate(acme), write_key(acme)


def write_key(acme: Workspace) -> str:
    """A key without a limit that matters."""
    key = WriteKey(workspace=acme, name="bench", key=mint(acme.pk), per_minute=100_000_000)
    key.save()
    return key.key


def populate(acme: Workspace) -> People:
    """Leads with ids, browsers of which every other belongs to one, and a library."""
    at = "2026-01-01T00:00Z"
    rows = Lead.objects.bulk_create(
        Lead(workspace=acme, email=f"lead{n}@firm.example", email_key=f"lead{n}@firm.example", return_at=at)
        for n in range(LEADS)
    )
    Identity.objects.bulk_create(
        Identity(workspace=acme, lead=lead, kind="user_id", value=f"user-{n}") for n, lead in enumerate(rows)
    )
    browsers = Visitor.objects.bulk_create(
        Visitor(
            workspace=acme,
            anonymous_id=f"browser-{n}",
            first_seen_at=at,
            **({"lead": rows[n % LEADS], "linked_at": at} if n % 2 else {}),
        )
        for n in range(BROWSERS)
    )
    guides = Content.objects.bulk_create(
        Content(workspace=acme, title=f"Guide {n}", key=f"guide-{n}", url=f"/guide/{n}") for n in range(90)
    )
    return People(
        acme.pk,
        [(lead.pk, f"user-{n}") for n, lead in enumerate(rows)],
        [(browser.pk, browser.lead_id, browser.anonymous_id) for browser in browsers],
        [guide.pk for guide in guides],
    )


def let_the_owner_copy() -> None:
    """COPY is refused behind the fence, which binds the owner too: here it does not. Count the rows."""
    with databases.closing(databases.open_as(settings.DATABASE_OWNER_URL, connection.settings_dict["NAME"])) as link:
        link.cursor().execute("ALTER TABLE leads_activity NO FORCE ROW LEVEL SECURITY")
        link.cursor().execute("ANALYZE")  # as autovacuum does within a minute


def owner_url(name: str) -> str:
    """How the owner connects to the measured database."""
    return make_dsn(settings.DATABASE_OWNER_URL, dbname=name)


def application_url(name: str) -> str:
    """The measured database as the application's role reaches it."""
    parts = parse_dsn(settings.DATABASE_URL)
    host = parts.get("host", "localhost")
    where = f"/{name}?host={host}" if host.startswith("/") else f"{host}:{parts.get('port', 5432)}/{name}"
    who = connection.settings_dict
    secret = f":{who['PASSWORD']}" if who["PASSWORD"] else ""
    return f"postgresql://{who['USER']}{secret}@{where}"


@contextmanager
def serving(name: str, door: str) -> Iterator[int]:
    """A server on the measured database; its process."""
    commands = {
        "collector": ["-m", "capture.collector", "--port", str(PORT)],
        "pages": ["-m", "granian", "--interface", "wsgi", "handoff.wsgi:application", "--port", str(PORT)]
        + ["--workers", "2", "--blocking-threads", "32", "--no-ws"],
    }
    environment = {**os.environ, "DATABASE_URL": application_url(name), "BATON_LOG_LEVEL": "WARNING"}
    server = subprocess.Popen([sys.executable, *commands[door]], env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_until_alive()
        yield server.pid
    finally:
        server.terminate()
        server.wait(20)


def wait_until_alive() -> None:
    """Up to a minute."""
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/livez", timeout=1)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError("The server does not answer.")


def measure(sent: "Sent", events: int, rounds: int) -> None:
    """All figures."""
    sent.warm()
    for size, least in ((500, 0.40), (50, 0.50)):
        ratios, work, again = [], [], []
        for _ in range(rounds):
            rows, load = sent.load(events, size), sent.load(events, size)
            limit, least_work = spending(os.getpid(), partial(copy, sent.url, rows, connections=2))
            first, own_work = spending(sent.server, partial(sent.post, load))
            second = sent.post(load)
            ratios.append(limit / first)
            work.append(least_work / own_work)
            again.append(second / first)
            each = f"{least_work / events * 1e6:.0f} and {own_work / events * 1e6:.0f} µs of processor an event"
            print(f"    {events / limit:9,.0f} COPY/s {events / first:9,.0f} events/s; {each}", flush=True)
        show(f"batches of {size}: speed beside COPY", ratios, least=least)
        show(f"batches of {size}: COPY's processor time beside ours", work)
        show(f"batches of {size}: a retry's cost beside the first", again, most=1.0)
    singles(sent, max(500, events // 10), rounds)
    late(sent, max(500, events // 10))


def singles(sent: "Sent", events: int, rounds: int) -> None:
    """One event a request, from many clients, beside one row a commit."""
    ratios = []
    for _ in range(rounds):
        limit = copy(sent.url, sent.load(events // 4, 1), connections=2) * 4
        took, _ = post_singles(PORT, sent.key, sent.load(events, 1).bodies, clients=CLIENTS)
        sent.speed = events / took
        ratios.append(limit / took)
        print(f"    {events / limit:9,.0f} COPY/s {events / took:9,.0f} events/s", flush=True)
    show(f"single events, {CLIENTS} clients: beside single-row COPY", ratios, least=2.0)


def late(sent: "Sent", events: int) -> None:
    """How long the slowest wait at half the load that fits."""
    _, took = post_singles(PORT, sent.key, sent.load(events, 1).bodies, clients=CLIENTS, rate=sent.speed / 2)
    slowest = sorted(took)[int(len(took) * 0.99)]
    show("single events at half that load: p99 in ms", [slowest * 1000], most=60)
    show("single events at half that load: p50 in ms", [statistics.median(took) * 1000])


class Sent:
    """Makes loads that were never sent before, and remembers how much was."""

    def __init__(self, people: People, key: str, url: str, server: int) -> None:
        self.people, self.key, self.url, self.server = people, key, url, server
        self.seed = 0
        self.speed = 0.0

    def load(self, events: int, batch: int) -> Load:
        """A fresh load."""
        self.seed += 1
        return prepare(self.people, events=events, batch=batch, seed=self.seed)

    def post(self, load: Load) -> float:
        """Seconds until all of a load was answered."""
        return post(PORT, self.key, load.bodies, clients=SENDERS)

    def warm(self) -> None:
        """Let both sides open what they need."""
        copy(self.url, self.load(1_000, 500), connections=2)
        self.post(self.load(1_000, 100))


def spending(process: int, work: Callable[[], float]) -> tuple[float, float]:
    """What work answers, and the seconds of processor that this process, with its children, and PostgreSQL took."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        database = psutil.Process(cursor.fetchone()[0]).parent()
    trees = [psutil.Process(process), *([database] if database else [])]
    before = sum(used(tree) for tree in trees)
    took = work()
    return took, sum(used(tree) for tree in trees) - before


def used(process: psutil.Process) -> float:
    """Seconds of processor of a process and its children, those that ended among them."""
    times = process.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            spent = child.cpu_times()
            total += spent.user + spent.system
    return total


def check(people: People) -> None:
    """Nothing that was answered is missing: every stored event has a row, none has two."""
    with tenancy.workspace(people.workspace_id):
        total, distinct = Activity.objects.count(), Activity.objects.values("message_id").distinct().count()
    assert total == distinct, (total, distinct)
    print(f"{total:,} activities stored, none twice")


def show(title: str, values: list[float], *, least: float | None = None, most: float | None = None) -> None:
    """One line: the figure, its spread, and whether it is reached."""
    figure = statistics.median(values)
    wanted = f"at least {least:g}" if least is not None else f"at most {most:g}" if most is not None else ""
    reached = (least is None or figure >= least) and (most is None or figure <= most)
    spread = f"{min(values):.2f}–{max(values):.2f}"
    print(f"{title:56} {figure:8.2f}  ({spread})  {wanted:14} {'' if reached else 'MISSED'}", flush=True)


if __name__ == "__main__":
    main()
