"""A breach nobody could help: said by a manager, with the reason, beside the fact."""

from datetime import datetime

from django.db import transaction

from accounts.actions import Refused
from accounts.audit import record
from accounts.models import User
from sla.actions.missing import same_lateness
from sla.models import Breach, Excuse

LONGEST = 200


@transaction.atomic
def excuse(breach: Breach, *, by: User, reason: str, at: datetime) -> Excuse:
    """Excuse a breach, once, and with it what comes of the same lateness. They stay in the list, marked.

    Refused without a reason or when it was excused before.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("Say why: the reason is shown beside the breach.")
    if len(reason) > LONGEST:
        raise Refused(f"Keep the reason to {LONGEST} characters.")
    rows = [
        Excuse(workspace_id=each.workspace_id, breach=each, lead_id=each.lead_id, by=by, at=at, reason=reason)
        for each in same_lateness(breach)
    ]
    Excuse.objects.bulk_create(rows, ignore_conflicts=True)
    kept = Excuse.objects.select_related("by").get(workspace_id=breach.workspace_id, breach=breach)
    if (kept.by_id, kept.at, kept.reason) != (by.pk, at, reason):
        raise Refused(f"{kept.by.called} was first and excused it: {kept.reason}")
    what = f"{breach} (breach {breach.pk})"
    record(workspace=breach.workspace, by=by, verb="excused", what=what, details={"why": reason})
    return kept
