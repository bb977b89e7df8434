"""What people are told: notifications, how each person wants them, and chat rooms that pools are told in."""

from datetime import datetime, time
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.constraints import TenantRows
from accounts.models.people import TenantModel, User, Workspace


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications, as pages ask for them."""

    def of(self, user: User | int) -> "NotificationQuerySet":
        """Those one person sees in the app."""
        return self.filter(to=user, shown=True)

    def unread(self) -> "NotificationQuerySet":
        """Those not read yet."""
        return self.filter(read_at=None)


class Notification(TenantModel):
    """One thing one person is told, at most once for each key."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="notifications")
    to = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)  # a path of ours
    urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    shown = models.BooleanField(default=True)  # in the app; False where the person does not want the kind there
    sent_at = models.DateTimeField(null=True)  # when mail and chat were put in the outbox
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="notification_rows"),
            models.UniqueConstraint(fields=["workspace", "to", "key"], name="notification_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "to", "-id"], name="notification_newest"),
            models.Index(fields=["workspace", "to"], condition=Q(read_at=None, shown=True), name="notification_unread"),
            models.Index(fields=["workspace", "id"], condition=Q(sent_at=None), name="notification_unsent"),
        ]

    def __str__(self) -> str:
        return self.title


class NotificationChoice(TenantModel):
    """By which ways one person wants one kind; without a row the kind's own ways."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_index=False, related_name="notification_choices"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    in_app = models.BooleanField()
    mail = models.BooleanField()
    chat = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="notificationchoice_rows"),
            models.UniqueConstraint(fields=["workspace", "user", "kind"], name="notificationchoice_once"),
        ]

    def __str__(self) -> str:
        return self.kind


class NotificationOptions(TenantModel):
    """When one person may be disturbed, and where they are told by chat; without a row: always, nowhere."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_index=False, related_name="notification_options"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    quiet_from = models.TimeField("Quiet from", null=True, blank=True)
    quiet_to = models.TimeField("until", null=True, blank=True)
    chat_url = models.CharField("Chat webhook", max_length=500, blank=True)
    summary = models.BooleanField("Mail me a summary each morning", default=True)
    summary_at = models.TimeField("at", default=time(7, 30))
    summed_up_to = models.DateTimeField(null=True, editable=False)  # the last morning that was dealt with

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="notificationoptions_rows"),
            models.UniqueConstraint(fields=["workspace", "user"], name="notificationoptions_once"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None) | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="notificationoptions_quiet_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Notifications of {self.user_id}"

    def is_summed_up(self, morning: datetime) -> bool:
        """Whether that morning's summary was dealt with."""
        return self.summed_up_to is not None and self.summed_up_to >= morning


class ChatRoom(TenantModel):
    """A Slack-compatible webhook at which a pool is told."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="chat_rooms")
    pool = models.BigIntegerField()
    url = models.CharField("Chat webhook", max_length=500)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="chatroom_rows"),
            models.UniqueConstraint(fields=["workspace", "pool"], name="chatroom_once"),
        ]

    def __str__(self) -> str:
        return f"Chat room of pool {self.pool}"
