"""The look at every live lead, each minute."""

from datetime import datetime, timedelta

import structlog

from accounts import bells
from leads import custody
from leads.models import CustodyCheck

log = structlog.get_logger(__name__)
KIND = "custody"
EVERY = timedelta(minutes=1)
KEPT = timedelta(days=1)


@bells.answers(KIND, every=EVERY)
def reconcile(workspace_id: int, now: datetime) -> None:
    """Count, keep the count for a day, and raise the alarm if a lead is with nobody."""
    found = custody.inspect(workspace_id, at=now)
    CustodyCheck.objects.create(
        workspace_id=workspace_id,
        at=found.at,
        live=found.live,
        adrift=found.adrift,
        overdue=found.overdue,
        held=found.held,
    )
    CustodyCheck.objects.filter(workspace_id=workspace_id, at__lt=now - KEPT).delete()
    if found.adrift:
        log.error("leads_adrift", adrift=found.adrift, live=found.live)
