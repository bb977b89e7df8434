"""Segments: made, changed, removed. Each change is written into the audit log in words."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.actions import Refused
from accounts.audit import record
from accounts.models import User, Workspace
from leads.conditions import Condition, Schema, describe, to_json
from leads.models import Segment


@transaction.atomic
def make_segment(
    workspace: Workspace, *, by: User, name: str, condition: Condition, schema: Schema, at: datetime
) -> Segment:
    """Name a condition; Refused when a segment has the name already."""
    segment = Segment(workspace=workspace, created_by=by, created_at=at)
    write(segment, by=by, name=name, condition=condition, at=at)
    said = describe(condition, schema)
    record(workspace=workspace, by=by, verb="made", what=f"the segment “{name}”", details={"who": said})
    return segment


@transaction.atomic
def change_segment(
    segment: Segment, *, by: User, name: str, condition: Condition, schema: Schema, at: datetime, was: str
) -> None:
    """Rename a segment or change its condition; `was` is how it read. Refused when the name is taken."""
    former = segment.name
    write(segment, by=by, name=name, condition=condition, at=at)
    said = describe(condition, schema)
    changed = {"name": {"was": former, "to": name}} if former != name else {}
    changed |= {"who": {"was": was, "to": said}} if was != said else {}
    if changed:
        what = f"the segment “{former}”"
        record(workspace=segment.workspace, by=by, verb="changed", what=what, details=changed)


@transaction.atomic
def remove_segment(segment: Segment, *, by: User) -> None:
    """Remove a segment; its leads stay as they are."""
    record(workspace=segment.workspace, by=by, verb="removed", what=f"the segment “{segment.name}”")
    segment.delete()


def write(segment: Segment, *, by: User, name: str, condition: Condition, at: datetime) -> None:
    """Save the row; a name that is taken is refused, whoever was faster."""
    segment.name, segment.condition = name, to_json(condition)
    segment.changed_by, segment.changed_at = by, at
    try:
        with transaction.atomic():
            segment.save()
    except IntegrityError:
        raise Refused(f"There is a segment “{name}” already. Choose another name.") from None
