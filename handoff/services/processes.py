"""One program: how it is started, watched, started again and stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from handoff.services import orphans
from handoff.services.places import Places
from handoff.services.runas import Account, launched

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0  # seconds between two starts, doubling from one to the other
MOST_DOUBLINGS = 10
HEALTHY_AFTER = 30.0  # seconds of life that make earlier deaths forgotten
ROOT = Path(__file__).resolve().parents[2]


def nothing_in_the_way() -> bool:
    return True


def always_ready(pid: int) -> bool:
    return True


@dataclass(frozen=True)
class Process:
    """What is to be known of a program; a table of these is all a supervisor knows of Baton."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    hurry_signal: signal.Signals = signal.SIGKILL
    patience: float = 10.0  # seconds between the two
    may_start: Callable[[], bool] = nothing_in_the_way
    is_ready: Callable[[int], bool] = always_ready


def pause(failures: int) -> float:
    """Answer how many seconds to wait before the start after `failures` deaths in a row."""
    doublings = min(max(failures - 1, 0), MOST_DOUBLINGS)
    return min(FIRST_PAUSE * 2.0**doublings, LONGEST_PAUSE)


class Child:
    """A process of the table and its present life."""

    def __init__(self, process: Process, places: Places) -> None:
        self.process = process
        self.places = places
        self.life: subprocess.Popen[bytes] | None = None
        self.failures = 0
        self.born = self.due = 0.0

    @property
    def name(self) -> str:
        return self.process.name

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches it only through us and in our order."""
        process = self.process
        command = launched(process.command, account=process.account, last_signal=process.stop_signal)
        with open_log(self.places.log(self.name)) as log:
            self.life = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(process.environment),
                cwd=ROOT,
                start_new_session=True,
            )
        self.born = time.monotonic()
        orphans.note(self.places, self.name, self.life.pid, stop_signal=process.stop_signal, patience=process.patience)

    def ended(self) -> int | None:
        """Answer the exit code of a life that has just ended (once), else None."""
        if self.life is None or self.life.poll() is None:
            return None
        code: int = self.life.returncode
        self.bury()
        lived = time.monotonic() - self.born
        self.failures = 1 if lived >= HEALTHY_AFTER else self.failures + 1
        self.due = time.monotonic() + pause(self.failures)
        return code

    def start_if_due(self) -> bool:
        if self.life or time.monotonic() < self.due or not self.process.may_start():
            return False
        self.start()
        return True

    def is_ready(self) -> bool:
        return self.life is not None and self.process.is_ready(self.life.pid)

    def ask_to_stop(self) -> None:
        self.send(self.process.stop_signal)

    def hurry(self) -> None:
        self.send(self.process.hurry_signal)

    def send(self, number: signal.Signals) -> None:
        if self.life and self.life.poll() is None:
            self.life.send_signal(number)

    def is_gone(self) -> bool:
        """Whether it has ended; what it left behind of its process group is then ended too."""
        if self.life and self.life.poll() is not None:
            self.bury()
        return self.life is None

    def bury(self) -> None:
        if self.life:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.life.pid, signal.SIGKILL)
        orphans.forget(self.places, self.name)
        self.life = None


def open_log(path: Path) -> BinaryIO:
    return open(path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600))


def stop(children: list[Child], *, hurried: Callable[[], bool] = lambda: False) -> None:
    """Ask all of `children` to stop, and make those stop whose patience ends, or all when `hurried`."""
    began = time.monotonic()
    for child in children:
        child.ask_to_stop()
    urged: set[str] = set()
    while remaining := [child for child in children if not child.is_gone()]:
        waited = time.monotonic() - began
        for child in remaining:
            if child.name not in urged and (hurried() or waited > child.process.patience):
                urged.add(child.name)
                child.hurry()
        time.sleep(0.02)
