"""Through PgBouncer in transaction mode: many clients, few servers, and no workspace left behind on one."""

import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from accounts import tenancy
from accounts.models import Membership
from tests.databases import closing, open_as

FOUND = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(FOUND is None, reason="PgBouncer is not installed (apt install pgbouncer)"),
]


@pytest.fixture
def pooled(tmp_path, acme, umbra):
    """Django's connection led through a pool of two servers."""
    parts = connection.settings_dict
    host = parts.get("OPTIONS", {}).get("host") or parts["HOST"] or "localhost"
    upstream = f"host={host} dbname={parts['NAME']} user={parts['USER']}"
    upstream += f" password={parts['PASSWORD']}" if parts["PASSWORD"] else ""
    folder = Path("/tmp") / f"bouncer-{os.getpid()}"  # noqa: S108 - a socket's path must be short
    folder.mkdir(mode=0o755, exist_ok=True)
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\npooled = {upstream}\n[pgbouncer]\nlisten_port = 6543\nlisten_addr =\n"
        f"unix_socket_dir = {folder}\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 2\n"
        f"max_client_conn = 100\nlogfile = {folder}/log\npidfile =\n"
    )
    command = [FOUND, str(folder / "pgbouncer.ini")]
    # PgBouncer refuses to be root; a PostgreSQL on a socket knows the owner of its folder.
    user = {}
    if os.geteuid() == 0:
        user["user"] = os.stat(host).st_uid if host.startswith("/") else "nobody"
        shutil.chown(folder, user["user"])
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user)
    socket = folder / ".s.PGSQL.6543"
    until = time.monotonic() + 5
    while not socket.exists() and time.monotonic() < until:
        time.sleep(0.02)
    yield f"host={folder} port=6543 dbname=pooled"
    process.kill()
    process.wait()
    shutil.rmtree(folder)


def test_no_client_ever_sees_another_workspaces_rows(pooled, acme, umbra):
    wrong, checked = [], []

    def client(workspace_id, rounds):
        link = psycopg2.connect(pooled)
        for _ in range(rounds):
            with link, link.cursor() as cursor:
                if workspace_id:
                    cursor.execute("SELECT set_config('baton.workspace', %s, true)", [str(workspace_id)])
                cursor.execute("SELECT DISTINCT workspace_id FROM accounts_membership")
                found = {pk for (pk,) in cursor.fetchall()}
                checked.append(1)
                if found != ({workspace_id} if workspace_id else set()):
                    wrong.append((workspace_id, found))
        link.close()

    threads = [threading.Thread(target=client, args=(pk, 60)) for pk in (acme.pk, umbra.pk, None) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(checked) == 720
    assert wrong == []


def test_pages_work_through_the_pool(pooled, acme, monkeypatch):
    host, port, name = (part.split("=", 1)[1] for part in pooled.split())
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"host": host})
    monkeypatch.setitem(connection.settings_dict, "PORT", port)
    kept = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        with tenancy.workspace(acme):
            assert Membership.objects.count() == 4
        assert Membership.objects.count() == 0
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept


def test_the_pool_is_needed_to_prove_it(acme):
    """What the guard guards against: a setting of the session stays on the connection for whoever comes next."""
    with closing(open_as(settings.DATABASE_URL, connection.settings_dict["NAME"])) as link, link.cursor() as cursor:
        cursor.execute("SELECT set_config('baton.workspace', %s, false)", [str(acme.pk)])
        cursor.execute("SELECT count(*) FROM accounts_membership")
        assert cursor.fetchone() == (4,)
