"""Coaching: each rep's numbers beside the team's, with intervals, so that nobody is praised or blamed for chance."""

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


def coaching(look: Look) -> Report:
    """The page."""
    scope = look.within("rep")
    flow = {value: sums for value, sums in look.figures.flow(look.period, scope).items() if value}
    names = look.names("rep", flow)
    order = sorted((value for value in flow if flow[value].sal or flow[value].won), key=lambda value: names[value])
    team = sum(flow.values(), Sums())
    report = Report()
    before = sum((sums for value, sums in look.figures.flow(look.before, scope).items() if value), Sums())
    report.stats = [
        parts.count_stat(look, "Accepted", "sal", team, before),
        parts.count_stat(look, "Qualified", "sql", team, before),
        parts.count_stat(look, "Won", "won", team, before),
        parts.count_stat(look, "Given back", "recycled", team, before, good="down"),
    ]
    report.blocks = [
        table(look, order, flow, names, team),
        rates(look, order, flow, names, team),
        deals(look, order, flow, names),
    ]
    return report


def table(look: Look, order: list[str], flow: dict[str, Sums], names: dict[str, str], team: Sums) -> Block:
    """Everything of each rep."""
    answered, wins = (look.figures.spreads(kind, look.period, look.within("rep")) for kind in ("mql", "win"))
    only, values = look.only(look.bounds())
    late = dict(ask(LATE.format(only=only), values))
    rows = []
    for value in order:
        sums = flow[value]
        rows.append(
            [
                names[value],
                parts.linked(sums.sal, look.rows("sal", by="rep", value=value)),
                parts.length(quantiles([answered.get(value, {})], 0.5)[0]),
                parts.linked(sums.sql, look.rows("sql", by="rep", value=value)),
                f"{sums.sql_rate.text} ({sums.sql_rate.between})" if sums.sql_rate.between else sums.sql_rate.text,
                parts.linked(sums.won, look.rows("won", by="rep", value=value)),
                parts.money(sums.revenue) if sums.revenue else "–",
                parts.days(quantiles([wins.get(value, {})], 0.5)[0]),
                parts.linked(sums.recycled, look.rows("recycled", by="rep", value=value)),
                parts.linked(late.get(value, 0), look.rows("overdue", by="rep", value=value)),
            ]
        )
    head = [
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
    foot = foot_of(team, late) if rows else ()
    return Block("reps", "Reps", Table(head, rows, foot=foot), empty="No rep worked a lead in this period.")


def foot_of(team: Sums, late: dict[str, int]) -> list[str]:
    """Everything of the team."""
    return [
        "Team",
        parts.number(team.sal),
        "",
        parts.number(team.sql),
        team.sql_rate.text,
        parts.number(team.won),
        parts.money(team.revenue),
        "",
        parts.number(team.recycled),
        parts.number(sum(late.values())),
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
        [mark.label, flow[value].sql_rate.text, flow[value].sql_rate.between]
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
