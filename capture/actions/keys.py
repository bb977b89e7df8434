"""Write keys: made, found, taken back; and how much each may bring."""

import time
from datetime import datetime
from typing import Any

import structlog
from django.core.cache import cache

from accounts import audit, tenancy
from accounts.models import User, Workspace
from capture import reception
from capture.models import WriteKey, mint

log = structlog.get_logger(__name__)
MINUTE = 60
SLOW = 0.1  # seconds; a count that took longer was not worth it
PAUSE = 5.0  # seconds without counting after the cache was away


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


def revoke_key(key: WriteKey, *, by: User, at: datetime) -> bool:
    """Take a key back for good; False when somebody did so before."""
    done = WriteKey.objects.filter(pk=key.pk, workspace_id=key.workspace_id, revoked_at=None).update(
        revoked_at=at
    )
    if done:
        audit.record(workspace=key.workspace, by=by, verb="revoked the write key", what=key.name)
    return bool(done)


def find_key(text: str) -> WriteKey | None:
    """The key with this text, if it works. It names its workspace, so it is looked up only there."""
    workspace_id = reception.workspace_in(text)
    if workspace_id is None:
        return None
    with tenancy.workspace(workspace_id):
        return WriteKey.objects.filter(workspace_id=workspace_id, key=text, revoked_at=None).first()


class Meter:
    """Counts what each key brought in the current minute, in the cache that all processes share.

    A cache that is away or slow counts nothing and holds up nobody: for a while there is no limit.
    """

    def __init__(self) -> None:
        self.quiet_until = 0.0
        self.full: dict[int, int] = {}

    def wait(self, key: WriteKey) -> int:
        """Seconds until the key may bring something again, as far as this process knows."""
        minute, gone = divmod(int(time.time()), MINUTE)
        return MINUTE - gone if self.full.get(key.pk) == minute else 0

    def spend(self, key: WriteKey, events: int) -> int:
        """Count events of a key; seconds to wait when they are more than it may bring in a minute, else 0."""
        began = time.monotonic()
        if began < self.quiet_until:
            return 0
        minute = int(time.time()) // MINUTE
        counter = f"{key.workspace_id}:capture:{key.pk}:{minute}"
        cache.add(counter, 0, 2 * MINUTE)
        try:
            total = cache.incr(counter, events)
        except ValueError:  # evicted in between
            total = events
        if time.monotonic() - began > SLOW:
            self.quiet_until = time.monotonic() + PAUSE
            log.warning("limits_paused", seconds=PAUSE)
        if total <= key.per_minute:
            return 0
        self.full[key.pk] = minute
        return self.wait(key) or 1
