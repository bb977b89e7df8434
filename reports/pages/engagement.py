"""Engagement of qualified leads: what those did whom marketing passed on, before and after."""

from typing import Any

from accounts.drawings import Mark, Table
from leads.actions.statements import ask
from reports.blocks import Block, Report, Stat
from reports.looking import Look
from reports.pages import parts

NEWEST = """
WITH passed AS (SELECT lead_id, max(at) AS at FROM (SELECT lead_id, at FROM leads_stagechange
    WHERE workspace_id = %(ws)s
    AND "to" = 'mql' AND at >= %(first)s AND at < %(end)s ORDER BY at DESC LIMIT 300) AS newest GROUP BY lead_id)
"""
KINDS = (
    NEWEST
    + """
SELECT a.type, count(*), count(DISTINCT a.lead_id), count(*) FILTER (WHERE a.at > p.at),
       count(DISTINCT a.lead_id) FILTER (WHERE l.stage IN ('sal', 'sql', 'won'))
  FROM passed p JOIN leads_lead l ON l.workspace_id = %(ws)s AND l.id = p.lead_id AND NOT l.is_test
  JOIN leads_activity a ON a.workspace_id = %(ws)s AND a.lead_id = p.lead_id AND a.at >= p.at - interval '180 days'
 WHERE a.counts GROUP BY 1 ORDER BY 2 DESC LIMIT 15
"""
)
LOOKED_AT = (
    NEWEST
    + """
SELECT coalesce(nullif(a.title, ''), a.properties->>'path', a.type), count(*), count(DISTINCT a.lead_id)
  FROM passed p JOIN leads_activity a ON a.workspace_id = %(ws)s AND a.lead_id = p.lead_id
   AND a.at >= p.at - interval '180 days' WHERE a.counts AND (a.type = 'page' OR a.content_id IS NOT NULL)
 GROUP BY 1 ORDER BY 3 DESC, 2 DESC LIMIT 15
"""
)


def engagement(look: Look) -> Report:
    """The page."""
    values = {"ws": look.workspace.pk, "first": look.period.first, "end": look.period.end}
    kinds, pages = ask(KINDS, values), ask(LOOKED_AT, values)
    deeds, after = sum(row[1] for row in kinds), sum(row[3] for row in kinds)
    report = Report()
    report.stats = [
        Stat("Activities of qualified leads", parts.number(deeds), note="of the newest 300 passed on"),
        Stat("After the pass", parts.number(after), note="while sales has them"),
    ]
    report.blocks = [doing(kinds), looked_at(pages)]
    return report


def doing(kinds: list[Any]) -> Block:
    """What they did."""
    marks = [Mark(kind.capitalize(), leads, note=f"{count:,} times") for kind, count, leads, *_ in kinds]
    rows = [
        [kind.capitalize(), parts.number(leads), parts.number(count), parts.number(after), parts.number(taken)]
        for kind, count, leads, after, taken in kinds
    ]
    table = Table(["What", "Leads", "Times", "After the pass", "Of them accepted"], rows)
    return Block(
        "kinds",
        "What qualified leads did",
        table,
        "bars",
        marks,
        note="leads that did it, within 180 days before",
        width=6,
        empty="Nothing was passed on in this period.",
    )


def looked_at(pages: list[Any]) -> Block:
    """Pages and content they looked at."""
    rows = [[title, parts.number(leads), parts.number(count)] for title, count, leads in pages]
    return Block(
        "pages",
        "Pages and content they looked at",
        Table(["What", "Leads", "Times"], rows),
        width=6,
        empty="They looked at nothing we know of.",
    )
