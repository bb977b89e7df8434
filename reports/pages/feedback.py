"""Feedback: why sales refused, by source and campaign, where those passed on are now, and what a refusal teaches."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.drawings import Mark, Row, Table
from leads.actions.statements import ask
from reports.blocks import Block, Report, Stat
from reports.counting import NAMES, NOW_AT, STAGES, WHY
from reports.looking import UNKNOWN, Look
from reports.pages import parts
from reports.reasons import NO_REASON, called
from reports.teaching import Answer, Lesson, lessons

ANSWERED = """
SELECT CASE WHEN c.was = 'mql' AND c."to" <> 'sal' THEN coalesce(nullif(c.reason, ''), '-') ELSE '' END, l.source,
       l.country, l.title, f.industry, l.stage = 'won'
  FROM (SELECT * FROM leads_stagechange WHERE workspace_id = %(ws)s AND was = 'mql' AND at >= %(first)s AND at < %(end)s
           AND cause NOT IN ('merge', 'unmerge') ORDER BY id DESC LIMIT 600) AS c
  JOIN leads_lead l ON l.workspace_id = c.workspace_id AND l.id = c.lead_id AND NOT l.is_test {only}
  LEFT JOIN leads_company f ON f.workspace_id = l.workspace_id AND f.id = l.company_id
"""
ANSWERS = 600  # the newest, from which is learnt
RATED = """
SELECT l.source, count(DISTINCT l.id), avg(r.stars), count(DISTINCT l.id) FILTER (WHERE r.stars <= 2) FROM sla_rating r
  JOIN leads_lead l ON l.workspace_id = r.workspace_id AND l.id = r.lead_id AND NOT l.is_test
   AND l.merged_into_id IS NULL {only}
 WHERE r.workspace_id = %(ws)s AND r.at >= %(first)s AND r.at < %(end)s GROUP BY 1 ORDER BY 2 DESC LIMIT 12
"""


def feedback(look: Look) -> Report:
    """The page."""
    only, values = look.only(look.bounds())
    why = Why(look)
    now, before = look.figures.totals([look.period, look.before], look.scope)
    given, all_of = why.total - why.counts.get(NO_REASON, 0), why.total
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
        Stat("Reasons given", parts.number(given), note=f"of {all_of:,} refusals"),
    ]
    report.blocks = [
        reasons(look, why),
        after(look),
        by(look, why, "source"),
        by(look, why, "campaign"),
        ratings(look, ask(RATED.format(only=only), values)),
        teaching(look, ask(ANSWERED.format(only=only), values), now.answered),
    ]
    return report


class Why:
    """Refusals by their reasons, from the sums: all of them, and under the values of a dimension."""

    def __init__(self, look: Look) -> None:
        whole = look.figures.spreads(WHY, look.period, look.scope)
        self.under = {
            name: look.figures.spreads(WHY, look.period, look.within(name)) for name in ("source", "campaign")
        }
        every = [whole, *self.under.values()]
        self.names = called(look.workspace, {n for refused in every for counts in refused.values() for n in counts})
        self.counts = self.named(whole.values())
        self.total = sum(self.counts.values())

    def named(self, spreads: Iterable[Mapping[int, int]]) -> dict[str, int]:
        """Counts by reason, the most frequent first."""
        found: dict[str, int] = {}
        for counts in spreads:
            for number, count in counts.items():
                name = self.names.get(number, NO_REASON)
                found[name] = found.get(name, 0) + count
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def by(self, dimension: str) -> dict[str, dict[str, int]]:
        """Counts by reason for each value, those with the most refusals first."""
        lines = {value: self.named([counts]) for value, counts in self.under[dimension].items()}
        return dict(sorted(lines.items(), key=lambda item: -sum(item[1].values())))


def reasons(look: Look, why: Why) -> Block:
    """Why."""
    total = why.total or 1
    marks = [
        Mark(
            reason,
            count,
            note=f"{count / total * 100:.0f}% of refusals",
            url=look.rows("rejected", reason=reason),
        )
        for reason, count in list(why.counts.items())[:12]
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
        width=7,
        empty="Sales refused nothing in this period.",
    )


def by(look: Look, why: Why, dimension: str) -> Block:
    """Reasons by source or by campaign."""
    top = list(why.counts)[:5]
    lines = dict(list(why.by(dimension).items())[:8])
    for counts in lines.values():
        others = sum(count for reason, count in counts.items() if reason not in top)
        if others:
            counts["Others"] = others
    names = look.names(dimension, lines)
    heads = [*top, "Others"] if any("Others" in line for line in lines.values()) else top
    rows = [
        Row(names[value] or UNKNOWN, [part(look, dimension, value, head, lines[value]) for head in heads])
        for value in lines
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


def after(look: Look) -> Block:
    """After the handoff: where those passed on in the period are now."""
    found: dict[int, int] = {}
    for counts in look.figures.spreads(NOW_AT, look.period, look.scope).values():
        for place, count in counts.items():
            found[place] = found.get(place, 0) + count
    tones = {"won": "good", "lost": "quiet", "disqualified": "quiet"}
    marks = [
        Mark(name, found[place], tone=tones.get(stage, ""), url=look.rows(f"passed-{stage}"))
        for place, (stage, name) in ((STAGES.index(stage), (stage, name)) for stage, name in NAMES.items())
        if found.get(place)
    ]
    table = Table(["Now", "Passes"], [[mark.label, parts.linked(int(mark.value or 0), mark.url)] for mark in marks])
    return Block(
        "after",
        "After the handoff",
        table,
        "bars",
        marks,
        "Where the leads of the period's passes are now",
        "every pass, by where its lead is now",
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
