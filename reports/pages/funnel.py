"""Funnel: what happened (flow) and what became of the leads of each month (cohorts), with how long it took."""

from datetime import date
from typing import Any

from accounts.drawings import Mark, Row, Series, Table
from reports.blocks import Block, Report, Stat
from reports.figures import Ended, Spreads, quantiles
from reports.looking import Look
from reports.pages import parts
from reports.periods import Period, months_before
from reports.sums import Sums

KINDS = (
    ("lead", "Lead, until MQL"),
    ("mql", "MQL, until answered"),
    ("sal", "SAL, until SQL"),
    ("sql", "SQL, until closed"),
)
YOUNG = 90  # days after which most of a month's leads have shown what they are


def funnel(look: Look) -> Report:
    """The page."""
    figures, period = look.figures, look.period
    now, before = figures.totals([period, look.before], look.scope)
    spent = figures.all_spreads((*dict(KINDS), "win"), [period, look.before], look.scope)
    cohorts = figures.cohorts(period, look.scope)
    whole = sum(cohorts.values(), Sums())
    report = Report(stats=stats(look, now, before, spent))
    report.warnings = too_late(look, cohorts)
    report.blocks = [
        parts.funnel_block(
            look,
            whole,
            key="cohort",
            title="By cohort",
            links=lambda what: look.rows(f"of-{what}"),
            note="leads that entered in the period’s months, wherever they are now",
        ),
        outcome(look, whole),
        parts.funnel_block(
            look,
            now,
            key="flow",
            title="By flow",
            links=look.rows,
            note="steps taken in the period, whenever the lead entered",
        ),
        times(look, spent),
        rates_over_time(cohorts),
        cohort_table(look, cohorts),
        heat(look, cohorts),
        parts.ageing(look, figures.standing(look.scope)),
    ]
    return report


def stats(look: Look, now: Sums, before: Sums, spent: dict[Ended, Spreads]) -> list[Stat]:
    """Rates and the length of the sales cycle."""
    median, late = quantiles(spent["win", 0].values(), 0.5, 0.9)
    median_before = quantiles(spent["win", 1].values(), 0.5)[0]
    return [
        Stat(
            "MQL : SQL",
            now.ratio,
            note=f"{now.mql:,} to {now.sql:,}",
            **parts.points(now.mql_to_sql, before.mql_to_sql),
        ),
        Stat(
            "Lead → won",
            now.lead_to_won.text,
            note=now.lead_to_won.between,
            **parts.points(now.lead_to_won, before.lead_to_won),
        ),
        Stat(
            "First contact to won, median",
            parts.days(median),
            note=f"9 of 10 within {parts.days(late)}" if late else "",
            **parts.moved(median, median_before, good="down"),
        ),
        parts.count_stat(look, "Won", "won", now, before),
    ]


def outcome(look: Look, whole: Sums) -> Block:
    """Where the leads of these months are: open is open, it is not lost."""
    closed = whole.won + whole.lost + whole.disqualified
    pairs = [("Open", whole.open), ("Won", whole.won), ("Lost", whole.lost), ("Disqualified", whole.disqualified)]
    text = f"{whole.open:,} of {whole.entered:,} are still open and can become anything." if whole.entered else ""
    urls = {name: look.rows(f"of-{name.lower()}") for name, _ in pairs}
    row = Row("These leads", [Mark(name, count, url=urls[name] if count else "") for name, count in pairs])
    table = Table(
        ["Where they are", "Leads"],
        [[name, parts.linked(count, urls[name])] for name, count in pairs],
        foot=["All of them", parts.linked(closed + whole.open, look.rows("of-entered"))],
    )
    return Block(
        "outcome",
        "Open, won, lost",
        table,
        "stacked",
        [row],
        "Where the leads of these months are now",
        width=5,
        text=text,
        whole=True,
    )


def times(look: Look, spent: dict[Ended, Spreads]) -> Block:
    """Time in each stage, of the leads that left it in the period."""
    rows: list[list[Any]] = []
    for kind, label in KINDS:
        spreads = spent[kind, 0]
        half, late = quantiles(spreads.values(), 0.5, 0.9)
        count = sum(sum(spread.values()) for spread in spreads.values())
        url = look.rows(f"left-{kind}")
        spans = [parts.of_rows(parts.length(part), url) for part in (half, late)]
        rows.append([label, *spans, parts.linked(count, url)])
    table = Table(["Stage", "Median", "9 of 10 within", "Left it"], rows)
    return Block("times", "Time in each stage", table, width=5, note="of those that left it in the period")


def rates_over_time(cohorts: dict[date, Sums]) -> Block:
    """Rates of each month's leads, with their intervals."""
    months = sorted(cohorts)
    pairs = (("MQL → SQL", "mql_to_sql"), ("MQL → won", "mql_to_won"))
    series = []
    for name, rate in pairs:
        marks = []
        for month in months:
            found = getattr(cohorts[month], rate)
            low, high = found.interval or (None, None)
            marks.append(Mark(f"{month:%b %Y}", found.value, low=low, high=high, note=f"{found.some} of {found.of}"))
        series.append(Series(name, marks))
    return Block(
        "rates",
        "Conversion by month of first contact",
        None,
        "line",
        series,
        unit="percent",
        width=12,
        note="the areas are 95% intervals; the newest months are not through yet",
        empty="" if months else "No leads in this period.",
    )


def cohort_table(look: Look, cohorts: dict[date, Sums]) -> Block:
    """Month by month."""
    rows = []
    for month in sorted(cohorts, reverse=True):
        sums = cohorts[month]
        cells = [parts.linked(getattr(sums, name), look.cohort_rows(f"of-{name}", month)) for name, _ in parts.FUNNEL]
        rows.append(
            [
                f"{month:%b %Y}",
                *cells,
                parts.linked(sums.open, look.cohort_rows("of-open", month)),
                parts.share(sums.lead_to_won, look.cohort_rows("of-won", month)),
                sums.lead_to_won.between,
                parts.sum_of(sums.revenue, look.cohort_rows("of-won", month)),
            ]
        )
    head = ["First contact", "Leads", "MQL", "SAL", "SQL", "Won", "Open", "Won of all", "Interval", "Revenue"]
    return Block(
        "cohorts",
        "Month by month",
        Table(head, rows),
        note="by month of first contact",
        empty="No leads in this period.",
    )


def heat(look: Look, cohorts: dict[date, Sums]) -> Block:
    """How far each month's leads have come, as parts of all."""
    rows, table = [], []
    for month in sorted(cohorts, reverse=True)[:18]:
        sums = cohorts[month]
        shares = [
            (label, getattr(sums, name) / sums.entered if sums.entered else 0.0) for name, label in parts.FUNNEL[1:]
        ]
        urls = [look.cohort_rows(f"of-{name}", month) for name, _ in parts.FUNNEL[1:]]
        rows.append(Row(f"{month:%b %y}", [Mark(label, share) for label, share in shares]))
        table.append(
            [
                f"{month:%b %Y}",
                *(
                    {"text": f"{share * 100:.1f}%", "url": url} if share else "0.0%"
                    for (_, share), url in zip(shares, urls, strict=True)
                ),
            ]
        )
    return Block(
        "heat",
        "How far each month’s leads have come",
        Table(["First contact", "MQL", "SAL", "SQL", "Won"], table),
        "heat",
        rows,
        "Parts of each month’s leads that came so far",
        unit="percent",
        figures=True,
        width=5,
        empty="No leads in this period.",
    )


def too_late(look: Look, cohorts: dict[date, Sums]) -> list[str]:
    """Warnings where the data begin too late for a cohort, or its leads are too young to judge."""
    found = []
    won = look.figures.by_time(Period(date(1990, 1, 1), look.period.end), look.scope)
    first_win = min((day for day, sums in won.items() if sums.won), default=None)
    early = [
        month for month, sums in cohorts.items() if sums.entered and first_win and months_before(month, -1) <= first_win
    ]
    if early and first_win:
        names = f"{min(early):%B %Y}" if len(early) == 1 else f"{min(early):%B %Y} to {max(early):%B %Y}"
        found.append(
            f"Wins are on record from {first_win:%B %Y} on. Earlier wins of leads from {names} are missing,"
            " so those months look worse than they were."
        )
    young = [month for month in cohorts if (look.today - months_before(month, -1)).days < YOUNG]
    if young:
        found.append(
            f"Leads that entered from {min(young):%B %Y} on are younger than {YOUNG} days:"
            " most of them are still on their way."
        )
    return found
