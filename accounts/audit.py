"""The audit log's one writer."""

from typing import Any

from accounts.models import ApiKey, AuditEntry, User, Workspace


def record(
    *,
    workspace: Workspace,
    by: User | None,
    verb: str,
    what: str,
    details: dict[str, Any] | None = None,
    key: ApiKey | None = None,
) -> None:
    """Write one line, in the transaction that made the change: “`by` `verb` `what`”."""
    AuditEntry.objects.create(
        workspace=workspace, by=by, key=key, verb=verb[:40], what=what[:200], details=details or {}
    )
