"""Assignment: how leads were given out, who can take more, how soon sales said no, and who was never worked."""

from typing import Any

from django.urls import reverse

from accounts.drawings import Mark, Table
from leads.actions.statements import ask
from reports.blocks import Block, Report, Stat
from reports.looking import Look
from reports.pages import parts
from reports.pages.pipeline import reps

# Each looks at the newest few thousand passes or offers, so the page costs the same whatever lies behind them; where
# the period goes further back than these do, the page says so.
NEWEST, WORKED, LISTED = 4_000, 1_000, 20
PASSES = """
  FROM (SELECT * FROM (SELECT workspace_id, lead_id, grade, state, opened_at, answered_at FROM routing_handoff
            WHERE workspace_id = %(ws)s ORDER BY id DESC LIMIT 4000) AS newest
         WHERE answered_at >= %(first)s AND answered_at < %(end)s) AS h
  JOIN leads_lead l ON l.workspace_id = %(ws)s AND l.id = h.lead_id AND NOT l.is_test
   AND l.merged_into_id IS NULL {only}
"""
WHY = """
SELECT split_part(o.why, ':', 1), count(DISTINCT h.lead_id)
  FROM (SELECT workspace_id, handoff_id, why, at FROM routing_offer WHERE workspace_id = %(ws)s ORDER BY id DESC
         LIMIT 4000) AS o
  JOIN routing_handoff h ON h.workspace_id = %(ws)s AND h.id = o.handoff_id
  JOIN leads_lead l ON l.workspace_id = %(ws)s AND l.id = h.lead_id AND NOT l.is_test
   AND l.merged_into_id IS NULL {only}
 WHERE o.at >= %(first)s AND o.at < %(end)s GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12
"""
REACHES = """
SELECT (SELECT min(opened_at) FROM (SELECT opened_at FROM routing_handoff WHERE workspace_id = %(ws)s
                                     ORDER BY id DESC OFFSET 3999 LIMIT 1) AS last),
       (SELECT min(at) FROM (SELECT at FROM routing_offer WHERE workspace_id = %(ws)s
                              ORDER BY id DESC OFFSET 3999 LIMIT 1) AS last)
"""
SAID_NO = """
SELECT h.grade, count(DISTINCT h.lead_id),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM h.answered_at - h.opened_at)) / 60
"""
TOUCHES = """
SELECT h.grade, count(DISTINCT h.lead_id), sum(t.touches), count(DISTINCT h.lead_id) FILTER (WHERE t.touches = 0),
       count(*)
"""
OF_NO = " WHERE h.state = 'rejected' GROUP BY h.grade ORDER BY h.grade"
OF_TOUCHES = """
 CROSS JOIN LATERAL (SELECT count(*) AS touches FROM leads_activity a WHERE a.workspace_id = %(ws)s
           AND a.lead_id = h.lead_id AND a.at >= h.answered_at AND a.type = 'touch') AS t
 GROUP BY h.grade ORDER BY h.grade
"""
ACCEPTED = """
  FROM (SELECT * FROM (SELECT id, lead_id, grade, state, answered_at FROM routing_handoff
            WHERE workspace_id = %(ws)s ORDER BY id DESC LIMIT 4000) AS newest
         WHERE state = 'accepted' AND answered_at >= %(first)s AND answered_at < %(end)s
         ORDER BY id DESC LIMIT 1000) AS h
  JOIN leads_lead l ON l.workspace_id = %(ws)s AND l.id = h.lead_id AND NOT l.is_test
   AND l.merged_into_id IS NULL {only}
"""
UNWORKED = """
SELECT l.id, coalesce(nullif(concat_ws(' ', l.first_name, l.last_name), ''), l.email), h.grade, h.answered_at
  FROM (SELECT id, workspace_id, first_name, last_name, email FROM leads_lead l WHERE workspace_id = %(ws)s
           AND holder = 'sales' AND NOT is_test AND merged_into_id IS NULL {only} ORDER BY next_step_at LIMIT 500) AS l
 CROSS JOIN LATERAL (SELECT grade, state, responded_at, answered_at FROM routing_handoff x
     WHERE x.workspace_id = l.workspace_id AND x.lead_id = l.id ORDER BY x.id DESC LIMIT 1) AS h
 WHERE h.state = 'accepted' AND h.responded_at IS NULL ORDER BY h.answered_at LIMIT 20
"""
GOOD = ("A1", "A2", "A3", "A4", "B1", "B2")
# Each grade by its name and as a range: else the planner goes through all leads in search of a grade few have.
LOOKED_AT = """(SELECT l.id, l.first_name, l.last_name, l.email, l.grade, l.stage, l.holder, l.merged_into_id,
    l.erased_at, l.is_test, l.last_activity_at FROM leads_lead l
    WHERE l.workspace_id = %(ws)s AND l.grade <> '' AND l.grade >= '{grade}' AND l.grade <= '{grade}' {{only}}
    ORDER BY l.grade DESC, l.id LIMIT 200)"""
OLDEST_OF = " UNION ALL ".join(LOOKED_AT.format(grade=grade) for grade in GOOD)
RADAR = f"""
SELECT l.id, coalesce(nullif(concat_ws(' ', l.first_name, l.last_name), ''), l.email), l.grade, l.last_activity_at
  FROM ({OLDEST_OF}) AS l
 WHERE l.stage = 'lead' AND l.holder = 'marketing' AND l.merged_into_id IS NULL AND l.erased_at IS NULL
   AND NOT l.is_test AND l.last_activity_at < %(now)s - interval '45 days'
 ORDER BY l.grade, l.last_activity_at, l.id LIMIT 10
"""  # noqa: S608
OLDEST = "of the 200 oldest of each grade from A1 to B2"


def assignment(look: Look) -> Report:
    """The page."""
    only, values = look.only(look.bounds())
    now, before = look.figures.totals([look.period, look.before], look.scope)
    unworked = ask(UNWORKED.format(only=only), values)
    passes, offers = reaches(look, values)
    report = Report()
    report.stats = [
        parts.count_stat(look, "Passed to sales", "mql", now, before),
        parts.count_stat(look, "Accepted", "sal", now, before),
        parts.count_stat(look, "Refused", "rejected", now, before, good="down"),
        Stat(
            "Accepted and never worked",
            f"{len(unworked)}{' or more' if len(unworked) == LISTED else ''}",
            tone="bad" if unworked else "good",
            note="no human touch yet; of the 500 due first",
            url="#unworked" if unworked else "",
            link="Show them",
        ),
    ]
    report.blocks = [
        ways(look, ask(WHY.format(only=only), values), offers),
        reps(look),
        said_no(look, ask((SAID_NO + PASSES + OF_NO).format(only=only), values), passes),
        touches(look, ask((TOUCHES + ACCEPTED + OF_TOUCHES).format(only=only), values), passes),
        people(look, "unworked", "Accepted and never worked", unworked, "Taken", "Every accepted lead was touched."),
        people(
            look,
            "radar",
            "Off the radar: good fits nobody looked at lately",
            ask(RADAR.format(only=only), values),
            "Last active",
            "No good fit has been silent for 45 days.",
            OLDEST,
        ),
    ]
    return report


def reaches(look: Look, values: dict[str, Any]) -> tuple[str, str]:
    """What to say of passes and of offers where the newest few thousand do not reach back to the period's beginning."""
    since = ask(REACHES, values)[0]
    return tuple(  # type: ignore[return-value]
        f"of the newest {NEWEST:,}, since {at.astimezone(look.now.tzinfo):%-d %b %Y}"
        if at and at > values["first"]
        else ""
        for at in since
    )


def ways(look: Look, found: list[Any], said: str) -> Block:
    """How offers came about."""
    marks = [Mark(why[:1].upper() + why[1:], count, url=look.rows("offered", named=why)) for why, count in found]
    table = Table(["How", "Leads"], [[mark.label, parts.linked(int(mark.value or 0), mark.url)] for mark in marks])
    return Block("ways", "How leads were assigned", table, "bars", marks, note=said, width=7,
                 empty="No offers in this period.")  # fmt: skip


def graded(look: Look, what: str, grade: str) -> str:
    """Where the leads are that were passed with this grade."""
    return look.rows(what, grade_then=grade or "-")


def said_no(look: Look, found: list[Any], said: str) -> Block:
    """How long it took to hear no; a quick no is a good answer."""
    rows = [
        [
            grade or "Not graded",
            parts.linked(count, graded(look, "refused", grade)),
            parts.of_rows(parts.length(half), graded(look, "refused", grade)),
        ]
        for grade, count, half in found
    ]
    return Block(
        "no",
        "Time to no",
        Table(["Grade", "Refused", "Median"], rows),
        width=6,
        note=said or "from the pass to the refusal",
        empty="Sales refused nothing in this period.",
    )


def touches(look: Look, found: list[Any], said: str) -> Block:
    """How hard accepted leads were worked, by grade."""
    rows = [
        [
            grade or "Not graded",
            parts.linked(leads, graded(look, "taken", grade)),
            f"{float(all_of) / passes:.1f}",
            parts.linked(none, graded(look, "untouched", grade)),
        ]
        for grade, leads, all_of, none, passes in found
    ]
    if sum(row[4] for row in found) >= WORKED:
        said = f"of the newest {WORKED:,} accepted"
    return Block(
        "touches",
        "Touches by grade",
        Table(["Grade", "Leads", "Touches each", "Never touched"], rows),
        width=6,
        note=said,
        empty="Nothing was accepted in this period.",
    )


def people(look: Look, key: str, title: str, found: list[Any], when: str, empty: str, note: str = "") -> Block:
    """Leads by name, each a link."""
    rows = [
        [
            {"text": name or f"Visitor {pk}", "url": reverse("leads:lead", args=[look.workspace.slug, pk])},
            grade or "–",
            f"{at.astimezone(look.now.tzinfo):%-d %b %Y}" if at else "–",
        ]
        for pk, name, grade, at in found
    ]
    return Block(key, title, Table(["Lead", "Grade", when], rows, texts=3), note=note, width=6, empty=empty)
