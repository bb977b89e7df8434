"""Write keys, and what they brought that could not be used."""

import secrets
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.constraints import TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace

ALPHABET = "abcdefghijkmnopqrstuvwxyz23456789"
RANDOM_LENGTH = 24
KEPT_BYTES = 32 * 1024
USUAL_PER_MINUTE = 60_000


def mint(workspace_id: int) -> str:
    """A new write key's text. It names its workspace, so that it is looked up inside it and nowhere else."""
    return f"wk_{workspace_id}_{''.join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))}"


class WriteKeyQuerySet(models.QuerySet["WriteKey"]):
    """Write keys, as their page asks for them."""

    def by_name(self) -> "WriteKeyQuerySet":
        """Working ones first, then by name."""
        return self.order_by(models.F("revoked_at").desc(nulls_first=True), "name", "pk")

    def working(self) -> "WriteKeyQuerySet":
        """Those that open something now."""
        return self.filter(Q(revoked_at=None) | Q(revoked_at__gt=Now()))


class WriteKey(TenantModel):
    """A source's way in: it can add events and nothing else, so it may stand in every page of a web site."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="write_keys")
    name = models.CharField("Name", max_length=80, help_text="The site, app or server that sends with it.")
    key = models.CharField(max_length=60, editable=False)
    origins = models.JSONField("Web sites that may use it", default=list, blank=True)
    per_minute = models.PositiveIntegerField("Events a minute", default=USUAL_PER_MINUTE)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    last_event = models.CharField(max_length=200, blank=True, db_default="", editable=False)  # what it brought then
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = WriteKeyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="writekey_rows"),
            models.UniqueConstraint(fields=["workspace", "key"], name="writekey_once"),
            models.CheckConstraint(condition=Q(per_minute__gte=1), name="writekey_takes_something"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def works(self) -> bool:
        """Whether it opens something now: it may end at an instant that has not come yet."""
        return self.revoked_at is None or self.revoked_at > timezone.now()


class RejectedQuerySet(models.QuerySet["RejectedEvent"]):
    """Rejected events, as their page asks for them."""

    def waiting(self) -> "RejectedQuerySet":
        """Those nobody has replayed."""
        return self.filter(replayed_at=None)

    def newest_first(self) -> "RejectedQuerySet":
        """The page's order."""
        return self.select_related("key").order_by("-id")


class RejectedEvent(TenantModel):
    """Something a client sent that could not be used: kept with the reason, to be mended and sent again."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="rejected_events")
    key = models.ForeignKey(
        WriteKey,
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="rejected_events",
    )
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=20, blank=True)  # what the address said it was: track, batch …
    code = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    body = models.TextField()
    size = models.PositiveIntegerField()  # bytes as received
    replayed_at = models.DateTimeField(null=True)
    replayed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RejectedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="rejectedevent_rows"),
            TenantKey(name="rejectedevent_key_key", field="key", to="capture.WriteKey"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-id"], condition=Q(replayed_at=None), name="rejectedevent_waiting"),
            models.Index(
                fields=["workspace", "code", "-id"],
                condition=Q(replayed_at=None),
                name="rejectedevent_of_code",
            ),
            models.Index(fields=["workspace", "received_at"], name="rejectedevent_age"),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def is_whole(self) -> bool:
        """Whether all of it was kept as text, so that it can be replayed as it is."""
        return self.size <= KEPT_BYTES and "\ufffd" not in self.body

    @classmethod
    def of(cls, key: WriteKey, *, code: str, reason: str, body: bytes, kind: str, at: datetime) -> "RejectedEvent":
        """A row (not saved) for what a key brought; only the beginning of what is too large is kept."""
        text = body[:KEPT_BYTES].decode("utf-8", "replace").replace("\x00", "\ufffd")
        values: dict[str, Any] = {"code": code[:40], "reason": reason[:300], "kind": kind[:20]}
        return cls(workspace_id=key.workspace_id, key=key, received_at=at, body=text, size=len(body), **values)
