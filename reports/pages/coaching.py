"""Coaching: each rep's numbers beside the team's, with intervals, so that nobody is praised or blamed for chance."""

from functools import partial
from typing import Any

from accounts.drawings import Mark, Table
from leads.actions.statements import ask
from reports.blocks import Block, Report
from reports.figures import quantiles
from reports.looking import Look
from reports.pages import parts
from reports.sums import Sums

LATE = """
SELECT 'u' || l.rep_id, count(*) FROM leads_lead l WHERE l.workspace_id = %(ws)s AND l.holder = 'sales'
   AND l.next_step_at < %(now)s AND l.merged_into_id IS NULL AND NOT l.is_test {only} GROUP BY 1
"""
HEAD = [
    "Rep",
    "Accepted",
    "Answered in",
    "SQL",
    "To SQL",
    "Won",
    "Revenue",
    "Days to win",
    "Given back",
    "Steps overdue",
]


def coaching(look: Look) -> Report:
    """The page."""
    scope = look.within("rep")
    now, then = look.figures.flows([look.period, look.before], scope)
    flow = {value: sums for value, sums in now.items() if value}
    names = look.names("rep", flow)
    order = sorted((value for value in flow if flow[value].sal or flow[value].won), key=lambda value: names[value])
    team, before = (sum(every.values(), Sums()) for every in (now, then))
    report = Report()
    report.stats = [
        parts.count_stat(look, "Accepted", "sal", team, before),
        parts.count_stat(look, "Qualified", "sql", team, before),
        parts.count_stat(look, "Won", "won", team, before),
        parts.count_stat(look, "Given back", "recycled", team, before, good="down"),
    ]
    report.blocks = [
        table(look, order, flow, names, team, then),
        rates(look, order, flow, names, team),
        deals(look, order, flow, names),
    ]
    return report


def table(
    look: Look, order: list[str], flow: dict[str, Sums], names: dict[str, str], team: Sums, then: dict[str, Sums]
) -> Block:
    """Everything of each rep."""
    spent = look.figures.all_spreads(("mql", "win"), [look.period], look.within("rep"))
    answered, wins = spent["mql", 0], spent["win", 0]
    only, values = look.only(look.bounds())
    late = dict(ask(LATE.format(only=only), values))
    rows = [
        row_of(
            look,
            value,
            names[value],
            (flow[value], then.get(value, Sums())),
            (answered.get(value, {}), wins.get(value, {})),
            late.get(value, 0),
        )
        for value in order
    ]
    foot = foot_of(look, team, late) if rows else ()
    return Block("reps", "Reps", Table(HEAD, rows, foot=foot), empty="No rep worked a lead in this period.")


def row_of(
    look: Look, value: str, name: str, flow: tuple[Sums, Sums], spent: tuple[dict[int, int], dict[int, int]], late: int
) -> list[Any]:
    """One rep's figures, each leading to its rows, beside those of the period before."""
    (sums, was), (answered, wins) = flow, spent
    rate = sums.sql_rate
    rows = partial(look.rows, by="rep", value=value)
    return [
        name,
        parts.linked(sums.sal, rows("sal"), was.sal),
        parts.of_rows(parts.length(quantiles([answered], 0.5)[0]), rows("left-mql")),
        parts.linked(sums.sql, rows("sql"), was.sql),
        parts.of_rows(f"{rate.text} ({rate.between})" if rate.between else rate.text, rows("sql")),
        parts.linked(sums.won, rows("won"), was.won),
        parts.sum_of(sums.revenue, rows("won")),
        parts.of_rows(parts.days(quantiles([wins], 0.5)[0]), rows("won")),
        parts.linked(sums.recycled, rows("recycled")),
        parts.linked(late, rows("overdue")),
    ]


def foot_of(look: Look, team: Sums, late: dict[str, int]) -> list[Any]:
    """Everything of the team: of everybody, so it leads to everybody's rows."""
    return [
        "Everybody",
        parts.linked(team.sal, look.rows("sal")),
        "",
        parts.linked(team.sql, look.rows("sql")),
        parts.share(team.sql_rate, look.rows("sql")),
        parts.linked(team.won, look.rows("won")),
        parts.sum_of(team.revenue, look.rows("won")),
        "",
        parts.linked(team.recycled, look.rows("recycled")),
        parts.linked(sum(late.values()), look.rows("overdue")),
    ]


def rates(look: Look, order: list[str], flow: dict[str, Sums], names: dict[str, str], team: Sums) -> Block:
    """SAL to SQL with intervals: where two overlap, the difference may be chance."""
    marks = []
    for value in order:
        rate = flow[value].sql_rate
        low, high = rate.interval or (None, None)
        marks.append(
            Mark(
                names[value],
                rate.value,
                low=low,
                high=high,
                note=f"{rate.some} of {rate.of}",
                url=look.rows("sal", by="rep", value=value),
            )
        )
    rows = [
        [
            mark.label,
            parts.share(flow[value].sql_rate, look.rows("sql", by="rep", value=value)),
            flow[value].sql_rate.between,
        ]
        for mark, value in zip(marks, order, strict=True)
    ]
    return Block(
        "rates",
        "From accepted to qualified",
        Table(["Rep", "SAL → SQL", "Interval"], rows),
        "bars",
        marks,
        unit="percent",
        width=6,
        text=f"The team: {team.sql_rate.text}. Where the lines overlap, it may be chance.",
        empty="No rep worked a lead in this period.",
    )


def deals(look: Look, order: list[str], flow: dict[str, Sums], names: dict[str, str]) -> Block:
    """Wins of each rep."""
    winners = sorted((value for value in order if flow[value].won > 0), key=lambda value: -flow[value].won)
    marks = [Mark(names[value], flow[value].won, url=look.rows("won", by="rep", value=value)) for value in winners]
    table = Table(["Rep", "Won"], [[mark.label, {"text": parts.number(mark.value), "url": mark.url}] for mark in marks])
    return Block("deals", "Deals by rep", table, "bars", marks, width=6, empty="Nothing was won in this period.")
