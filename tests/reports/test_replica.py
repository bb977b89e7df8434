"""Reports read from a streaming replica where there is one, and lose nothing where it is away or behind."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import psycopg2
import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from accounts import replica, tenancy
from handoff.services import postgres
from leads.models import Lead
from tests.databases import closing
from tests.reports import worlds

HOST = connection.settings_dict["OPTIONS"].get("host", "")
SERVER = Path(HOST).is_dir() and next(Path(HOST).glob(".s.PGSQL.*.lock"), None)
pytestmark = [
    pytest.mark.django_db(transaction=True, databases=[DEFAULT_DB_ALIAS, replica.ALIAS]),
    pytest.mark.skipif(not SERVER, reason="A replica is made of a PostgreSQL on this machine's socket only."),
]


@pytest.fixture(scope="module", autouse=True)
def known():
    """The second connection, before a test says that it uses it."""
    connections.databases[replica.ALIAS] = {**connection.settings_dict, "OPTIONS": {}}
    yield
    del connections.databases[replica.ALIAS]


@pytest.fixture(scope="module")
def standby(known):
    """A second PostgreSQL that follows the first; the folder of its socket."""
    folder = Path("/tmp") / f"standby-{os.getpid()}"  # noqa: S108 - a socket's path must be short
    folder.mkdir(mode=0o755)
    owner = os.stat(HOST).st_uid
    user = {}
    if os.geteuid() == 0:
        user["user"] = owner
        shutil.chown(folder, owner)
    programs = Path(os.readlink(f"/proc/{SERVER.read_text().split()[0]}/exe")).parent
    data = folder / "data"
    source = ["-h", HOST, "-U", postgres.SUPERUSER]
    copy = [programs / "pg_basebackup", *source, "-D", data, "-R", "-X", "stream", "-c", "fast"]
    subprocess.run(copy, check=True, env=postgres.PLAIN_ENVIRONMENT, **user)
    (data / "pg_hba.conf").write_text("local all all trust\n")
    (data / "postgresql.auto.conf").open("a").write("hot_standby_feedback = on\n")
    set_to = {"listen_addresses": "", "unix_socket_directories": folder, "fsync": "off"}
    set_to["max_standby_streaming_delay"] = (
        "-1"  # what other tests drop meanwhile waits for a page, not the page for it
    )
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, *(f"--{name}={value}" for name, value in set_to.items())],
        env=postgres.PLAIN_ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **user,
    )
    yield folder
    server.terminate()
    server.wait(30)
    shutil.rmtree(folder)


@pytest.fixture
def follower(standby, monkeypatch, settings):
    """Django's second connection, to the replica, which a busy machine may leave behind a while."""
    settings.REPLICA_MAY_BE_BEHIND = 3600
    parts = connection.settings_dict
    to = {**parts, "OPTIONS": {**parts["OPTIONS"], "host": str(standby)}}
    monkeypatch.setitem(connections.databases, replica.ALIAS, to)
    monkeypatch.setattr(replica, "rest", replica.Rest())
    hang_up()
    yield to
    hang_up()


def hang_up():
    """Let the next one who asks open a line of their own."""
    connections[replica.ALIAS].close()
    del connections[replica.ALIAS]


def is_asked():
    """Whether somebody read from the replica, and could."""
    return connections[replica.ALIAS].connection is not None and replica.rest.until == 0


def caught_up():
    """Wait until the replica shows what is committed by now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        (here,) = cursor.fetchone()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with (
                closing(psycopg2.connect(**connections[replica.ALIAS].get_connection_params())) as link,
                link.cursor() as cursor,
            ):
                cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [here])
                if cursor.fetchone()[0]:
                    return
        except psycopg2.OperationalError:
            pass
        time.sleep(0.05)
    raise AssertionError("the replica does not follow")


def leads_of(workspace):
    with tenancy.workspace(workspace):
        return replica.read(workspace.pk, lambda: replica.ask("SELECT count(*), min(source) FROM leads_lead", []))[0]


def test_a_page_is_made_of_one_state_of_the_replica(follower, acme, umbra, as_):
    for workspace in (acme, umbra):
        with tenancy.workspace(workspace):
            worlds.make(workspace, 3, worlds.dice(1))
    caught_up()
    assert leads_of(acme)[0] == 3

    with tenancy.workspace(acme), replica.snapshot(acme.pk):
        before = replica.ask("SELECT count(*) FROM leads_lead", [])
        with connection.cursor() as cursor:
            cursor.execute("UPDATE leads_lead SET source = 'Changed'")
        assert replica.ask("SELECT count(*) FROM leads_lead WHERE source = 'Changed'", []) == [(0,)]
        assert before == [(3,)]
    page = as_("mona").get("/w/acme/reports/pipeline/")
    assert page.status_code == 200
    assert is_asked()


def test_every_report_reads_the_same_from_either(follower, acme, as_, monkeypatch):
    with tenancy.workspace(acme):
        dice = worlds.dice(3)
        ids = worlds.make(acme, 20, dice)
        worlds.walk(acme, ids, dice, 60)
    caught_up()
    browser = as_("mona")
    for name in ("pipeline", "funnel", "sources", "assignment", "feedback", "coaching", "engagement"):
        url = f"/w/acme/reports/{name}/?file=csv"
        read = browser.get(url).content
        assert is_asked(), name
        with monkeypatch.context() as without:
            without.setattr(replica, "rest", replica.Rest(until=float("inf")))
            assert browser.get(url).content == read


def test_a_replica_that_is_away_costs_nothing_but_a_pause(follower, acme, as_):
    follower["OPTIONS"]["host"] = "/nowhere"
    assert as_("mona").get("/w/acme/reports/funnel/").status_code == 200
    assert replica.rest.until > time.monotonic()


@pytest.mark.parametrize("asked_again", [False, True], ids=["at the end", "in the middle"])
def test_a_replica_that_dies_while_a_page_is_made_spoils_nothing(asked_again, follower, acme):
    caught_up()
    begun = []

    def work():
        begun.append(replica.source.get())
        rows = replica.ask("SELECT count(*) FROM leads_lead", [])
        if len(begun) == 1:
            kill(connections[replica.ALIAS])
        return replica.ask("SELECT count(*) FROM leads_lead", []) if asked_again else rows

    with tenancy.workspace(acme):
        assert replica.read(acme.pk, work) == [(0,)]
        assert begun == (["replica", "default"] if asked_again else ["replica"])
        replica.rest.until = 0
        assert replica.read(acme.pk, work) == [(0,)]
        assert begun[-1] == "replica"


def kill(line):
    """End the server's side of a line."""
    params = line.get_connection_params() | {"user": postgres.SUPERUSER}
    with closing(psycopg2.connect(**params)) as link, link.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [line.connection.info.backend_pid])


def test_a_replica_that_is_behind_is_not_asked(follower, acme, settings):
    with tenancy.workspace(acme):
        worlds.make(acme, 2, worlds.dice(2))
    caught_up()
    with closing(
        psycopg2.connect(**connections[replica.ALIAS].get_connection_params() | {"user": postgres.SUPERUSER})
    ) as link:
        link.autocommit = True
        link.cursor().execute("SELECT pg_wal_replay_pause()")
        settings.REPLICA_MAY_BE_BEHIND = -1.0
        try:
            with tenancy.workspace(acme):
                worlds.make(acme, 1, worlds.dice(4))
            assert leads_of(acme)[0] == 3
            assert replica.rest.until > time.monotonic()
        finally:
            link.cursor().execute("SELECT pg_wal_replay_resume()")


def test_trouble_of_the_database_itself_is_told(follower, acme):
    caught_up()

    def wrong():
        with connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column FROM leads_lead")

    with pytest.raises(Exception, match="no_such_column"), tenancy.workspace(acme), transaction.atomic():
        replica.read(acme.pk, wrong)
    assert replica.rest.until == 0
    assert Lead.objects.count() == 0
