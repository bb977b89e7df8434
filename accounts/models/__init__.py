"""The ground's nouns: people, and work that is due."""

from accounts.models.notifications import ChatRoom, Notification, NotificationChoice, NotificationOptions
from accounts.models.people import (
    SLUG,
    ApiKey,
    AuditEntry,
    Invitation,
    Membership,
    TenantModel,
    Theme,
    User,
    Workspace,
    check_time_zone,
)
from accounts.models.work import (
    AccountMail,
    Bell,
    Channel,
    Heartbeat,
    Job,
    JobStatus,
    OutboxItem,
    Outgoing,
    RepeatableAnswer,
    SendingStatus,
)

__all__ = [
    "SLUG",
    "AccountMail",
    "ApiKey",
    "AuditEntry",
    "Bell",
    "Channel",
    "ChatRoom",
    "Heartbeat",
    "Invitation",
    "Job",
    "JobStatus",
    "Membership",
    "Notification",
    "NotificationChoice",
    "NotificationOptions",
    "OutboxItem",
    "Outgoing",
    "RepeatableAnswer",
    "SendingStatus",
    "TenantModel",
    "Theme",
    "User",
    "Workspace",
    "check_time_zone",
]
