"""Engagement of qualified leads: what those did whom marketing passed on, before and after."""

from typing import Any

from accounts.drawings import Mark, Table
from leads.actions.statements import ask
from reports.blocks import Block, Report, Stat
from reports.looking import Look
from reports.pages import parts

SAMPLED = 300  # the newest passes that are looked at
NEWEST = """
WITH passed AS (SELECT lead_id, max(at) AS at, max(stage) AS stage FROM (
    SELECT c.lead_id, c.at, l.stage FROM leads_stagechange c
      JOIN leads_lead l ON l.workspace_id = %(ws)s AND l.id = c.lead_id AND NOT l.is_test AND l.merged_into_id IS NULL
     WHERE c.workspace_id = %(ws)s AND c."to" = 'mql' AND c.at >= %(first)s AND c.at < %(end)s
       AND c.cause NOT IN ('merge', 'unmerge') {only} ORDER BY c.at DESC LIMIT 300) AS newest GROUP BY lead_id)
"""
KINDS = (
    NEWEST
    + """
SELECT a.type, count(*), count(DISTINCT a.lead_id), count(DISTINCT a.lead_id) FILTER (WHERE a.at > p.at),
       count(DISTINCT a.lead_id) FILTER (WHERE p.stage IN ('sal', 'sql', 'won')), count(*) FILTER (WHERE a.at > p.at)
  FROM passed p
  JOIN leads_activity a ON a.workspace_id = %(ws)s AND a.lead_id = p.lead_id AND a.at >= p.at - interval '180 days'
 WHERE a.counts GROUP BY 1 ORDER BY 3 DESC, 2 DESC LIMIT 15
"""
)
LOOKED_AT = (
    NEWEST
    + """
SELECT coalesce(nullif(a.title, ''), a.properties->>'path', a.type), count(*), count(DISTINCT a.lead_id)
  FROM passed p
  JOIN leads_activity a ON a.workspace_id = %(ws)s AND a.lead_id = p.lead_id AND a.at >= p.at - interval '180 days'
 WHERE a.counts AND (a.type = 'page' OR a.content_id IS NOT NULL) GROUP BY 1 ORDER BY 3 DESC, 2 DESC LIMIT 15
"""
)


def engagement(look: Look) -> Report:
    """The page."""
    only, values = look.only(look.bounds())
    kinds, pages = ask(KINDS.format(only=only), values), ask(LOOKED_AT.format(only=only), values)
    deeds, after = sum(row[1] for row in kinds), sum(row[5] for row in kinds)
    passes = look.figures.total(look.period, look.scope).mql
    said = parts.sampled(SAMPLED, passes)
    report = Report()
    report.stats = [
        Stat("Passed on", parts.number(passes), url=look.rows("mql") if passes else "", link="Show them", note=said),
        Stat("What they did", parts.number(deeds), note="activities, within 180 days before the pass and after it"),
        Stat("After the pass", parts.number(after), note="activities, while sales has them"),
    ]
    report.blocks = [doing(look, kinds, said), looked_at(look, pages, said)]
    return report


def doing(look: Look, kinds: list[Any], said: str) -> Block:
    """What they did."""
    marks = [
        Mark(kind.capitalize(), leads, note=f"{count:,} times", url=look.rows("did", named=kind))
        for kind, count, leads, *_ in kinds
    ]
    rows = [
        [
            kind.capitalize(),
            parts.linked(leads, look.rows("did", named=kind)),
            parts.number(count),
            parts.linked(after, look.rows("did-after", named=kind)),
            parts.linked(taken, look.rows("did-taken", named=kind)),
        ]
        for kind, count, leads, after, taken, _ in kinds
    ]
    table = Table(["What", "Leads", "Times", "After the pass", "Of them accepted"], rows)
    return Block(
        "kinds",
        "What qualified leads did",
        table,
        "bars",
        marks,
        note=said or "leads that did it",
        width=6,
        empty="Nothing was passed on in this period.",
    )


def looked_at(look: Look, pages: list[Any], said: str) -> Block:
    """Pages and content they looked at."""
    rows = [
        [title, parts.linked(leads, look.rows("saw", named=title)), parts.number(count)]
        for title, count, leads in pages
    ]
    return Block(
        "pages",
        "Pages and content they looked at",
        Table(["What", "Leads", "Times"], rows),
        note=said,
        width=6,
        empty="They looked at nothing we know of.",
    )
