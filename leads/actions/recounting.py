"""Whether an activity counts: taken from what machines did, and given back by people who know better."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts import audit
from accounts.models import User
from leads.actions.activities import as_recorded
from leads.actions.relatives import family
from leads.models import Activity, Lead
from leads.signals import activities_recorded

COUNT = """
UPDATE leads_activity SET counts = %(counts)s
WHERE workspace_id = %(workspace)s AND counts <> %(counts)s AND {which}
RETURNING id, message_id, at, type, title, properties, origin, lead_id, visitor_id, channel, content_id, campaign_id,
    counts
"""
NEAR = timedelta(minutes=1)
OF_LEADS = "lead_id = ANY(%(leads)s::bigint[])"
THESE = " AND id = ANY(%(ids)s::bigint[])"
LATELY = """at BETWEEN %(since)s AND %(until)s AND message_id = ANY(%(messages)s::uuid[])
    AND (lead_id = ANY(%(leads)s::bigint[]) OR visitor_id = ANY(%(visitors)s::bigint[]))"""


@transaction.atomic
def recount(lead: Lead, *, counts: bool, by: User, activities: Collection[int] | None = None) -> int:
    """Let a lead's activities count, or not: those named, or all that machines did; answer how many changed."""
    values: dict[str, Any] = {"counts": counts, "workspace": lead.workspace_id, "leads": family(lead)}
    which = OF_LEADS
    if activities is not None:
        which, values["ids"] = OF_LEADS + THESE, list(activities)
    changed = change(lead.workspace_id, which, values)
    if changed:
        verb = "counted activities again" if counts else "took activities out of the count"
        what = f"{changed:,} of {lead.called}"
        audit.record(workspace=lead.workspace, by=by, verb=verb, what=what, details={"lead": lead.pk})
    return changed


def discount(
    workspace_id: int, *, messages: Iterable[UUID], leads: Iterable[int], visitors: Iterable[int], around: datetime
) -> int:
    """Take lately stored activities of somebody out of the count: they turned out to be a machine's."""
    since, until = around - NEAR, around + NEAR
    values = {"counts": False, "workspace": workspace_id, "since": since, "until": until}
    said = {"messages": [str(one) for one in messages], "leads": list(leads), "visitors": list(visitors)}
    return change(workspace_id, LATELY, {**values, **said})


def change(workspace_id: int, which: str, values: dict[str, Any]) -> int:
    """Change it, and tell: whose score rests on these activities is counted anew."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(which=which), values)
        rows = [as_recorded(row) for row in cursor.fetchall()]
    whose = frozenset(row.lead_id for row in rows if row.lead_id is not None)
    if whose:
        activities_recorded.send(Activity, workspace_id=workspace_id, activities=rows, lost=whose)
    return len(rows)
