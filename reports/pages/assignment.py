"""Assignment: how leads were given out, who can take more, how soon sales said no, and who was never worked."""

from typing import Any

from django.urls import reverse

from accounts.drawings import Mark, Table
from leads.actions.statements import ask
from reports.blocks import Block, Report, Stat
from reports.looking import Look
from reports.pages import parts
from reports.pages.pipeline import reps

# Each looks at the newest few thousand passes, so the page costs the same whatever lies behind them.
PASSES = """
  FROM (SELECT * FROM (SELECT lead_id, grade, state, opened_at, answered_at FROM routing_handoff
            WHERE workspace_id = %(ws)s ORDER BY id DESC LIMIT 4000) AS newest
         WHERE answered_at >= %(first)s AND answered_at < %(end)s) AS h
"""
WHY = """
SELECT why, count(*) FROM (SELECT why, at FROM routing_offer WHERE workspace_id = %(ws)s ORDER BY id DESC LIMIT 4000)
    AS newest WHERE at >= %(first)s AND at < %(end)s GROUP BY why ORDER BY 2 DESC LIMIT 12
"""
SAID_NO = """
SELECT grade, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - opened_at)) / 60
"""
TOUCHES = """
SELECT h.grade, count(*), sum(t.touches), count(*) FILTER (WHERE t.touches = 0)
"""
OF_NO = " WHERE state = 'rejected' GROUP BY grade ORDER BY grade"
OF_TOUCHES = """
 CROSS JOIN LATERAL (SELECT count(*) AS touches FROM leads_activity a WHERE a.workspace_id = %(ws)s
           AND a.lead_id = h.lead_id AND a.at >= h.answered_at AND a.type = 'touch') AS t
 GROUP BY h.grade ORDER BY h.grade
"""
ACCEPTED = """
  FROM (SELECT * FROM (SELECT lead_id, grade, state, answered_at FROM routing_handoff
            WHERE workspace_id = %(ws)s ORDER BY id DESC LIMIT 1500) AS newest
         WHERE state = 'accepted' AND answered_at >= %(first)s AND answered_at < %(end)s LIMIT 300) AS h
"""
UNWORKED = """
SELECT l.id, coalesce(nullif(concat_ws(' ', l.first_name, l.last_name), ''), l.email), h.grade, h.answered_at
  FROM (SELECT id, workspace_id, first_name, last_name, email FROM leads_lead WHERE workspace_id = %(ws)s
           AND holder = 'sales' AND NOT is_test AND merged_into_id IS NULL ORDER BY next_step_at LIMIT 500) AS l
 CROSS JOIN LATERAL (SELECT grade, state, responded_at, answered_at FROM routing_handoff x
     WHERE x.workspace_id = l.workspace_id AND x.lead_id = l.id ORDER BY x.id DESC LIMIT 1) AS h
 WHERE h.state = 'accepted' AND h.responded_at IS NULL ORDER BY h.answered_at LIMIT 20
"""
RADAR = """
SELECT id, coalesce(nullif(concat_ws(' ', first_name, last_name), ''), email), grade, last_activity_at
  FROM leads_lead WHERE workspace_id = %(ws)s AND grade = ANY(ARRAY['A1', 'A2', 'A3', 'A4', 'B1', 'B2'])
   AND stage = 'lead' AND holder = 'marketing' AND merged_into_id IS NULL AND erased_at IS NULL AND NOT is_test
   AND last_activity_at < %(now)s - interval '45 days' ORDER BY grade, id DESC LIMIT 20
"""


def assignment(look: Look) -> Report:
    """The page."""
    values = {"ws": look.workspace.pk, "first": look.period.first, "end": look.period.end, "now": look.now}
    now, before = look.figures.total(look.period, look.scope), look.figures.total(look.before, look.scope)
    unworked = ask(UNWORKED, values)
    report = Report()
    report.stats = [
        parts.count_stat(look, "Passed to sales", "mql", now, before),
        parts.count_stat(look, "Accepted", "sal", now, before),
        parts.count_stat(look, "Refused", "rejected", now, before, good="down"),
        Stat(
            "Accepted and never worked",
            f"{len(unworked)}{'+' if len(unworked) == 20 else ''}",  # noqa: PLR2004
            tone="bad" if unworked else "good",
            note="no human touch since they were taken",
        ),
    ]
    report.blocks = [
        ways(values),
        reps(look),
        said_no(values),
        touches(values),
        people(look, "unworked", "Accepted and never worked", unworked, "Taken", "Every accepted lead was touched."),
        people(
            look,
            "radar",
            "Off the radar: good fits nobody looked at lately",
            ask(RADAR, values),
            "Last active",
            "No good fit has been silent for 45 days.",
        ),
    ]
    return report


def ways(values: dict[str, Any]) -> Block:
    """How offers came about."""
    found = ask(WHY, values)
    marks = [Mark(why[:1].upper() + why[1:], count) for why, count in found]
    table = Table(["How", "Offers"], [[mark.label, parts.number(mark.value)] for mark in marks])
    return Block("ways", "How leads were assigned", table, "bars", marks, width=7, empty="No offers in this period.")


def said_no(values: dict[str, Any]) -> Block:
    """How long it took to hear no; a quick no is a good answer."""
    rows = [
        [grade or "Not graded", parts.number(count), parts.length(half)]
        for grade, count, half in ask(SAID_NO + PASSES + OF_NO, values)
    ]
    return Block(
        "no",
        "Time to no",
        Table(["Grade", "Refused", "Median"], rows),
        width=6,
        note="from the pass to the refusal",
        empty="Sales refused nothing in this period.",
    )


def touches(values: dict[str, Any]) -> Block:
    """How hard accepted leads were worked, by grade."""
    rows = [
        [grade or "Not graded", parts.number(leads), f"{float(all_of) / leads:.1f}", parts.number(none)]
        for grade, leads, all_of, none in ask(TOUCHES + ACCEPTED + OF_TOUCHES, values)
    ]
    return Block(
        "touches",
        "Touches by grade",
        Table(["Grade", "Leads", "Touches each", "Never touched"], rows),
        width=6,
        note="of the newest 300 accepted",
        empty="Nothing was accepted in this period.",
    )


def people(look: Look, key: str, title: str, found: list[Any], when: str, empty: str) -> Block:
    """Leads by name, each a link."""
    rows = [
        [
            {"text": name or f"Visitor {pk}", "url": reverse("leads:lead", args=[look.workspace.slug, pk])},
            grade or "–",
            f"{at.astimezone(look.now.tzinfo):%-d %b %Y}" if at else "–",
        ]
        for pk, name, grade, at in found
    ]
    return Block(key, title, Table(["Lead", "Grade", when], rows, texts=3), width=6, empty=empty)
