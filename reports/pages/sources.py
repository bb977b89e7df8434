"""Sources by what became of them, false positives and false negatives, and the content that led to accepted leads."""

from typing import Any

from accounts.drawings import Mark, Row, Table
from leads.actions.statements import ask
from reports.blocks import Block, Report, Stat
from reports.figures import quantiles
from reports.looking import DIMENSIONS, Look
from reports.pages import parts
from reports.pages.pipeline import main_reasons
from reports.sums import Sums

COSTS = "SELECT id, cost FROM leads_campaign WHERE workspace_id = %s AND cost IS NOT NULL"
HEAD = ["Leads", "MQL", "Accepted", "Rejected", "SQL", "Won", "MQL → won", "Revenue", "Days to win"]


def sources(look: Look) -> Report:
    """The page: by source, or by another dimension (`split`)."""
    split = look.asked.get("split", "source")
    split = split if split in DIMENSIONS else "source"
    scope = look.within(split)
    flow, then = look.figures.flows([look.period, look.before], scope)
    names = look.names(split, flow)
    order = sorted(flow, key=lambda value: (-flow[value].mql, -flow[value].entered, names[value]))[: parts.MOST]
    now = sum(flow.values(), Sums())
    report = Report(stats=stats(look, now))
    report.blocks = [
        became(look, split, order, flow, names, then),
        stacked(look, split, order[:10], flow, names),
        false_positives(look, split, order, flow, names),
        false_negatives(look, split, names),
        content(look),
    ]
    return report


def stats(look: Look, now: Sums) -> list[Stat]:
    """The sums of all, and the two ways to be wrong."""
    before = look.figures.total(look.before, look.scope)
    wrong = look.figures.cohort_values(look.period, look.scope)
    missed, won = (sum(getattr(sums, name) for sums in wrong.values()) for name in ("unflagged", "won"))
    return [
        parts.count_stat(look, "MQL", "mql", now, before),
        Stat("Revenue won", parts.money(now.revenue), url=look.rows("won") if now.won > 0 else "", link="Show them",
             **parts.moved(now.revenue, before.revenue)),
        Stat("Rejected by sales", parts.number(now.rejected), url=look.rows("rejected"), link="Show them",
             note=f"{now.rejected / now.answered * 100:.0f}% of those answered" if now.answered else ""),
        Stat("Won, though never found by the definition", parts.number(missed),
             url=look.rows("of-unflagged") if missed else "", link="Show them",
             note=f"of {won:,} won that entered in these months"),
    ]  # fmt: skip


def became(
    look: Look, split: str, order: list[str], flow: dict[str, Sums], names: dict[str, str], then: dict[str, Sums]
) -> Block:
    """The table of all."""
    wins = look.figures.spreads("win", look.period, look.within(split))
    reasons = main_reasons(look) if split == "source" else {}
    costs = dict(ask(COSTS, [look.workspace.pk])) if split == "campaign" else {}
    rows: list[list[Any]] = []
    for value in order:
        sums, was = flow[value], then.get(value, Sums())
        row = [names[value], *(parts.linked(getattr(sums, what), look.rows(what, by=split, value=value),
                                            getattr(was, what))
                               for what in ("entered", "mql"))]  # fmt: skip
        row += [
            parts.share(sums.acceptance, look.rows("sal", by=split, value=value)),
            parts.linked(sums.rejected, look.rows("rejected", by=split, value=value)),
        ]
        row += [
            parts.linked(getattr(sums, what), look.rows(what, by=split, value=value), getattr(was, what))
            for what in ("sql", "won")
        ]
        won = look.rows("won", by=split, value=value)
        row += [parts.share(sums.mql_to_won, won), parts.sum_of(sums.revenue, won)]
        row += [parts.of_rows(parts.days(quantiles([wins.get(value, {})], 0.5)[0]), won)]
        row += [reasons.get(value, "–")] if split == "source" else []
        row += cost_cells(costs.get(int(value)) if value.isdecimal() else None, sums) if split == "campaign" else []
        rows.append(row)
    extra = ["Most rejected for"] if split == "source" else []
    extra = ["Cost", "Cost of a win", "Return"] if split == "campaign" else extra
    table = Table([DIMENSIONS[split], *HEAD, *extra], rows)
    return Block("sources", f"{DIMENSIONS[split]} by what became of them", table,
                 note="days to win: the median from first contact", empty="No leads in this period.")  # fmt: skip


def cost_cells(cost: int | None, sums: Sums) -> list[str]:
    """Cost, cost of a win, and what came back for each unit spent."""
    if not cost:
        return ["–", "–", "–"]
    return [parts.money(cost), parts.money(cost / sums.won) if sums.won > 0 else "–", f"{sums.revenue / cost:.1f}×"]


def stacked(look: Look, split: str, order: list[str], flow: dict[str, Sums], names: dict[str, str]) -> Block:
    """Of those passed on: what sales made of them."""
    lines = [
        Row(names[value], [Mark("Won", max(0, sums.won), url=look.rows("won", by=split, value=value)),
                           Mark("Qualified, not won", max(0, sums.sql - sums.won)),
                           Mark("Accepted, not qualified", max(0, sums.sal - sums.sql)),
                           Mark("Rejected", sums.rejected, url=look.rows("rejected", by=split, value=value))])
        for value in order if (sums := flow[value]).mql
    ]  # fmt: skip
    rows = [
        [line.label, *(parts.linked(int(one.value or 0), one.url) if one.url else parts.number(one.value)
                       for one in line.parts)] for line in lines
    ]  # fmt: skip
    table = Table([DIMENSIONS[split], "Won", "Qualified, not won", "Accepted, not qualified", "Rejected"], rows)
    return Block("became", "What sales made of them", table, "stacked", lines, whole=True, width=7,
                 empty="Nothing was passed on in this period.")  # fmt: skip


def false_positives(look: Look, split: str, order: list[str], flow: dict[str, Sums], names: dict[str, str]) -> Block:
    """Passed on, and sales refused."""
    marks = []
    for value in sorted(order, key=lambda value: -flow[value].rejected)[:8]:
        sums = flow[value]
        if sums.rejected:
            share = f"{sums.rejected / sums.answered * 100:.0f}% of those answered" if sums.answered else ""
            marks.append(
                Mark(names[value], sums.rejected, note=share, url=look.rows("rejected", by=split, value=value))
            )
    table = Table([DIMENSIONS[split], "Rejected", "Of those answered"],
                  [[mark.label, {"text": parts.number(mark.value), "url": mark.url}, mark.note.split(" ")[0]]
                   for mark in marks])  # fmt: skip
    return Block("positives", "False positives: passed on and refused", table, "bars", marks, width=5,
                 empty="Sales refused nothing in this period.")  # fmt: skip


def false_negatives(look: Look, split: str, names: dict[str, str]) -> Block:
    """Won, although neither the score nor a raised hand ever made them an MQL: somebody passed them on by hand."""
    cohort = look.figures.cohort_values(look.period, look.within(split))
    names = names | look.names(split, cohort)
    rows = [
        [names[value], parts.linked(sums.unflagged, look.rows("of-unflagged", by=split, value=value)),
         parts.linked(sums.won, look.rows("of-won", by=split, value=value)), 
         {"text": f"{sums.unflagged / sums.won * 100:.0f}%",
          "url": look.rows("of-unflagged", by=split, value=value)}]
        for value, sums in sorted(cohort.items(), key=lambda item: -item[1].unflagged) if sums.unflagged
    ]  # fmt: skip
    table = Table([DIMENSIONS[split], "Never found", "Won", "Part"], rows[: parts.MOST])
    return Block("negatives", "False negatives: won, and the definition never found them", table, width=6,
                 empty="Every win was found by the definition first.")  # fmt: skip


def content(look: Look) -> Block:
    """The first content before the pass, by what became of the leads it brought."""
    flow = look.figures.flow(look.period, look.within("content"))
    names = look.names("content", flow)
    rows = [
        [names[value], parts.linked(sums.mql, look.rows("mql", by="content", value=value)),
         parts.linked(sums.sal, look.rows("sal", by="content", value=value)),
         parts.share(sums.acceptance, look.rows("sal", by="content", value=value)),
         parts.linked(sums.won, look.rows("won", by="content", value=value))]
        for value, sums in sorted(flow.items(), key=lambda item: -item[1].sal) if value and sums.mql
    ]  # fmt: skip
    table = Table(["First content", "MQL", "SAL", "Accepted", "Won"], rows[: parts.MOST])
    return Block("content", "Content that led to accepted leads", table, width=6,
                 empty="No lead that was passed on in this period had looked at content before.")  # fmt: skip
