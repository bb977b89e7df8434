"""Feedback: why sales refused, by source and campaign, where those passed on are now, and what a refusal teaches."""

import json
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.drawings import Mark, Row, Table
from leads.actions.statements import ask
from reports.blocks import Block, Report, Stat
from reports.looking import UNKNOWN, Look
from reports.pages import parts
from reports.pages.pipeline import NEWEST_REFUSED, REFUSALS
from reports.teaching import Answer, Lesson, lessons

REFUSED = """
SELECT c.reason, l.source, l.campaign_id, count(*)
"""
BY_REASON = """
 WHERE c.cause NOT IN ('merge', 'unmerge') GROUP BY 1, 2, 3
"""
ANSWERED = """
SELECT CASE WHEN c.was = 'mql' AND c."to" <> 'sal' THEN coalesce(nullif(c.reason, ''), '-') ELSE '' END, l.source,
       l.country, l.title, f.industry, l.stage = 'won'
  FROM (SELECT * FROM leads_stagechange WHERE workspace_id = %(ws)s AND was = 'mql' AND at >= %(first)s AND at < %(end)s
           AND cause NOT IN ('merge', 'unmerge') ORDER BY id DESC LIMIT 2000) AS c
  JOIN leads_lead l ON l.workspace_id = c.workspace_id AND l.id = c.lead_id AND NOT l.is_test {only}
  LEFT JOIN leads_company f ON f.workspace_id = l.workspace_id AND f.id = l.company_id
"""
PASSED = ANSWERS = 2000  # the newest that are looked at
NOW_AT = """
SELECT l.stage, count(DISTINCT l.id) FROM (SELECT lead_id FROM leads_stagechange WHERE workspace_id = %(ws)s
     AND "to" = 'mql' AND at >= %(first)s AND at < %(end)s AND cause NOT IN ('merge', 'unmerge')
     ORDER BY at DESC LIMIT 2000) AS c
  JOIN leads_lead l ON l.workspace_id = %(ws)s AND l.id = c.lead_id AND NOT l.is_test
   AND l.merged_into_id IS NULL {only}
 GROUP BY l.stage
"""


RATED = """
SELECT l.source, count(DISTINCT l.id), avg(r.stars), count(DISTINCT l.id) FILTER (WHERE r.stars <= 2) FROM sla_rating r
  JOIN leads_lead l ON l.workspace_id = r.workspace_id AND l.id = r.lead_id AND NOT l.is_test
   AND l.merged_into_id IS NULL {only}
 WHERE r.workspace_id = %(ws)s AND r.at >= %(first)s AND r.at < %(end)s GROUP BY 1 ORDER BY 2 DESC LIMIT 12
"""


def feedback(look: Look) -> Report:
    """The page."""
    only, values = look.only(look.bounds())
    refused = ask((REFUSED + NEWEST_REFUSED + BY_REASON).format(only=only), values)
    now, before = look.figures.total(look.period, look.scope), look.figures.total(look.before, look.scope)
    report = Report()
    report.stats = [
        Stat(
            "Accepted",
            now.acceptance.text,
            note=now.acceptance.between,
            **parts.points(now.acceptance, before.acceptance),
        ),
        parts.count_stat(look, "Refused", "rejected", now, before, good="down"),
        parts.count_stat(look, "Given back later", "recycled", now, before, good="down"),
        Stat(
            "Reasons given",
            parts.number(sum(count for reason, *_, count in refused if reason)),
            note=f"of {sum(count for *_, count in refused):,} refusals",
        ),
    ]
    report.blocks = [
        reasons(look, refused, now.rejected),
        after(look, ask(NOW_AT.format(only=only), values), now.mql),
        by(look, refused, "source"),
        by(look, refused, "campaign"),
        ratings(look, ask(RATED.format(only=only), values)),
        teaching(look, ask(ANSWERED.format(only=only), values), now.answered),
    ]
    return report


def summed(pairs: list[tuple[str, int]]) -> dict[str, int]:
    """Counts by name, the largest first."""
    found: dict[str, int] = {}
    for name, count in pairs:
        found[name] = found.get(name, 0) + count
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def reasons(look: Look, refused: list[Any], there_are: int) -> Block:
    """Why."""
    counts = summed([(reason or "No reason given", count) for reason, _, _, count in refused])
    total = sum(counts.values()) or 1
    marks = [
        Mark(
            reason,
            count,
            note=f"{count / total * 100:.0f}% of refusals",
            url=look.rows("rejected", reason=reason),
        )
        for reason, count in list(counts.items())[:12]
    ]
    rows = [
        [mark.label, {"text": parts.number(mark.value), "url": mark.url}, mark.note.split(" ")[0]] for mark in marks
    ]
    return Block(
        "reasons",
        "Why sales refused",
        Table(["Reason", "Refused", "Part"], rows),
        "bars",
        marks,
        note=parts.sampled(sum(counts.values()), there_are) if sum(counts.values()) >= REFUSALS else "",
        width=7,
        empty="Sales refused nothing in this period.",
    )


def by(look: Look, refused: list[Any], dimension: str) -> Block:
    """Reasons by source or by campaign."""
    top = list(summed([(reason or "No reason given", count) for reason, _, _, count in refused]))[:5]
    lines: dict[str, dict[str, int]] = {}
    for reason, source, campaign, count in refused:
        value = source if dimension == "source" else str(campaign or "")
        said = (reason or "No reason given") if (reason or "No reason given") in top else "Others"
        line = lines.setdefault(value, {})
        line[said] = line.get(said, 0) + count
    names = look.names(dimension, lines)
    order = sorted(lines, key=lambda value: -sum(lines[value].values()))[:8]
    heads = [*top, "Others"] if any("Others" in line for line in lines.values()) else top
    rows = [
        Row(names[value] or UNKNOWN, [part(look, dimension, value, head, lines[value]) for head in heads])
        for value in order
    ]
    table = Table(
        [dimension.capitalize(), *heads],
        [[row.label, *(parts.linked(int(one.value or 0), one.url) for one in row.parts)] for row in rows],
    )
    return Block(
        f"by-{dimension}",
        f"Reasons by {dimension}",
        table,
        "stacked",
        rows,
        width=6,
        empty="Sales refused nothing in this period.",
    )


def part(look: Look, dimension: str, value: str, reason: str, line: dict[str, int]) -> Mark:
    """One reason of one source or campaign; all that are not among the most frequent lead to every reason."""
    asked: dict[str, Any] = {} if reason == "Others" else {"reason": reason}
    count = line.get(reason, 0)
    return Mark(reason, count, url=look.rows("rejected", by=dimension, value=value, **asked) if count else "")


def after(look: Look, found: list[Any], there_are: int) -> Block:
    """After the handoff: where those passed on in the period are now."""
    counts = dict(found)
    tones = {"won": "good", "lost": "quiet", "disqualified": "quiet"}
    marks = [
        Mark(name, counts[stage], tone=tones.get(stage, ""), url=look.rows(f"passed-{stage}"))
        for stage, name in parts.NAMES.items()
        if counts.get(stage)
    ]
    table = Table(["Now", "Leads"], [[mark.label, parts.linked(int(mark.value or 0), mark.url)] for mark in marks])
    return Block(
        "after",
        "After the handoff",
        table,
        "bars",
        marks,
        "Where leads passed on in the period are now",
        parts.sampled(PASSED, there_are) or "where they are now",
        width=5,
        empty="Nothing was passed on in this period.",
    )


def ratings(look: Look, found: list[Any]) -> Block:
    """How sales rates what it took, by source."""
    names = look.names("source", [source for source, *_ in found])
    rows = [
        [
            names[source],
            parts.linked(count, look.rows("rated", by="source", value=source)),
            f"{mean:.1f}",
            parts.linked(bad, look.rows("rated-low", by="source", value=source)),
        ]
        for source, count, mean, bad in found
    ]
    table = Table(["Source", "Rated", "Stars", "One or two stars"], rows)
    return Block("ratings", "Ratings by source", table, width=5, empty="Sales rated no lead in this period.")


def teaching(look: Look, found: list[Any], there_are: int) -> Block:
    """What a rule would have done, and the way into the draft."""
    answers = [
        Answer(reason, {"source": source, "country": country, "title": title, "industry": industry or ""}, won)
        for reason, source, country, title, industry, won in found
    ]
    rows = []
    for lesson in lessons(answers):
        cost = f"{lesson.accepted_with:,} of {lesson.accepted:,}" + (
            f", {lesson.won_with} won" if lesson.won_with else ""
        )
        rows.append(
            [
                lesson.reason,
                {"text": lesson.sentence, "url": draft_url(look, lesson)},
                f"{lesson.refused_with:,} of {lesson.refused:,}",
                cost,
            ]
        )
    table = Table(["Refused for", "Proposed rule", "Would have marked", "And of the accepted"], rows, texts=2)
    return Block(
        "teaching",
        "What refusals teach",
        table,
        note=parts.sampled(ANSWERS, there_are),
        width=7,
        empty="Too few refusals share a trait to learn from.",
        text="A rule opens in the scoring draft with everything filled in; nothing changes until you publish.",
    )


def draft_url(look: Look, lesson: Lesson) -> str:
    """A new rule of the scoring draft, filled in."""
    query = urlencode(
        {
            "condition": json.dumps(lesson.condition),
            "points": lesson.points,
            "label": f"{lesson.reason}: {lesson.sentence}"[:80],
        }
    )
    return f"{reverse('scoring:fit_rule_new', args=[look.workspace.slug])}?{query}"
