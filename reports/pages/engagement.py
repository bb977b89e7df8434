"""Engagement of qualified leads: what those did whom marketing passed on, before and after."""

from typing import Any

from accounts.drawings import Mark, Table
from leads.actions.statements import ask
from reports.blocks import Block, Report, Stat
from reports.looking import Look
from reports.pages import parts

SAMPLED = 300  # the newest passes that are looked at
DEEDS = """
WITH passed AS (SELECT lead_id, max(at) AS at, max(stage) AS stage FROM (
    SELECT c.lead_id, c.at, l.stage FROM leads_stagechange c
      JOIN leads_lead l ON l.workspace_id = %(ws)s AND l.id = c.lead_id AND NOT l.is_test AND l.merged_into_id IS NULL
     WHERE c.workspace_id = %(ws)s AND c."to" = 'mql' AND c.at >= %(first)s AND c.at < %(end)s
       AND c.cause NOT IN ('merge', 'unmerge') {only} ORDER BY c.at DESC LIMIT 300) AS newest GROUP BY lead_id),
deeds AS MATERIALIZED (
SELECT a.type, a.title, a.properties->>'path' AS path, a.content_id, a.lead_id, a.at > p.at AS after, p.stage
  FROM passed p
  JOIN leads_activity a ON a.workspace_id = %(ws)s AND a.lead_id = p.lead_id AND a.at >= p.at - interval '180 days'
 WHERE a.counts)
(SELECT 'kind', type, count(*), count(DISTINCT lead_id), count(DISTINCT lead_id) FILTER (WHERE after),
        count(DISTINCT lead_id) FILTER (WHERE stage IN ('sal', 'sql', 'won')), count(*) FILTER (WHERE after)
   FROM deeds GROUP BY 2 ORDER BY 4 DESC, 3 DESC, 2 LIMIT 15)
 UNION ALL
(SELECT 'seen', coalesce(nullif(title, ''), path, type), count(*), count(DISTINCT lead_id), NULL, NULL, NULL
   FROM deeds WHERE type = 'page' OR content_id IS NOT NULL GROUP BY 2 ORDER BY 4 DESC, 3 DESC, 2 LIMIT 15)
"""


def engagement(look: Look) -> Report:
    """The page."""
    only, values = look.only(look.bounds())
    deeds = ask(DEEDS.format(only=only), values)
    kinds, pages = ([row[1:] for row in deeds if row[0] == what] for what in ("kind", "seen"))
    times, after = sum(row[1] for row in kinds), sum(row[5] for row in kinds)
    passes = look.figures.total(look.period, look.scope).mql
    said = parts.sampled(SAMPLED, passes)
    report = Report()
    report.stats = [
        Stat("Passed on", parts.number(passes), url=look.rows("mql") if passes else "", link="Show them", note=said),
        Stat("What they did", parts.number(times), note="activities, within 180 days before the pass and after it"),
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
        for title, count, leads, *_ in pages
    ]
    return Block(
        "pages",
        "Pages and content they looked at",
        Table(["What", "Leads", "Times"], rows),
        note=said,
        width=6,
        empty="They looked at nothing we know of.",
    )
