"""Pipeline: where all leads stand now, what flowed in the period, and that nobody is left behind."""

from typing import Any

from django.urls import reverse

from accounts.drawings import Mark, Table
from leads.actions.statements import ask
from reports.blocks import Block, Report, Stat
from reports.counting import NAMES, STAGES, WHY
from reports.events import events_in
from reports.figures import quantiles
from reports.looking import Look
from reports.pages import parts
from reports.periods import Period
from reports.reasons import called
from reports.sums import Rate, Sums

LOADS = """
SELECT p.rep_id, p.open_at_once, p.paused,
       (SELECT max(a.ends_at) FROM routing_absence a WHERE a.workspace_id = p.workspace_id AND a.rep_id = p.rep_id
           AND a.withdrawn_at IS NULL AND a.starts_at <= now() AND a.ends_at > now())
  FROM routing_repprofile p WHERE p.workspace_id = %s
"""


CLOCKS = 4000
ANSWERS = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY c.ran_seconds), count(*) FILTER (WHERE c.stopped_at <= c.due_at),
       count(*) FILTER (WHERE c.stopped_at IS NOT NULL OR c.due_at < %(now)s), count(*)
  FROM (SELECT lead_id, ran_seconds, stopped_at, due_at FROM sla_clock WHERE workspace_id = %(ws)s AND kind = 'respond'
           AND started_at >= %(first)s AND started_at < %(end)s ORDER BY started_at DESC LIMIT 4000) AS c
  JOIN leads_lead l ON l.workspace_id = %(ws)s AND l.id = c.lead_id AND NOT l.is_test
"""


def pipeline(look: Look) -> Report:
    """The page."""
    now, before = look.figures.totals([look.period, look.before], look.scope)
    standing = look.figures.standing(look.scope)
    report = Report(stats=stats(look, now, before))
    report.blocks = [
        parts.funnel_block(
            look, now, key="funnel", title="Funnel", note="what happened in the period", links=look.rows
        ),
        stages_now(look, standing),
        parts.over_time(
            look,
            key="flow",
            title="Flow",
            names=[("mql", "MQL"), ("sal", "SAL"), ("sql", "SQL")],
            events=events_in(look.workspace, look.period),
        ),
        sources(look),
        reps(look),
        parts.ageing(look, standing),
        custody(look),
    ]
    return report


def stats(look: Look, now: Sums, before: Sums) -> list[Stat]:
    """Four numbers; clocks are not narrowed, so one value shows what the sums know instead."""
    rate = Stat(
        "MQL → SQL",
        now.mql_to_sql.text,
        url=look.url("funnel"),
        link="why?",
        **parts.points(now.mql_to_sql, before.mql_to_sql),
    )
    first = answered(look, now, before) if look.wanted else clocked(look)
    return [*first, rate, left_alone(look)]


def clocked(look: Look) -> list[Stat]:
    """First responses: how soon in working time, and how many within the agreement."""
    took, good, all_of, seen = answers(look, look.period)
    took_before, good_before, all_before, _ = answers(look, look.before)
    url = reverse("sla:response_times", args=[look.workspace.slug])
    within, within_before = Rate(good, all_of), Rate(good_before, all_before)
    moved = parts.moved(took, took_before, good="down")
    sampled = f"of the newest {seen:,}" if seen >= CLOCKS else ""
    return [
        Stat("First response, median", parts.length(took), url=url, link="all of them", note=sampled, **moved),
        Stat(
            "Answered within the agreement",
            within.text,
            note=f"of {all_of:,}",
            **parts.points(within, within_before),
        ),
    ]


def answers(look: Look, period: Period) -> tuple[float | None, int, int, int]:
    """Median minutes to the first response, how many in time, of how many, and of how many clocks."""
    values = look.bounds(period)
    half, good, all_of, seen = ask(ANSWERS, values)[0]
    return None if half is None else float(half) / 60, good, all_of, seen


def answered(look: Look, now: Sums, before: Sums) -> list[Stat]:
    """What the sums know of answers, for one value."""
    spent = look.figures.all_spreads(["mql"], [look.period, look.before], look.scope)
    took, took_before = (quantiles(spent["mql", place].values(), 0.5)[0] for place in (0, 1))
    share = now.acceptance
    note = f"{share.between}, of {now.answered:,} answered" if share.between else ""
    return [
        Stat("From MQL to answered, median", parts.length(took), **parts.moved(took, took_before, good="down")),
        Stat("Accepted by sales", share.text, note=note, **parts.points(share, before.acceptance)),
    ]


def left_alone(look: Look) -> Stat:
    """The leads whose day has passed and nobody has acted, as the look of this minute counted them."""
    check = look.workspace.custody_checks.order_by("-at").first()
    url = reverse("leads:lost_and_found", args=[look.workspace.slug])
    if check is None:
        return Stat("Nobody is working on", "–", url=url, link="Lost and found", note="not looked yet")
    count = sum(check.overdue.values()) + check.adrift
    return Stat(
        "Nobody is working on",
        f"{count:,} {'lead' if count == 1 else 'leads'}",
        tone="bad" if count else "good",
        url=url,
        link="Show them" if count else "Lost and found",
        note=f"at {check.at.astimezone(look.now.tzinfo):%H:%M}",
    )


def stages_now(look: Look, standing: Any) -> Block:
    """How many stand at each stage now; leads that are open are open, not lost."""
    total = {stage: sum(at[stage] for at in standing.values()) for stage in STAGES}
    marks = [
        Mark(
            NAMES[stage],
            total[stage],
            url=look.rows(f"at-{stage}") if total[stage] else "",
            tone="quiet" if stage in {"lost", "disqualified"} else "good" if stage == "won" else "",
        )
        for stage in STAGES
    ]
    rows = [[mark.label, parts.linked(total[stage], mark.url)] for stage, mark in zip(STAGES, marks, strict=True)]
    return Block(
        "now",
        "Where leads stand now",
        Table(["Stage", "Leads"], rows),
        "bars",
        marks,
        "Leads at each stage now",
        width=5,
    )


def sources(look: Look) -> Block:
    """The sources in short; the whole is on the page Sources."""
    flow, then = look.figures.flows([look.period, look.before], look.within("source"))
    names = look.names("source", flow)
    reasons = main_reasons(look)
    rows = []
    for value, sums in sorted(flow.items(), key=lambda item: -item[1].mql)[:8]:
        why = reasons.get(value, "–")
        rows.append(
            [
                names[value],
                parts.linked(sums.mql, look.rows("mql", by="source", value=value), then.get(value, Sums()).mql),
                parts.share(sums.acceptance, look.rows("sal", by="source", value=value)),
                parts.share(sums.mql_to_sql, look.rows("sql", by="source", value=value)),
                parts.share(sums.mql_to_won, look.rows("won", by="source", value=value)),
                why,
            ]
        )
    table = Table(["Source", "MQL", "Accepted", "SQL", "Won", "Most rejected for"], rows)
    return Block(
        "sources",
        "Sources by what became of them",
        table,
        width=7,
        url=look.url("sources"),
        link="All of it",
        empty="No leads in this period.",
    )


def main_reasons(look: Look) -> dict[str, str]:
    """For each source the reason it was rejected for most often."""
    refused = look.figures.spreads(WHY, look.period, look.within("source"))
    named = called(look.workspace, {number for counts in refused.values() for number in counts if number})
    found = {}
    for source, counts in refused.items():
        given = [(-count, named[number]) for number, count in counts.items() if number]
        if given:
            count, reason = min(given)
            found[source] = f"{reason} ({-count})"
    return found


def reps(look: Look) -> Block:
    """Who works how many, and how much they can."""
    flow, then = look.figures.flows([look.period, look.before], look.within("rep"))
    working = look.figures.standing_values(look.within("rep"))
    loads = {f"u{rep}": (most, paused, away) for rep, most, paused, away in ask(LOADS, [look.workspace.pk])}
    names = look.names("rep", {*flow, *working, *loads})
    rows = []
    for value in sorted({*flow, *working, *loads} - {""}, key=lambda value: names[value]):
        at, sums = working.get(value, {}), flow.get(value, Sums())
        most, paused, away = loads.get(value, (None, False, None))
        open_now = at.get("sal", 0) + at.get("sql", 0)
        said = f" (away until {away:%-d %b})" if away else " (takes none)" if paused else ""
        load = {"text": f"{open_now} of {most}", "url": look.rows("worked", by="rep", value=value)}
        load["text"] = load["text"] if most else str(open_now)
        rows.append(
            [
                names[value] + said,
                load,
                parts.linked(sums.sal, look.rows("sal", by="rep", value=value), then.get(value, Sums()).sal),
                parts.share(sums.sql_rate, look.rows("sql", by="rep", value=value)),
                parts.linked(sums.won, look.rows("won", by="rep", value=value)),
            ]
        )
    table = Table(["Rep", "Working now", "Accepted", "To SQL", "Won"], rows)
    return Block("reps", "Reps", table, width=5, url=look.url("coaching"), link="Coaching", empty="No reps yet.")


def custody(look: Look) -> Block:
    """The certificate: who holds how many, and that none is without a holder."""
    check = look.workspace.custody_checks.order_by("-at").first()
    url = reverse("leads:lost_and_found", args=[look.workspace.slug])
    if check is None:
        return Block(
            "custody",
            "Custody certificate",
            Table(["Holder", "Leads"], []),
            width=5,
            empty="The look at every lead comes each minute; the first one is on its way.",
        )
    at = check.at.astimezone(look.now.tzinfo)
    held = reverse("leads:leads", args=[look.workspace.slug])
    rows = [
        [
            holder.capitalize(),
            parts.linked(count, f"{held}?holder={holder}"),
            parts.linked(check.overdue.get(holder, 0), url),
        ]
        for holder, count in sorted(check.held.items())
    ]
    text = f"{check.adrift:,} of {check.live:,} leads without a holder, at {at:%H:%M}."
    return Block(
        "custody",
        "Custody certificate",
        Table(["Holder", "Leads", "Overdue"], rows),
        width=5,
        text=text,
        url=url,
        link="Lost and found",
    )
