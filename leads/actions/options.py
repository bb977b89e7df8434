"""What a workspace decides about its leads; each decision is written into the audit log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.audit import record
from accounts.models import User, Workspace
from leads.models import CustomField, LeadOptions


@transaction.atomic
def set_options(options: LeadOptions, *, was: dict[str, Any], by: User) -> None:
    """Keep the options; `was` holds what they were, for the log."""
    options.save()
    changed = {
        name: {"was": old, "to": getattr(options, name)} for name, old in was.items() if old != getattr(options, name)
    }
    if changed:
        record(workspace=options.workspace, by=by, verb="changed", what="the lead options", details=changed)


@transaction.atomic
def add_field(
    workspace: Workspace, *, key: str, label: str, kind: str, choices: Sequence[str], by: User
) -> CustomField:
    """Add a field to the workspace's leads."""
    field = CustomField.objects.create(workspace=workspace, key=key, label=label, type=kind, choices=list(choices))
    record(
        workspace=workspace,
        by=by,
        verb="added",
        what=f"the lead field “{label}”",
        details={"key": key, "holds": kind},
    )
    return field


@transaction.atomic
def change_field(field: CustomField, *, label: str, choices: Sequence[str] | None, by: User) -> None:
    """Rename a field, or change its choices; values that leads have stay."""
    details = {"name": {"was": field.label, "to": label}} if field.label != label else {}
    if choices is not None and list(choices) != field.choices:
        details["choices"] = {"was": ", ".join(field.choices), "to": ", ".join(choices)}
        field.choices = list(choices)
    field.label = label
    field.save(update_fields=["label", "choices"])
    if details:
        record(
            workspace=field.workspace,
            by=by,
            verb="changed",
            what=f"the lead field “{label}”",
            details=details,
        )


@transaction.atomic
def retire_field(field: CustomField, *, at: datetime | None, by: User) -> None:
    """Take a field out of use, or with `at=None` into use again; its values stay on the leads."""
    field.retired_at = at
    field.save(update_fields=["retired_at"])
    verb = "retired" if at else "brought back"
    record(workspace=field.workspace, by=by, verb=verb, what=f"the lead field “{field.label}”")
