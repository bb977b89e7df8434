"""Signs of life: each process says that it is there, and the system page and /readyz read it."""

import os
import socket

from django.db import connection

PROCESSES = ("worker", "beat", "ticker")
FORGET = "1 day"


def beat(process: str) -> None:
    """Write this process's sign of life, by the database's clock."""
    instance = f"{socket.gethostname()}:{os.getpid()}"[:100]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_heartbeat (process, instance, beat_at) VALUES (%s, %s, clock_timestamp())"
            " ON CONFLICT (process, instance) DO UPDATE SET beat_at = excluded.beat_at",
            [process, instance],
        )


def ages() -> dict[str, float | None]:
    """Seconds since the youngest sign of each kind of process; None when there never was one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT process, extract(epoch FROM clock_timestamp() - max(beat_at))::float8"
            " FROM accounts_heartbeat GROUP BY process"
        )
        found = dict(cursor.fetchall())
    return {process: found.get(process) for process in PROCESSES}


def forget_old() -> int:
    """Drop signs of processes that have been gone for a day."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_heartbeat WHERE beat_at < clock_timestamp() - %s::interval", [FORGET])
        return int(cursor.rowcount)
