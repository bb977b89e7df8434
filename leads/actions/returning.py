"""Marketing's return dates: when one has come, the lead is looked at again; it passes, or gets a new date."""

from datetime import datetime, timedelta

from accounts import bells
from leads.actions.moving import put_off, return_after
from leads.actions.qualifying import RETURN, qualify
from leads.models import Lead
from leads.stages import Holder, Stage

KIND = "returns"
EVERY = timedelta(minutes=1)
PORTION = 200


@bells.answers(KIND, every=EVERY)
def look_again(workspace_id: int, now: datetime) -> datetime | None:
    """Look at up to 200 leads whose return date has come; more of them mean another look at once."""
    due = (
        Lead.objects.present()
        .filter(workspace_id=workspace_id, stage=Stage.LEAD, holder=Holder.MARKETING, return_at__lte=now)
        .order_by("return_at", "pk")
        .select_for_update(skip_locked=True)[:PORTION]
    )
    ids = [lead.pk for lead in due]
    passed = {change.lead_id for change in qualify(workspace_id, ids, at=now, cause=RETURN)}
    later = now + return_after(workspace_id)
    put_off(workspace_id, [pk for pk in ids if pk not in passed], at=now, return_at=later)
    return now if len(ids) == PORTION else None
