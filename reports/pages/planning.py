"""Goals: the plan of a target from the workspace's own rates, what-ifs, and progress with early warning."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from accounts.drawings import Mark, Series, Table
from leads.actions.statements import ask
from reports import goals
from reports.blocks import Block, Stat
from reports.goals import Chance, Own, Plan, Progress
from reports.looking import Look
from reports.models import Goal
from reports.pages import parts
from reports.periods import Period, months_before
from reports.sums import Sums

USUAL = {"mql": 0.2, "sal": 0.6, "sql": 0.4, "won": 0.25}
ROOM = "SELECT coalesce(sum(per_week), 0), count(*) FROM routing_repprofile WHERE workspace_id = %s AND NOT paused"
LABELS = {"entered": "Leads", "mql": "MQL", "sal": "SAL", "sql": "SQL", "won": "Won"}


@dataclass(frozen=True)
class Planned:
    """A goal with its plan and its progress."""

    goal: Goal
    own: Own
    plan: Plan
    done: Sums
    progress: list[Progress]
    warnings: list[str]

    @property
    def money_done(self) -> str:
        """What was won."""
        return parts.money(self.done.revenue)

    @property
    def money_target(self) -> str:
        """What is to be won."""
        return parts.money(self.goal.revenue)

    @property
    def revenue_label(self) -> str:
        """What the bar shows."""
        return f"{self.money_done} of {self.money_target} won"


def own_figures(look: Look) -> Own:
    """The rates of the last year's cohorts that had time to show, sizes of deals, the cycle, the room of reps."""
    end = look.today - timedelta(days=60)
    year = Period(end - timedelta(days=365), end)
    whole = sum(look.figures.cohorts(year).values(), Sums())
    lately = look.figures.total(Period(look.today - timedelta(days=365), look.today + timedelta(days=1)))
    rates = {"mql": whole.mql_rate, "sal": whole.sal_rate, "sql": whole.sql_rate, "won": whole.won_rate}
    chances = {stage: Chance.from_rate(rate, fallback=USUAL[stage]) for stage, rate in rates.items()}
    lag = look.figures.quantiles("win", Period(date(1990, 1, 1), look.today + timedelta(days=1)), 0.5)[0]
    per_week = int(ask(ROOM, [look.workspace.pk])[0][0])
    deal = int(lately.deal or 0)
    return Own(chances, deal, round(lag) if lag is not None else 45, round(per_week * 4.33), lately.won)


def what_if(own: Own, asked: Any) -> Own:
    """The same with the answers of the sliders."""
    chances = {
        stage: chance.said(value) if (value := decimal(asked.get(stage))) else chance
        for stage, chance in own.chances.items()
    }
    deal, lag, takes = (decimal(asked.get(name)) for name in ("deal", "lag", "takes"))
    return replace(
        own,
        chances=chances,
        deal=int(deal * 100) if deal else own.deal,
        lag_days=int(lag) if lag else own.lag_days,
        takes=int(takes) if takes else own.takes,
    )


def decimal(text: str | None) -> float | None:
    """A number between 0 and a billion, or None."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 < value < 1e9 else None  # noqa: PLR2004


def planned(look: Look, goal: Goal, own: Own) -> Planned:
    """The plan for what is left, and where things stand."""
    if goal.deal:
        own = replace(own, deal=int(goal.deal), wins=max(own.wins, goals.THIN))
    end = goal.ends_on + timedelta(days=1)
    done = look.figures.total(Period(goal.starts_on, min(end, max(goal.starts_on, look.today + timedelta(days=1)))))
    rest = goals.plan(
        goal.revenue, own=own, first=goal.starts_on, end=goal.ends_on, today=look.today, earned=done.revenue
    )
    whole = goals.plan(goal.revenue, own=own, first=goal.starts_on, end=goal.ends_on, today=goal.starts_on)
    found = []
    for stage in ("entered", "mql", "sal", "sql", "won"):
        need = whole.need(stage)
        by = max(need.by, goal.starts_on + timedelta(days=30))
        found.append(
            goals.progress(
                LABELS[stage], getattr(done, stage), need.count, first=goal.starts_on, by=by, today=look.today
            )
        )
    late = [
        f"{one.name}: {one.done:,} so far, {one.due:,.0f} were due by today."
        f" At this pace it comes to {one.ahead:,} of {one.wanted:,.0f}."
        for one in found
        if one.tone != "good" and one.due >= 1
    ]
    return Planned(goal, own, rest, done, found, late)


def stats(look: Look, one: Planned) -> list[Stat]:
    """How far it is."""
    goal, done = one.goal, one.done
    part = done.revenue / goal.revenue if goal.revenue else 0
    left = (goal.ends_on - look.today).days
    return [
        Stat("Revenue won", parts.money(done.revenue), note=f"{part * 100:.0f}% of {parts.money(goal.revenue)}"),
        Stat("Days left", parts.number(max(0, left)), note=f"until {goal.ends_on:%-d %b %Y}"),
        Stat(
            "MQLs still needed",
            parts.number(one.plan.need("mql").count),
            note=f"{one.plan.need('mql').per_month_text} a month, by {one.plan.need('mql').by:%-d %b}",
        ),
        Stat(
            "Leads still needed",
            parts.number(one.plan.need("entered").count),
            note=f"{one.plan.need('entered').per_month_text} a month",
        ),
    ]


def plan_block(one: Planned) -> Block:
    """What has to happen, backwards from revenue."""
    rows = [
        [
            LABELS[need.stage],
            parts.number(need.count),
            f"{need.low:,} to {need.high:,}",
            need.per_month_text,
            f"{need.by:%-d %b %Y}",
        ]
        for need in one.plan.needs
    ]
    head = ["Still needed", "Number", "By the intervals of the rates", "A month", "At the latest by"]
    return Block("plan", "What it takes", Table(head, rows), width=7, note=f"for {parts.money(one.goal.revenue)}")


def progress_block(one: Planned) -> Block:
    """Done beside what was due by today."""
    rows = [
        [
            step.name,
            parts.number(step.done),
            parts.number(step.due),
            f"{step.part * 100:.0f}%",
            parts.number(step.ahead),
        ]
        for step in one.progress
    ]
    head = ["Stage", "Done", "Due by today", "Of the plan", "At this pace"]
    return Block("progress", "Where we are", Table(head, rows), width=5)


def months_block(look: Look, one: Planned) -> Block:
    """Revenue by month beside the plan."""
    goal = one.goal
    targets = goals.month_targets(goal.revenue, goal.starts_on, goal.ends_on + timedelta(days=1))
    months = [month for month, _ in targets]
    spans = [
        Period(max(month, goal.starts_on), min(months_before(month, -1), goal.ends_on + timedelta(days=1)))
        for month in months
    ]
    by_month = {month: sums.revenue for month, sums in zip(months, look.figures.totals(spans), strict=True)}
    plan_sum = done_sum = 0.0
    plan_marks, done_marks, rows = [], [], []
    for month, target in targets:
        plan_sum += target
        done_sum += by_month.get(month, 0)
        is_past = month <= look.today
        plan_marks.append(Mark(f"{month:%b}", plan_sum))
        done_marks.append(Mark(f"{month:%b}", done_sum if is_past else None))
        rows.append([f"{month:%b %Y}", parts.money(target), parts.money(by_month.get(month, 0)) if is_past else "–"])
    series = [Series("Won", done_marks), Series("Plan", plan_marks, dashed=True)]
    return Block(
        "months",
        "Revenue and plan",
        Table(["Month", "Plan", "Won"], rows),
        "line",
        series,
        "Revenue won beside the plan, added up",
        unit="money",
        note="added up",
    )
