"""The ground's nouns: people, and work that is due."""

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
    "Heartbeat",
    "Invitation",
    "Job",
    "JobStatus",
    "Membership",
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
