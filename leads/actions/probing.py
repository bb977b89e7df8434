"""Whether anybody of a few leads may meet the definition in force: asked with every batch of events, and mostly no.

The statement is written once for a condition and a day, and kept by this process: what a condition says of days is the
same all day long.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.models import Workspace
from leads.conditions import BadCondition, check
from leads.definitions import Kind
from leads.matching.agreed import named, to_run
from leads.matching.columns import CUSTOM
from leads.matching.comparing import Day
from leads.models import Lead
from leads.models.lead import LeadQuerySet
from leads.stages import Stage

RUNS = """
SELECT d.condition::text, w.time_zone FROM leads_definition d JOIN accounts_workspace w ON w.id = d.workspace_id
 WHERE d.workspace_id = %s AND d.kind = %s AND d.state = 'in_force'
"""
ANY_OF = 'SELECT EXISTS ({sql} AND "leads_lead"."id" = ANY(%s::bigint[]))'
MOST = 1_000  # statements kept
Statement = tuple[str, list[Any]]
KEPT: dict[tuple[int, str, Day], Statement | None] = {}


def may_pass(workspace_id: int, ids: Sequence[int], *, at: datetime) -> bool:
    """Whether to look closer: False only when none of the leads meets the definition and is held by marketing.

    Return dates are left to whoever looks closer, and so is everything where the definition speaks of what can change
    without it (signals, the workspace's own fields).
    """
    with connection.cursor() as cursor:
        cursor.execute(RUNS, [workspace_id, Kind.MQL.value])
        row = cursor.fetchone()
        if row is None:
            return False
        key = (workspace_id, row[0], Day.of(at, row[1]))
        if key not in KEPT:
            if len(KEPT) >= MOST:
                KEPT.clear()
            KEPT[key] = written(workspace_id, row[0], at=at)
        statement = KEPT[key]
        if statement is None:
            return True
        cursor.execute(statement[0], [*statement[1], list(ids)])
        return bool(cursor.fetchone()[0])


def written(workspace_id: int, condition: str, *, at: datetime) -> Statement | None:
    """The statement of a condition (JSON); None where there is none that holds all day."""
    raw = json.loads(condition)
    if named(raw, "signal") or any(name.startswith(CUSTOM) for name in named(raw, "field")):
        return None
    terms = to_run(Workspace.objects.get(pk=workspace_id), raw)
    try:
        met = terms.compile(check(raw, terms.schema, saving=False), now=at)
    except BadCondition:
        return None  # who looks closer says why
    sql, params = unbarred(workspace_id).filter(met).order_by().values("pk").query.sql_with_params()
    return ANY_OF.format(sql=sql), list(params)


def unbarred(workspace_id: int) -> LeadQuerySet:
    """Leads that marketing holds and nothing bars."""
    return Lead.objects.present().filter(workspace_id=workspace_id, stage=Stage.LEAD, barred_for="")
