"""The ticker: looks for due bells every half second and answers them; it needs PostgreSQL and nothing else.

Any number of tickers may run. One that is killed leaves its work to the others, or to its own next start.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import Error, close_old_connections, connection

from accounts import bells, heartbeat, outbox

log = structlog.get_logger(__name__)
SLOW_WAIT = timedelta(seconds=5)  # slow work is the workers'; after this long the ticker does it itself
HEARTBEAT_EVERY = 5.0  # seconds


class Ticker:
    """One ticker process: a few threads that answer bells until told to stop."""

    def __init__(self, *, every: float = settings.TICK_SECONDS, threads: int = settings.TICKER_THREADS) -> None:
        self.every = every
        self.threads = threads
        self.stopping = threading.Event()

    def run(self) -> None:
        """Tick until `stop` is called; trouble with the database is waited out."""
        with ThreadPoolExecutor(self.threads, thread_name_prefix="ticker") as pool:
            turns: list[Future[None]] = []
            patiently(bells.begin_everywhere)
            while not self.stopping.is_set():
                turns = [turn for turn in turns if not turn.done()]
                turns += [pool.submit(patiently, drain) for _ in range(self.threads - len(turns))]
                patiently(say_alive)
                self.stopping.wait(self.every)

    def stop(self) -> None:
        """Finish the work in hand and leave."""
        self.stopping.set()


def drain() -> None:
    """Answer due bells until there are none, then account mails."""
    while bells.answer(not_slow_since=SLOW_WAIT):
        pass
    while outbox.send_account_mail():
        pass


last_beat = [0.0]


def say_alive() -> None:
    """A sign of life every few seconds."""
    if time.monotonic() - last_beat[0] >= HEARTBEAT_EVERY:
        heartbeat.beat("ticker")
        last_beat[0] = time.monotonic()


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
