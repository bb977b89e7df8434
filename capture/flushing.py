"""The collector's engine room: what waits to be stored, and the threads that store it."""

import asyncio
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from capture.actions.receiving import meter
from capture.actions.taking import Delivery, Receipt, take, take_apart
from capture.models import WriteKey

log = structlog.get_logger(__name__)
AT_ONCE = 1_000  # events in one commit
ENOUGH_FOR_TWO = 100  # events waiting from which on a second commit runs beside the first
MOST_EVENTS = 50_000  # waiting to be stored
MOST_BYTES = 128 * 1024 * 1024  # of bodies being read or waiting

QUIET = 1.0  # seconds without a commit after which a connection is looked at before it is used
here = threading.local()

Outcome = Receipt | int | Exception  # stored, seconds to wait, or what went wrong


class Full(Exception):
    """No more can wait: come again."""


@dataclass(slots=True, eq=False)
class Waiting:
    """A request that waits for the commit."""

    delivery: Delivery
    told: asyncio.Future[Receipt | int]
    outcome: Outcome = 0

    @property
    def key(self) -> WriteKey:
        """The key it came with."""
        assert self.delivery.key is not None
        return self.delivery.key

    @property
    def size(self) -> int:
        """How many events it brings."""
        return len(self.delivery.parcel.calls) + len(self.delivery.parcel.refused)


@dataclass(slots=True)
class Room:
    """What one request holds of the memory there is for all."""

    flusher: "Flusher"
    held: int = 0

    def hold(self, size: int) -> None:
        """Take room for bytes; raises Full."""
        if self.flusher.held + size > MOST_BYTES:
            raise Full
        self.flusher.held += size
        self.held += size


class Flusher:
    """Stores what waits, whatever it is, one commit after the other in each thread."""

    def __init__(self) -> None:
        self.threads = [threading.Thread(target=self.run, args=[least], daemon=True) for least in (1, ENOUGH_FOR_TWO)]
        self.queue: deque[Waiting] = deque()
        self.waiting = 0
        self.held = 0
        self.stopping = False
        self.changed = threading.Condition()
        self.loop: asyncio.AbstractEventLoop | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to store; answers are given in the loop."""
        self.loop = loop
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Store what waits and end."""
        with self.changed:
            self.stopping = True
            self.changed.notify_all()
        for thread in self.threads:
            thread.join()

    @contextmanager
    def room(self) -> Iterator[Room]:
        """Room in memory for one request, given back at its end."""
        room = Room(self)
        try:
            yield room
        finally:
            self.held -= room.held

    async def store(self, delivery: Delivery) -> Receipt | int:
        """Wait for the commit: the receipt, or seconds after which to come again. Raises Full."""
        assert self.loop is not None
        waiting = Waiting(delivery, self.loop.create_future())
        with self.changed:
            if self.stopping or (self.waiting and self.waiting + waiting.size > MOST_EVENTS):
                raise Full
            self.waiting += waiting.size
            self.queue.append(waiting)
            self.changed.notify_all()
        return await waiting.told

    def run(self, least: int) -> None:
        """One thread's life: it stores when at least so many events wait."""
        while batch := self.next_batch(least):
            settle(batch)
            assert self.loop is not None
            self.loop.call_soon_threadsafe(tell, batch)
        connection.close()

    def next_batch(self, least: int) -> list[Waiting]:
        """Whatever waits, up to one commit's worth; empty at the end."""
        with self.changed:
            while self.waiting < least and not self.stopping:
                self.changed.wait()
            batch: list[Waiting] = []
            events = 0
            while self.queue and (not batch or events + self.queue[0].size <= AT_ONCE):
                batch.append(self.queue.popleft())
                events += batch[-1].size
            self.waiting -= events
            return batch


def tell(batch: Sequence[Waiting]) -> None:
    """Give every request its answer."""
    for waiting in batch:
        if waiting.told.done():
            continue
        if isinstance(waiting.outcome, Exception):
            waiting.told.set_exception(waiting.outcome)
        else:
            waiting.told.set_result(waiting.outcome)


def settle(batch: Sequence[Waiting]) -> None:
    """Put its outcome on every request of a batch: all in one commit, or each alone when one spoils it."""
    within = within_limits(batch)
    try:
        mend_connection()
        if within:
            store(within)
    except Exception as error:
        away = is_away(error)
        log.warning("flush_failed", error=f"{type(error).__name__}: {error}", requests=len(within), away=away)
        for waiting in within:
            waiting.outcome = error if away else alone(waiting.delivery)


def mend_connection() -> None:
    """Look whether the database is still there only after a while, or a fault: it costs a round trip."""
    now = time.monotonic()
    if connection.errors_occurred or now - getattr(here, "stored_at", 0.0) > QUIET:
        connection.close_if_unusable_or_obsolete()
    here.stored_at = now


def within_limits(batch: Sequence[Waiting]) -> list[Waiting]:
    """The requests whose keys may bring this much; the others are told how long to wait."""
    by_key: defaultdict[int, list[Waiting]] = defaultdict(list)
    for waiting in batch:
        by_key[waiting.key.pk].append(waiting)
    within = []
    for group in by_key.values():
        wait = meter.spend(group[0].key, sum(waiting.size for waiting in group))
        if wait:
            for waiting in group:
                waiting.outcome = wait
        else:
            within += group
    return within


def store(batch: Sequence[Waiting]) -> None:
    """One transaction for requests of any number of workspaces, each behind its own fence."""
    by_workspace: defaultdict[int, list[Waiting]] = defaultdict(list)
    for waiting in batch:
        by_workspace[waiting.key.workspace_id].append(waiting)
    receipts: list[tuple[Waiting, Receipt]] = []
    with transaction.atomic() if len(by_workspace) > 1 else nullcontext():
        for workspace_id, group in sorted(by_workspace.items()):
            taken = take(workspace_id, [waiting.delivery for waiting in group])
            receipts += zip(group, taken, strict=True)
    for waiting, receipt in receipts:
        waiting.outcome = receipt


def alone(delivery: Delivery) -> Outcome:
    """Store one request by itself."""
    try:
        return take_apart(delivery)
    except Exception as error:
        log.exception("request_failed", key=delivery.key and delivery.key.pk)
        return error


def is_away(error: Exception) -> bool:
    """Whether the database is the reason, so that trying each request alone would only fail as often."""
    if isinstance(error, InterfaceError):
        return True
    code = getattr(error.__cause__, "pgcode", None)
    return isinstance(error, OperationalError) and (code is None or code.startswith(("08", "53", "57P")))
