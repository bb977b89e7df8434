"""Bells: how due work is found. A row says that a workspace has work of a kind due at an instant.

`ring` is called in the transaction that writes the work, so a bell hangs exactly when the work exists. Whoever comes
first takes it down, in one transaction with the work: a Celery worker that was rung for it, or a ticker that looks
every half second and needs no broker. Any number of both may run; killed ones put the bell back by dying.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.db import connection, transaction

from accounts import tenancy
from accounts.backoff import after_own_work_failed
from accounts.models import Bell

log = structlog.get_logger(__name__)

WAKE = "baton_bells"  # the channel of NOTIFY on which tickers are woken
Handler = Callable[[int, datetime], datetime | None]
HANDLERS: dict[str, Handler] = {}
SLOW_KINDS: set[str] = set()
RECURRING: dict[str, timedelta] = {}

DUE = "SELECT id, workspace_id, kind, clock_timestamp() FROM accounts_bell WHERE due_at <= clock_timestamp() {where}"
ONE = " ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED"
HANG = (
    "INSERT INTO accounts_bell (workspace_id, kind, due_at, attempts, trouble)"
    " VALUES (%(workspace_id)s, %(kind)s, coalesce(%(at)s, clock_timestamp()), 0, '')"
)
HANG_AND_WAKE = HANG + "; SELECT pg_notify(%(channel)s, '')"
SAME = (
    "DELETE FROM accounts_bell WHERE id IN (SELECT id FROM accounts_bell WHERE workspace_id = %s AND kind = %s"
    " AND due_at <= %s AND attempts = 0 ORDER BY id FOR UPDATE SKIP LOCKED)"
)


@dataclass
class Process:
    """This process: whether what follows from a commit is done here, or left to those who answer bells."""

    is_busy: bool = False


here = Process()


def answers(kind: str, *, slow: bool = False, every: timedelta | None = None) -> Callable[[Handler], Handler]:
    """Register the function that does the work of a kind.

    It is called inside the workspace and a transaction, with the workspace's id and the database's clock; it claims
    its due rows with SKIP LOCKED and returns the instant of the next work of the kind, or None. What must happen
    after the commit (sending) it leaves to `transaction.on_commit`. `slow` work is left to the workers for a while.
    With `every` each workspace has the work again and again, from its first day on.
    """

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        if slow:
            SLOW_KINDS.add(kind)
        if every is not None:
            RECURRING[kind] = every
        return handler

    return register


def ring(kind: str, workspace_id: int, *, at: datetime | None = None, wake: bool = False) -> None:
    """Say, in the caller's transaction, that work of the kind is due (now, or at an instant).

    What is due now is brought to a worker by the broker after the commit; with `wake` PostgreSQL itself wakes the
    tickers at the commit, which costs the caller nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            HANG_AND_WAKE if wake else HANG,
            {"workspace_id": workspace_id, "kind": kind, "at": at, "channel": WAKE},
        )
    if at is None and not wake:
        transaction.on_commit(lambda: publish(kind, workspace_id), robust=True)


def answer(
    kind: str | None = None, workspace_id: int | None = None, *, not_slow_since: timedelta | None = None
) -> bool:
    """Take down one due bell and do its work; False when none is due (or others are already at it)."""
    where = ""
    params: list[Any] = []
    if kind is not None:
        where, params = " AND kind = %s AND workspace_id = %s", [kind, workspace_id]
    if not_slow_since is not None:
        where += " AND (kind <> ALL(%s) OR due_at <= clock_timestamp() - %s)"
        params += [sorted(SLOW_KINDS), not_slow_since]
    taken: list[tuple[int, int, str, datetime]] = []
    try:
        with transaction.atomic():
            with tenancy.doorbells(), connection.cursor() as cursor:
                cursor.execute(DUE.format(where=where) + ONE, params)
                row = cursor.fetchone()
            if row is None:
                return False
            taken.append(row)
            work(*row)
    except Exception as error:
        if not taken:
            raise
        rest(*taken[0][:3], error=error)
    return True


def begin(workspace_id: int) -> None:
    """Hang the bells of recurring work for a new workspace."""
    for kind in RECURRING:
        ring(kind, workspace_id)


def begin_everywhere() -> int:
    """Hang the bells of recurring work that a workspace lacks, since it is older than the work; answer how many.

    Workspaces are known by the bells they have: each has at least one, always.
    """
    with tenancy.doorbells(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_bell (workspace_id, kind, due_at, attempts, trouble)"
            " SELECT w.id, k.kind, clock_timestamp(), 0, '' FROM unnest(%s::text[]) AS k(kind)"
            " CROSS JOIN (SELECT DISTINCT workspace_id AS id FROM accounts_bell) AS w WHERE NOT EXISTS"
            " (SELECT 1 FROM accounts_bell b WHERE b.workspace_id = w.id AND b.kind = k.kind)",
            [sorted(RECURRING)],
        )
        return int(cursor.rowcount)


def work(bell_id: int, workspace_id: int, kind: str, now: datetime) -> None:
    """Take the bell and its equals down and run the handler, all in the caller's transaction."""
    with tenancy.workspace(workspace_id), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_bell WHERE id = %s", [bell_id])
        cursor.execute(SAME, [workspace_id, kind, now])
        handler = HANDLERS.get(kind)
        if handler is None:
            raise LookupError(f"Nobody answers bells of the kind “{kind}”.")
        following = handler(workspace_id, now)
        if following is None and kind in RECURRING:
            following = now + RECURRING[kind]
        if following is not None:
            ring(kind, workspace_id, at=following if following > now else None)


def rest(bell_id: int, workspace_id: int, kind: str, *, error: Exception) -> None:
    """Work that failed was rolled back, and its bell with it: let it hang a while and say why."""
    log.exception("bell_failed", kind=kind, bell_workspace=workspace_id, error=str(error))
    with tenancy.doorbells():
        bell = Bell.objects.select_for_update(skip_locked=True).filter(pk=bell_id).first()
        if bell is None:
            return
        bell.attempts = min(bell.attempts + 1, 1000)
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            bell.due_at = cursor.fetchone()[0] + after_own_work_failed(bell.attempts)
        bell.trouble = f"{type(error).__name__}: {error}"[:500]
        bell.save(update_fields=["attempts", "due_at", "trouble"])


class Publisher:
    """Rings Celery's workers without ever holding up the caller: short time-outs, and a pause after a failure."""

    PAUSE = 5.0  # seconds without trying after the broker did not answer

    def __init__(self) -> None:
        self.quiet_until = 0.0

    def publish(self, task: str, *args: object) -> bool:
        """Send one message or give up at once; the ticker finds the work either way."""
        if time.monotonic() < self.quiet_until:
            return False
        limits = {"socket_timeout": settings.REDIS_TIMEOUT, "socket_connect_timeout": settings.REDIS_TIMEOUT}
        limits |= {"retry_on_timeout": False, "max_retries": 0}
        try:
            with current_app.connection_for_write(transport_options=limits) as broker:
                current_app.send_task(task, args=args, connection=broker, retry=False, ignore_result=True)
        except Exception as error:  # any failure of the broker's is the same to us
            self.quiet_until = time.monotonic() + self.PAUSE
            log.warning("broker_away", task=task, error=str(error))
            return False
        return True


publisher = Publisher()


def publish(kind: str, workspace_id: int) -> bool:
    """Ring a worker for one kind of work in one workspace."""
    return publisher.publish("accounts.answer", kind, workspace_id)
