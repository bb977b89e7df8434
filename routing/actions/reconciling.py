"""Leads and their handoffs are held against each other each minute; what should be impossible is mended and told."""

from datetime import datetime, timedelta

import structlog
from django.db import connection

from accounts import bells
from leads.models import StageChange
from leads.stages import Stage
from routing.actions.opening import MERGING, open  # noqa: A004 - what it does
from routing.models import OPEN, Handoff, State

log = structlog.get_logger(__name__)
KIND = "handoffs"
EVERY = timedelta(minutes=1)
HOMELESS, ORPHANED = "an MQL without an open handoff", "an open handoff of a lead that is none"
OF_LEAD = "SELECT %s, h.lead_id FROM routing_handoff h JOIN leads_lead l ON l.id = h.lead_id WHERE h.workspace_id = %s"
HERE = "l.merged_into_id IS NULL AND l.erased_at IS NULL"
RULES: dict[str, str] = {
    HOMELESS: f"""
        SELECT %s, l.id FROM leads_lead l WHERE l.workspace_id = %s AND l.stage = 'mql' AND {HERE} AND NOT EXISTS
          (SELECT 1 FROM routing_handoff h WHERE h.workspace_id = l.workspace_id AND h.lead_id = l.id
            AND h.state IN ('waiting', 'offered'))
    """,  # noqa: S608 - our own words
    ORPHANED: f"{OF_LEAD} AND h.state IN ('waiting', 'offered') AND NOT (l.stage = 'mql' AND {HERE})",
    "an offer that the custody does not know": f"""
        {OF_LEAD} AND h.state = 'offered' AND (l.holder <> 'offered' OR l.rep_id IS DISTINCT FROM h.rep_id)
    """,
    "a wait that the custody does not know": f"{OF_LEAD} AND h.state = 'waiting' AND l.holder <> 'waiting'",
    "worked without an accepted handoff": f"""
        SELECT %s, l.id FROM leads_lead l WHERE l.workspace_id = %s AND l.stage IN ('sal', 'sql') AND {HERE}
          AND EXISTS (SELECT 1 FROM routing_handoff h WHERE h.workspace_id = l.workspace_id AND h.lead_id = l.id)
          AND NOT EXISTS (SELECT 1 FROM routing_handoff h WHERE h.workspace_id = l.workspace_id AND h.lead_id = l.id
            AND h.state = 'accepted' AND h.closed_at IS NULL AND h.rep_id = l.rep_id)
    """,  # noqa: S608
    "an accepted handoff that nobody works": f"""
        {OF_LEAD} AND h.state = 'accepted' AND h.closed_at IS NULL AND l.stage NOT IN ('sal', 'sql')
    """,
}


def wrongs(workspace_id: int) -> list[tuple[str, int]]:
    """What is wrong, with the lead's id; it should be nothing."""
    found: list[tuple[str, int]] = []
    with connection.cursor() as cursor:
        for what, sql in RULES.items():
            cursor.execute(sql, [what, workspace_id])
            found += cursor.fetchall()
    return found


@bells.answers(KIND, every=EVERY)
def reconcile(workspace_id: int, now: datetime) -> None:
    """Look, raise the alarm, and mend what can be: a lost handoff is opened, one that is over is closed."""
    found = wrongs(workspace_id)
    for what, lead_id in found:
        log.error("handoff_astray", what=what, lead=lead_id)
        if what == HOMELESS:
            open_again(workspace_id, lead_id)
        elif what == ORPHANED:
            over = {"state": State.WITHDRAWN, "closed_at": now, "closed_as": "withdrawn", "rep": None}
            rows = Handoff.objects.filter(workspace_id=workspace_id, lead=lead_id, state__in=OPEN)
            rows.update(accept_by=None, promise_at=None, **over)


def open_again(workspace_id: int, lead_id: int) -> None:
    """The handoff of the lead's last step to MQL."""
    steps = StageChange.objects.filter(workspace_id=workspace_id, lead=lead_id, to=Stage.MQL)
    change = steps.exclude(cause__in=MERGING).order_by("-recorded_at", "-id").first()
    if change is not None:
        open(change)
