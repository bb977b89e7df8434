"""What is true at a step and cannot be known later is noted in the step's transaction."""

from leads.actions.statements import run
from leads.models import StageChange

NOTE = """
INSERT INTO reports_passed (workspace_id, lead, change, at, grade, pool, content)
SELECT l.workspace_id, l.id, %(change)s, %(at)s, CASE WHEN %(is_pass)s THEN l.grade ELSE '' END,
       (SELECT h.pool_id FROM routing_handoff h WHERE h.workspace_id = l.workspace_id AND h.lead_id = l.id
         ORDER BY h.id DESC LIMIT 1),
       CASE WHEN %(is_pass)s THEN reports_first_content(l.workspace_id, l.id, %(at)s) END
  FROM leads_lead l WHERE l.workspace_id = %(ws)s AND l.id = %(lead)s
ON CONFLICT (workspace_id, change) DO NOTHING
"""
NOTED = frozenset({"mql", "sal"})


def note(change: StageChange) -> None:
    """Note the grade and the first content at a pass, and the pool at an acceptance.

    Everything else reports count is read from leads and stage changes, whose triggers say what was touched.
    """
    if change.to in NOTED:
        values = {"ws": change.workspace_id, "lead": change.lead_id, "change": change.pk, "at": change.at}
        run(NOTE, values | {"is_pass": change.to == "mql"})
