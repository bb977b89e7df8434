"""What a supervisor that was killed left behind: found again by its notes, and stopped before the next start.

A note is believed only while the kernel agrees that the process with that number began at the noted moment.
"""

import json
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from handoff.services import procfs
from handoff.services.places import Places

POSTGRES = "postgres"
POSTGRES_PATIENCE = 60.0  # seconds: a fast stop writes a checkpoint first
LAST_PATIENCE = 10.0  # seconds a process that is made to stop may take


@dataclass(frozen=True)
class Note:
    """Which process we started under a name, and how it wants to be stopped."""

    pid: int
    started: int
    boot: str
    stop_signal: int
    patience: float

    def is_alive(self) -> bool:
        """Whether this very process still lives."""
        return self.boot == procfs.boot() and procfs.started(self.pid) == self.started

    def is_gone(self) -> bool:
        return not self.is_alive()


def note(places: Places, name: str, pid: int, *, stop_signal: signal.Signals, patience: float) -> None:
    """Write down that `pid` is our `name`."""
    began = procfs.started(pid)
    if began is not None:
        text = json.dumps(asdict(Note(pid, began, procfs.boot(), int(stop_signal), patience)))
        (places.run / f"{name}.pid").write_text(text)


def forget(places: Places, name: str) -> None:
    (places.run / f"{name}.pid").unlink(missing_ok=True)


def clear(places: Places, *, say: Callable[[str], None]) -> None:
    """Stop whatever an earlier supervisor of this data folder left running, PostgreSQL last and cleanly."""
    notes = read_notes(places)
    groups = [found.pid for found in notes.values() if found.boot == procfs.boot()]
    postgres = notes.pop(POSTGRES, None)
    left = [name for name, found in notes.items() if found.is_alive()]
    if left:
        say(f"Stopping what an earlier run left behind: {', '.join(sorted(left))}.")
    end(list(notes.values()))
    end_postmaster(places.postgres, say=say)
    if postgres:
        end([postgres])
    for leader in groups:
        end_group(places, leader)
    for path in places.run.glob("*.pid"):
        path.unlink()


def read_notes(places: Places) -> dict[str, Note]:
    notes = {}
    for path in places.run.glob("*.pid"):
        with suppress(ValueError, TypeError, OSError):  # torn by a crash: nothing in it can be believed
            notes[path.stem] = Note(**json.loads(path.read_text()))
    return notes


def end(notes: list[Note]) -> None:
    """Ask the noted processes to stop, and make those stop that outwait their patience."""
    for found in notes:
        if found.is_alive():
            send(found.pid, signal.Signals(found.stop_signal))
    began = time.monotonic()
    for found in notes:
        limit = began + found.patience
        if not wait(found.is_gone, limit=limit):
            send(found.pid, signal.SIGKILL)
            wait(found.is_gone, limit=limit + LAST_PATIENCE)


def end_group(places: Places, leader: int) -> None:
    """End the children of a leader that is gone, if their environment proves that they are ours."""
    if procfs.started(leader) is not None:
        return
    for pid in procfs.group(leader):
        if procfs.has_environment(pid, "BATON_DATA", str(places.data)):
            send(pid, signal.SIGKILL)


def send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def wait(condition: Callable[[], bool], *, limit: float) -> bool:
    """Wait for `condition` until the monotonic clock reads `limit`, and say whether it came true."""
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


def end_postmaster(folder: Path, *, say: Callable[[str], None]) -> None:
    """Stop a PostgreSQL that still serves the cluster in `folder`, whoever started it."""
    pid = postmaster(folder)
    if pid is None:
        return
    say("Stopping a PostgreSQL that an earlier run left behind.")
    send(pid, signal.SIGINT)
    limit = time.monotonic() + POSTGRES_PATIENCE
    if not wait(lambda: postmaster(folder) != pid, limit=limit):
        send(pid, signal.SIGQUIT)
        wait(lambda: postmaster(folder) != pid, limit=limit + LAST_PATIENCE)


def postmaster(folder: Path) -> int | None:
    """Answer the process that the cluster's pid file names, if it is indeed PostgreSQL on that folder."""
    try:
        pid = int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    command = procfs.command(pid)
    is_ours = bool(command) and Path(command[0]).name.startswith("postgres") and str(folder) in command
    return pid if is_ours and procfs.started(pid) is not None else None
