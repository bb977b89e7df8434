"""Our own PostgreSQL: a private cluster behind a socket that only its user and root can open."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from handoff.services import orphans, procfs, programs, roles
from handoff.services.places import Places, private_folder, socket_folder
from handoff.services.processes import Process
from handoff.services.runas import Account, able, last_line, launched, pwd_entry
from handoff.services.trouble import Trouble

OWN_SETTINGS = "local.conf"
SUPERUSER, DATABASE = "baton_root", "baton"
PLAIN_ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}
STOP_PATIENCE = 60.0  # seconds: a fast stop writes a checkpoint first
BACKENDS_PATIENCE = 10.0  # seconds for the backends of a killed postmaster to notice its death
INITDB = (
    "--locale-provider=builtin",  # text sorts the same on every machine, whatever its C library
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--encoding=UTF8",
    "--data-checksums",
    f"--username={SUPERUSER}",
    "--auth-local=peer",
    "--auth-host=reject",
    "--no-instructions",
)
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "wal_compression": "off",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "datestyle": "iso, ymd",
    "lc_messages": "C",
    "default_text_search_config": "pg_catalog.simple",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_checkpoints": "off",
    # A statement or a DETAIL line may hold what a lead wrote; the log is not the place for it.
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# Survives the death of every process, not that of the machine.
THROWAWAY = {"fsync": "off", "full_page_writes": "off"}


class Postgres:
    """The embedded PostgreSQL of one data folder."""

    name = "postgres"

    def __init__(self, places: Places, *, account: Account, throwaway: bool = False) -> None:
        self.places = places
        self.bin = programs.postgres_bin(places.programs, account=account)
        self.account = able(account, to_run=self.bin / "postgres")
        self.owner = account.uid if account.is_lent else None
        self.sockets = socket_folder(places, self.owner)
        self.settings = {**SETTINGS, **(THROWAWAY if throwaway else {})}
        self.waiting_since: float | None = None

    def process(self) -> Process:
        return Process(
            name=self.name,
            command=(
                *(str(self.bin / "postgres"), "-D", str(self.places.postgres)),
                *("-c", f"config_file={self.places.settings / 'postgresql.conf'}"),
            ),
            environment=PLAIN_ENVIRONMENT,
            account=self.account,
            stop_signal=signal.SIGINT,  # fast: does not wait for clients, as SIGTERM would
            hurry_signal=signal.SIGQUIT,
            patience=STOP_PATIENCE,
            may_start=self.may_start,
            is_ready=self.is_ready,
        )

    def environment(self) -> dict[str, str]:
        def url(role: str) -> str:
            return f"postgresql://{role}@/{DATABASE}?host={self.sockets}"

        return {"DATABASE_URL": url(roles.APPLICATION), "DATABASE_OWNER_URL": url(roles.OWNER)}

    def make_ready(self) -> None:
        """Make the cluster if there is none yet, write its settings, and forget a pid file that lies."""
        if not self.places.postgres.exists():
            self.make_cluster()
        self.write_settings()
        self.forget_stale_pid()

    def settle(self) -> None:
        """Make roles, database and grants; the server has to be ready."""
        for database in ("postgres", DATABASE):
            with self.connected(database) as connection:
                roles.prepare(connection, DATABASE)

    @contextmanager
    def connected(self, database: str) -> Iterator["psycopg2.extensions.connection"]:
        with closing(psycopg2.connect(host=str(self.sockets), user=SUPERUSER, dbname=database)) as connection:
            connection.autocommit = True
            yield connection

    def make_cluster(self) -> None:
        unfinished = self.places.data / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        private_folder(unfinished, self.owner)
        command = [str(self.bin / "initdb"), "-D", str(unfinished), *INITDB]
        made = subprocess.run(
            launched(command, account=self.account),
            env=PLAIN_ENVIRONMENT,
            capture_output=True,
            start_new_session=True,
        )
        if made.returncode != 0:
            raise Trouble(f"PostgreSQL could not make its folder {unfinished}: {last_line(made.stderr)}.")
        unfinished.rename(self.places.postgres)

    def write_settings(self) -> None:
        folder = self.places.settings
        folder.mkdir(exist_ok=True)
        own = {
            "unix_socket_directories": str(self.sockets),
            "hba_file": str(folder / "pg_hba.conf"),
            "ident_file": str(folder / "pg_ident.conf"),
        }
        lines = [f"{name} = '{literal(value)}'" for name, value in {**self.settings, **own}.items()]
        write_readable(folder / "postgresql.conf", [*lines, f"include '{OWN_SETTINGS}'"])
        if not (folder / OWN_SETTINGS).exists():
            write_readable(folder / OWN_SETTINGS, ["# PostgreSQL settings of your own; Baton leaves this file alone."])
        followed = f"local replication {SUPERUSER} peer map=baton"  # by a standby, for those who want one
        write_readable(folder / "pg_hba.conf", ["local all all peer map=baton", followed])
        people = {pwd_entry(os.geteuid()).pw_name, self.account.name}
        users = (SUPERUSER, roles.OWNER, roles.APPLICATION)
        identities = [f'baton "{person}" {user}' for person in sorted(people) for user in users]
        write_readable(folder / "pg_ident.conf", identities)
        folder.chmod(0o755)

    def forget_stale_pid(self) -> None:
        """Remove lock files that name a process that is dead or another program by now.

        PostgreSQL would believe them, even of a dead process that nobody has collected yet. We hold the data
        folder's lock and look at who works in the cluster, so we know better; with backends alive they stay.
        """
        if orphans.postmaster(self.places.postgres) is None and not self.backends():
            (self.places.postgres / "postmaster.pid").unlink(missing_ok=True)
            (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def may_start(self) -> bool:
        """Wait until the backends of a killed postmaster are gone: they still hold its shared memory."""
        backends = self.backends()
        if not backends:
            self.waiting_since = None
            self.forget_stale_pid()
            return True
        self.waiting_since = self.waiting_since or time.monotonic()
        if time.monotonic() - self.waiting_since > BACKENDS_PATIENCE:
            for pid in backends:
                orphans.send(pid, signal.SIGKILL)
        return False

    def backends(self) -> list[int]:
        working = procfs.working_in(self.places.postgres)
        return [pid for pid in working if Path((procfs.command(pid) or [""])[0]).name.startswith("postgres")]

    def is_ready(self, pid: int) -> bool:
        try:
            lines = (self.places.postgres / "postmaster.pid").read_text().split("\n")
        except OSError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].startswith("ready")


def literal(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def write_readable(path: Path, lines: list[str]) -> None:
    """Write a settings file that the services' user may read and only we may change."""
    path.write_text("\n".join(lines) + "\n")
    path.chmod(0o644)


def given(environ: Mapping[str, str]) -> bool:
    """Whether a PostgreSQL is given from outside, so that none of our own is started."""
    return bool(environ.get("DATABASE_URL"))
