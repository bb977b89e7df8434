"""The audit log's one writer, and its words."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from accounts.models import ApiKey, AuditEntry, User, Workspace

KEY: ContextVar[ApiKey | None] = ContextVar("key", default=None)


@contextmanager
def through(key: ApiKey) -> Iterator[None]:
    """Everything recorded in this block was asked for by a program with this key; `by` is the key's maker."""
    before = KEY.set(key)
    try:
        yield
    finally:
        KEY.reset(before)


def record(
    *,
    workspace: Workspace,
    by: User | None,
    verb: str,
    what: str,
    details: dict[str, Any] | None = None,
    key: ApiKey | None = None,
) -> None:
    """Write one line, in the transaction that made the change: “`by` `verb` `what`”.

    Details are label -> value; a change is label -> {"was": …, "to": …}.
    """
    AuditEntry.objects.create(
        workspace=workspace,
        by=by,
        key=key or KEY.get(),
        verb=verb[:40],
        what=what[:200],
        details=details or {},
    )


def in_words(details: dict[str, Any]) -> list[tuple[str, str]]:
    """Details as label and text: {"time_zone": {"was": "UTC", "to": …}} -> “Time zone”, “UTC → …”."""
    return [(str(label).replace("_", " ").capitalize(), value_in_words(value)) for label, value in details.items()]


def value_in_words(value: Any) -> str:
    """One value, a list of them, or what it was and what it became."""
    if isinstance(value, dict) and set(value) == {"was", "to"}:
        return f"{value_in_words(value['was'])} → {value_in_words(value['to'])}"
    if isinstance(value, dict):
        return ", ".join(f"{label}: {value_in_words(part)}" for label, part in value.items())
    if isinstance(value, list):
        return ", ".join(value_in_words(part) for part in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return "none" if value in (None, "") else str(value)
