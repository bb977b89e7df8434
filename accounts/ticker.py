"""The ticker: looks for due bells every half second and answers them; it needs PostgreSQL and nothing else.

Any number of tickers may run. One that is killed leaves its work to the others, or to its own next start.
"""

import select
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg2
import structlog
from django.conf import settings
from django.db import Error, close_old_connections, connection

from accounts import bells, heartbeat, outbox

log = structlog.get_logger(__name__)
SLOW_WAIT = timedelta(seconds=5)  # slow work is the workers'; after this long the ticker does it itself
HEARTBEAT_EVERY = 5.0  # seconds
DEAF = 5.0  # seconds without listening after the line broke


class Ticker:
    """One ticker process: a few threads that answer bells until told to stop."""

    def __init__(self, *, every: float = settings.TICK_SECONDS, threads: int = settings.TICKER_THREADS) -> None:
        self.every = every
        self.threads = threads
        self.stopping = threading.Event()
        self.ear = Ear()
        self.beat_at = float("-inf")

    def run(self) -> None:
        """Tick until `stop` is called; trouble with the database is waited out."""
        with ThreadPoolExecutor(self.threads, thread_name_prefix="ticker") as pool, self.ear:
            turns: list[Future[None]] = []
            patiently(bells.begin_everywhere)
            woken = False
            while not self.stopping.is_set():
                turns = [turn for turn in turns if not turn.done()]
                turns += [pool.submit(patiently, drain) for _ in range(self.to_begin(len(turns), woken))]
                patiently(self.say_alive)
                woken = self.ear.wait(self.every)

    def to_begin(self, running: int, woken: bool) -> int:
        """Turns to begin now.

        Who is woken while every thread works queues one turn behind them: theirs may have looked for the last time
        before the bell was hung. One that still waits in the queue will look after it.
        """
        free = self.threads - running
        return min(free + 1, 1) if woken else max(free, 0)

    def say_alive(self) -> None:
        """A sign of life every few seconds."""
        if time.monotonic() - self.beat_at >= HEARTBEAT_EVERY:
            heartbeat.beat("ticker")
            self.beat_at = time.monotonic()

    def stop(self) -> None:
        """Finish the work in hand and leave."""
        self.stopping.set()
        self.ear.poke()


class Ear:
    """Hears the NOTIFY of bells that are to be answered at once.

    Deaf, and no worse than a clock, while the database gives no line of its own (PgBouncer in transaction mode passes
    no NOTIFY on: `DATABASE_DIRECT_URL` names the way past it).
    """

    def __init__(self) -> None:
        self.line: Any = None
        self.deaf_until = 0.0
        self.poked, self.finger = socket.socketpair()

    def __enter__(self) -> "Ear":
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()

    def poke(self) -> None:
        """End the waiting, from any thread or signal handler."""
        self.finger.send(b".")

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until somebody rings: True. A line that breaks is opened again a while later.

        True, too, when the line was opened just now: who rang before it was open was not heard.
        """
        try:
            if self.listen():
                return True
            heard, _, _ = select.select([line for line in (self.line, self.poked) if line is not None], [], [], seconds)
            if self.line is None or self.line not in heard:
                return False
            self.line.poll()
            woken = bool(self.line.notifies)
            self.line.notifies.clear()
        except psycopg2.Error as error:
            log.warning("ticker_deaf", error=str(error).strip())
            self.hang_up()
            self.deaf_until = time.monotonic() + DEAF
            return False
        return woken

    def listen(self) -> bool:
        """Open the line, unless it is open or broke lately; whether it was opened."""
        if self.line is not None or time.monotonic() < self.deaf_until:
            return False
        if settings.DATABASE_DIRECT_URL:
            self.line = psycopg2.connect(settings.DATABASE_DIRECT_URL, connect_timeout=3)
        else:
            self.line = psycopg2.connect(**connection.get_connection_params())
        self.line.autocommit = True
        with self.line.cursor() as cursor:
            cursor.execute(f"LISTEN {bells.WAKE}")
        return True

    def hang_up(self) -> None:
        """Give the line up."""
        if self.line is not None:
            self.line.close()
            self.line = None


def drain() -> None:
    """Answer due bells until there are none, then account mails."""
    while bells.answer(not_slow_since=SLOW_WAIT):
        pass
    while outbox.send_account_mail():
        pass


def patiently(turn: Callable[[], object]) -> None:
    """Run one turn on a fresh or healthy connection; a database that is away is tried again on the next tick."""
    close_old_connections()
    try:
        turn()
    except Error as error:
        log.warning("ticker_waits", error=str(error).strip())
        connection.close()
    except Exception:
        log.exception("ticker_turn_failed")
        connection.close()
