"""Signs of life: each process says that it is there, and the system page and /readyz read it."""

import os
import socket
import threading
from collections.abc import Callable

import structlog
from django.db import Error, connection

log = structlog.get_logger(__name__)
PROCESSES = ("worker", "beat", "ticker")
BESIDE = ("collector",)  # not every house has one: missed only where it was there and did not say that it stops
EVERY = 10  # seconds
FORGET = "1 day"


def beat(process: str) -> None:
    """Write this process's sign of life, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_heartbeat (process, instance, beat_at) VALUES (%s, %s, clock_timestamp())"
            " ON CONFLICT (process, instance) DO UPDATE SET beat_at = excluded.beat_at",
            [process, instance()],
        )


def instance() -> str:
    """This process among others of its kind."""
    return f"{socket.gethostname()}:{os.getpid()}"[:100]


def leave(process: str) -> None:
    """Take this process's sign away: it stops because it was told to."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_heartbeat WHERE process = %s AND instance = %s", [process, instance()])


def ages() -> dict[str, float | None]:
    """Seconds since the youngest sign of each kind of process; None when there never was one of those that must be."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT process, extract(epoch FROM clock_timestamp() - max(beat_at))::float8"
            " FROM accounts_heartbeat GROUP BY process"
        )
        found = dict(cursor.fetchall())
    return {name: found.get(name) for name in PROCESSES} | {name: found[name] for name in BESIDE if name in found}


class Pulse:
    """Signs of life of a process that has no clock of its own, from a thread beside its work, until it stops."""

    def __init__(self, process: str) -> None:
        self.process, self.over = process, threading.Event()
        self.thread = threading.Thread(target=self.run, name="pulse", daemon=True)

    def start(self) -> None:
        """Begin; a database that is away is tried again."""
        self.thread.start()

    def run(self) -> None:
        """Beat until told to stop, and then be missed by nobody."""
        while not self.over.is_set():
            self.try_to(beat)
            self.over.wait(EVERY)
        self.try_to(leave)
        connection.close()

    def try_to(self, act: Callable[[str], None]) -> None:
        """Do it; without the database it is done next time."""
        try:
            act(self.process)
        except Error as error:
            log.warning("heartbeat_failed", error=str(error).strip())
            connection.close()

    def stop(self) -> None:
        """Leave, and wait until that is written."""
        self.over.set()
        self.thread.join(EVERY)


def forget_old() -> int:
    """Drop signs of processes that have been gone for a day."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_heartbeat WHERE beat_at < clock_timestamp() - %s::interval", [FORGET])
        return int(cursor.rowcount)
