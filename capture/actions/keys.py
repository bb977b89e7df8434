"""Write keys: made, found, taken back; and how much each may bring."""

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q

from accounts import audit, tenancy
from accounts.actions import Refused
from accounts.cache import counted
from accounts.models import User, Workspace
from capture import reception
from capture.models import WriteKey, mint

log = structlog.get_logger(__name__)
MINUTE = 60
OVERLAP = timedelta(days=7)  # for which a replaced key goes on
OFTEN = 0.25  # seconds between two words to the cache
SLOW = 0.2  # seconds; a count that took longer was not worth it
PAUSE = 5.0  # seconds without counting after the cache was away


@dataclass(slots=True)
class Count:
    """One key's minute: what all brought as far as we know, and what the cache was not told yet."""

    minute: int
    total: int = 0
    untold: int = 0
    told_at: float = 0.0


def make_key(workspace: Workspace, *, by: User, name: str, origins: list[str], per_minute: int) -> WriteKey:
    """A new write key."""
    key = WriteKey.objects.create(
        workspace=workspace,
        name=name,
        key=mint(workspace.pk),
        origins=origins,
        per_minute=per_minute,
        created_by=by,
    )
    audit.record(workspace=workspace, by=by, verb="made the write key", what=name)
    return key


def change_key(key: WriteKey, *, by: User, name: str, origins: list[str], per_minute: int) -> None:
    """Rename a key, or change who may use it and how much."""
    wanted: dict[str, Any] = {"name": name, "origins": origins, "per_minute": per_minute}
    changes = {
        field: {"was": getattr(key, field), "to": value}
        for field, value in wanted.items()
        if getattr(key, field) != value
    }
    if changes:
        WriteKey.objects.filter(pk=key.pk, workspace_id=key.workspace_id).update(**wanted)
        audit.record(workspace=key.workspace, by=by, verb="changed the write key", what=name, details=changes)


@transaction.atomic
def rotate_key(key: WriteKey, *, by: User, at: datetime, overlap: timedelta = OVERLAP) -> WriteKey:
    """A new key in the place of one, which goes on for a while: pages in caches still carry it.

    Answers the new key; raises Refused when the old one was revoked or rotated before.
    """
    rows = WriteKey.objects.filter(pk=key.pk, workspace_id=key.workspace_id, revoked_at=None)
    if not rows.update(revoked_at=at + overlap):
        raise Refused("This write key was revoked or replaced before.")
    audit.record(workspace=key.workspace, by=by, verb="replaced the write key", what=key.name)
    return WriteKey.objects.create(
        workspace=key.workspace,
        name=key.name,
        key=mint(key.workspace_id),
        origins=key.origins,
        per_minute=key.per_minute,
        created_by=by,
    )


def revoke_key(key: WriteKey, *, by: User, at: datetime) -> bool:
    """Take a key back for good; False when somebody did so before."""
    rows = WriteKey.objects.filter(pk=key.pk, workspace_id=key.workspace_id)
    done = rows.filter(Q(revoked_at=None) | Q(revoked_at__gt=at)).update(revoked_at=at)
    if done:
        audit.record(workspace=key.workspace, by=by, verb="revoked the write key", what=key.name)
    return bool(done)


def find_key(text: str) -> WriteKey | None:
    """The key with this text, if it works. It names its workspace, so it is looked up only there."""
    workspace_id = reception.workspace_in(text)
    if workspace_id is None:
        return None
    with tenancy.workspace(workspace_id):
        return WriteKey.objects.working().filter(workspace_id=workspace_id, key=text).first()


class Meter:
    """Counts what each key brought in the current minute, in the cache that all processes share.

    What came in is told to the cache four times a second, not with every request. A cache that is away or
    slow counts nothing and holds up nobody: for a while there is no limit.
    """

    def __init__(self) -> None:
        self.quiet_until = 0.0
        self.counts: dict[int, Count] = {}
        self.turn = threading.Lock()

    def wait(self, key: WriteKey) -> int:
        """Seconds until the key may bring something again, as far as this process knows."""
        minute, gone = divmod(int(time.time()), MINUTE)
        count = self.counts.get(key.pk)
        is_full = count is not None and count.minute == minute and count.total > key.per_minute
        return MINUTE - gone if is_full else 0

    def spend(self, key: WriteKey, events: int) -> int:
        """Count events of a key; seconds to wait when they are more than it may bring in a minute, else 0."""
        minute = int(time.time()) // MINUTE
        with self.turn:
            count = self.counts.get(key.pk)
            if count is None or count.minute != minute:
                count = self.counts[key.pk] = Count(minute)
            count.untold += events
            count.total += events
            now = time.monotonic()
            if now - count.told_at >= OFTEN and now >= self.quiet_until:
                told, count.untold, count.told_at = count.untold, 0, now
                count.total = max(count.total, self.tell(key, minute, told))
        return self.wait(key)

    def tell(self, key: WriteKey, minute: int, events: int) -> int:
        """Add to the shared count; what all processes brought together."""
        began = time.monotonic()
        counter = f"{key.workspace_id}:capture:{key.pk}:{minute}"
        total = counted(counter, events, seconds=2 * MINUTE)
        if time.monotonic() - began > SLOW:
            self.quiet_until = time.monotonic() + PAUSE
            log.warning("limits_paused", seconds=PAUSE)
        return total
