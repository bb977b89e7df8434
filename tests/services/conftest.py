"""Real services in folders of their own; nothing here touches Django or the suite's own services."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from handoff.services import procfs

ROOT = Path(__file__).resolve().parents[2]
GIVEN = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "BATON_DATA", "BATON_SECRET_KEY"}
OUTSIDE = {name: value for name, value in os.environ.items() if name not in GIVEN}
PATIENCE = 20.0


def until(condition: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Wait for something to become true and answer it."""
    limit = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.05)
    return found


def services(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line of the services to its end."""
    command = [sys.executable, "-m", "handoff.services", *arguments]
    words = {"cwd": ROOT, "env": OUTSIDE, "capture_output": True, "text": True, "timeout": 60, **options}
    return subprocess.run(command, **words)


def query(data: Path, sql: str, *, role: str = "baton_owner", database: str = "baton") -> list[Any]:
    """Ask the PostgreSQL of a data folder."""
    with closing(psycopg2.connect(host=str(data / "sockets"), user=role, dbname=database)) as link:
        link.autocommit = True
        with link.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []


def keep(data: Path) -> None:
    """Commit a row that has to be there later."""
    query(data, "DROP TABLE IF EXISTS kept; CREATE TABLE kept (word text); INSERT INTO kept VALUES ('baton')")


def free_port() -> int:
    with closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture
def nothing() -> Iterator[Path]:
    """A data folder to be, in a parent that only its owner may enter, its path short enough for sockets."""
    parent = Path(tempfile.mkdtemp(prefix="b-"))
    yield parent / "var"
    shutil.rmtree(parent, ignore_errors=True)


@dataclass(frozen=True)
class FirstStart:
    """What happened when a data folder was started for the first time."""

    data: Path
    ended: subprocess.CompletedProcess[str]
    above_before: list[tuple[int, int, int]]
    above_after: list[tuple[int, int, int]]


@pytest.fixture(scope="session")
def first_start() -> Iterator[FirstStart]:
    """The first start of a folder that an earlier one left unfinished."""
    data = Path(tempfile.mkdtemp(prefix="b-")) / "var"
    (data / "postgres.unfinished").mkdir(parents=True)
    (data / "postgres.unfinished" / "PG_VERSION").write_text("18")
    before = above(data)
    program = "import os, sys; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL']); sys.exit(7)"
    ended = services("exec", "--data", str(data), "--", sys.executable, "-c", program)
    yield FirstStart(data, ended, before, above(data))
    shutil.rmtree(data.parent)


def above(data: Path) -> list[tuple[int, int, int]]:
    return [(found.st_mode, found.st_uid, found.st_gid) for found in map(os.stat, data.parents)]


@pytest.fixture
def data(first_start: FirstStart) -> Path:
    """A data folder that has been started before, if only by the test before."""
    return first_start.data


class Stage:
    """A supervisor under test."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data, self.port = data, free_port()
        self.output = data.parent / "terminal.txt"
        with self.output.open("w") as terminal:
            command = [sys.executable, "-m", "tests.services.stage", str(data), str(self.port)]
            outside = {**OUTSIDE, **environment}
            self.life = subprocess.Popen(
                command, cwd=ROOT, env=outside, stdout=terminal, stderr=terminal, start_new_session=True
            )

    def says(self) -> str:
        return self.output.read_text()

    def ready(self) -> "Stage":
        until(lambda: "Baton is ready" in self.says() or self.life.poll() is not None)
        assert self.life.poll() is None, self.says()
        return self

    def pid(self, name: str) -> int:
        """The process that plays `name`, once its program has begun."""
        path = self.data / "run" / f"{name}.pid"
        pid = until(lambda: path.exists() and path.read_text() and int(json.loads(path.read_text())["pid"]))
        until(lambda: "launch.py" not in " ".join(procfs.command(pid)))
        return pid

    def deaf_pid(self) -> int:
        """The process that ignores polite requests, once it does."""
        pid = self.pid("stubborn")
        until(lambda: ignores(pid, signal.SIGTERM))
        return pid

    def stop(self) -> int:
        self.life.send_signal(signal.SIGINT)
        return self.life.wait(timeout=PATIENCE)


def ignores(pid: int, number: signal.Signals) -> bool:
    status = procfs.content(pid, "status").decode()
    ignored = int(status.partition("SigIgn:")[2].split()[0], 16)
    return bool(ignored >> (number - 1) & 1)


@pytest.fixture
def stage(data: Path) -> Iterator[Callable[..., Stage]]:
    """Opens supervisors on the data folder, and closes what a test leaves open."""
    opened: list[Stage] = []

    def begin(**environment: str) -> Stage:
        opened.append(Stage(data, **environment))
        return opened[-1]

    yield begin
    for each in opened:
        if each.life.poll() is None:
            each.life.kill()
            each.life.wait()
    until(lambda: not [kill(pid) for pid in living_in(data)])


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def living_in(data: Path) -> list[int]:
    """Every process that belongs to a data folder."""
    at_home = procfs.working_in(data / "postgres")
    return at_home + [pid for pid in procfs.living() if procfs.has_environment(pid, "BATON_DATA", str(data))]
