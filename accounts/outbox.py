"""The outbox: the only way anything leaves the house. Sent after commit, marked after the other side answered.

An item is claimed by moving its due instant ahead (a lease) in one short transaction, sent with none open, and marked
in a third. A sender killed in between leaves the lease to run out: the item is sent again with the same stable id, so
the receiver can tell. Nothing is ever marked before it was answered.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Model

from accounts import bells, tenancy
from accounts.backoff import after_sending_failed
from accounts.instants import database_now
from accounts.models import AccountMail, Channel, OutboxItem, Outgoing, SendingStatus

log = structlog.get_logger(__name__)
KIND = "outbox"
LEASE = timedelta(minutes=2)
AT_ONCE = 20


class NotSent(Exception):
    """A send that failed. `permanent`: trying again is useless. `wait`: the receiver asked for this much time."""

    def __init__(self, message: str, *, permanent: bool = False, wait: timedelta | None = None) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.wait = wait


Carrier = Callable[[Outgoing], None]
CARRIERS: dict[str, Carrier] = {}


def carries(channel: Channel) -> Callable[[Carrier], Carrier]:
    """Register the function that sends items of a channel; it returns when the other side has answered well."""

    def register(carrier: Carrier) -> Carrier:
        CARRIERS[channel] = carrier
        return carrier

    return register


@transaction.atomic
def post(
    *,
    workspace_id: int,
    channel: Channel,
    address: str,
    payload: dict[str, Any],
    subject: str = "",
    once: str | None = None,
    cause: str = "",
    at: datetime | None = None,
) -> OutboxItem | None:
    """Put something in the outbox, in the caller's transaction; None when `once` was posted before."""
    item = OutboxItem(
        workspace_id=workspace_id, channel=channel, address=address, subject=subject[:300], payload=payload
    )
    item.once, item.cause = once, cause
    if at is not None:
        item.due_at = at
    if once is None:
        item.save()
    else:
        OutboxItem.objects.bulk_create([item], ignore_conflicts=True)
        kept = OutboxItem.objects.filter(workspace_id=workspace_id, once=once, stable_id=item.stable_id).first()
        if kept is None:
            return None
        item = kept
    bells.ring(KIND, workspace_id, at=at)
    return item


@transaction.atomic
def post_account_mail(*, address: str, subject: str, payload: dict[str, Any]) -> AccountMail:
    """Put a mail about a person's own account in the outbox; it belongs to no workspace."""
    item = AccountMail.objects.create(channel=Channel.MAIL, address=address, subject=subject[:300], payload=payload)
    transaction.on_commit(lambda: bells.publisher.publish("accounts.send_account_mail"), robust=True)
    return item


@bells.answers(KIND)
def send_due(workspace_id: int, now: datetime) -> datetime | None:
    """Claim what is due and send it after the commit; ring again when the first lease or wait runs out."""
    rows = OutboxItem.objects.filter(workspace_id=workspace_id)
    for pk in claim(rows, now):
        transaction.on_commit(lambda pk=pk: deliver(OutboxItem, pk, workspace_id), robust=True)  # type: ignore[misc]
    return rows.filter(status=SendingStatus.DUE).order_by("due_at").values_list("due_at", flat=True).first()


def send_account_mail() -> int:
    """Send every account mail that is due; answer how many were claimed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        claimed = claim(AccountMail.objects.all(), cursor.fetchone()[0])
    for pk in claimed:
        deliver(AccountMail, pk, None)
    return len(claimed)


def claim(rows: Any, now: datetime) -> list[int]:
    """Lease up to AT_ONCE due rows to this sender."""
    due = rows.filter(status=SendingStatus.DUE, due_at__lte=now).order_by("due_at", "id")
    claimed = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
    if claimed:
        rows.filter(pk__in=claimed).update(due_at=now + LEASE)
    return claimed


def deliver(model: type[Model], pk: int, workspace_id: int | None) -> None:
    """Send one claimed row with no transaction open, then write down how it went."""
    with scope(workspace_id):
        item: Any = model._default_manager.filter(pk=pk, status=SendingStatus.DUE).first()
    if item is None:
        return
    try:
        CARRIERS[item.channel](item)
    except NotSent as failure:
        with scope(workspace_id):
            put_off(item, failure)
    except Exception as error:
        log.exception("carrier_failed", channel=item.channel, item=str(item.stable_id))
        with scope(workspace_id):
            put_off(item, NotSent(f"{type(error).__name__}: {error}"))
    else:
        with scope(workspace_id):
            settle(item, SendingStatus.SENT)


def scope(workspace_id: int | None) -> Any:
    """A transaction in the item's workspace, or a plain one for account mail."""
    return transaction.atomic() if workspace_id is None else tenancy.workspace(workspace_id)


def settle(item: Any, status: SendingStatus, trouble: str = "") -> None:
    """Close a row; account mails lose their text, which may hold a code or a link."""
    kept = {} if isinstance(item, AccountMail) else item.payload
    type(item)._default_manager.filter(pk=item.pk, status=SendingStatus.DUE).update(
        status=status, settled_at=database_now(), trouble=trouble[:500], attempts=item.attempts + 1, payload=kept
    )


def put_off(item: Any, failure: NotSent) -> None:
    """Try again later, or give up and say so."""
    wait = None if failure.permanent else after_sending_failed(item.attempts + 1, spread=random.random())  # noqa: S311
    if wait is None:
        log.error("outbox_dead", channel=item.channel, item=str(item.stable_id), error=str(failure))
        settle(item, SendingStatus.DEAD, str(failure))
        return
    due_at = database_now() + max(wait, failure.wait or wait)
    type(item)._default_manager.filter(pk=item.pk, status=SendingStatus.DUE).update(
        due_at=due_at, attempts=item.attempts + 1, trouble=str(failure)[:500]
    )
    if isinstance(item, OutboxItem):
        bells.ring(KIND, item.workspace_id, at=due_at)


@transaction.atomic
def replay(item: OutboxItem) -> bool:
    """Send a dead item once more, from the start of its schedule."""
    again = OutboxItem.objects.filter(pk=item.pk, status=SendingStatus.DEAD)
    if not again.update(status=SendingStatus.DUE, attempts=0, due_at=database_now(), settled_at=None, trouble=""):
        return False
    bells.ring(KIND, item.workspace_id)
    return True
