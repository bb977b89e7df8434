"""Sums as pages ask for them: from the rollups, plus what is touched and not folded yet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from accounts.models import Workspace
from leads.actions.statements import ask
from reports.counting import COHORT, DAY, MEASURES, MONTH, NOW, STAGES, STANDING, first_of, quantile
from reports.folding import PLACES, Difference, difference_of, under
from reports.narrowing import EVERYTHING, Chosen, Laid, Wanted, choose, counts_by_grain, spans_by_grain
from reports.periods import Period
from reports.sums import Sums

MOST = 1_000  # touched leads that are counted while somebody waits for the page
# counts of one row are small enough to be added as integers, which takes half as long
SUMMED = ", ".join(f"sum({name}{'' if name == 'revenue' else '::int'})::bigint" for name in MEASURES)
PIECES = "%(periods)s::int[], %(grains)s::text[], %(firsts)s::date[], %(ends)s::date[]"
FLOW = f"""
SELECT w.period, r.value, {SUMMED}
  FROM unnest({PIECES}) AS w (period, grain, since, until)
  JOIN reports_rollup r ON r.workspace_id = %(ws)s AND r.dimension = %(dimension)s AND r.grain = w.grain
       AND r.day >= w.since AND r.day < w.until AND (%(value)s::text IS NULL OR r.value = %(value)s) GROUP BY 1, 2
"""  # noqa: S608
WITHIN = """
FROM reports_rollup WHERE workspace_id = %(ws)s AND dimension = %(dimension)s AND (%(value)s::text IS NULL OR
    value = %(value)s) AND grain = %(grain)s AND day >= %(first)s AND day < %(end)s
"""
BY = {"value": "value", "day": "day"}
SPREAD = f"""
SELECT k.kind, w.period, s.value, s.place, sum(s.count)::bigint
  FROM unnest(%(kinds)s::text[]) AS k (kind) CROSS JOIN
       unnest({PIECES}) AS w (period, grain, since, until)
  JOIN reports_spread s ON s.workspace_id = %(ws)s AND s.dimension = %(dimension)s AND s.kind = k.kind
       AND s.grain = w.grain AND s.day >= w.since AND s.day < w.until
       AND (%(value)s::text IS NULL OR s.value = %(value)s) GROUP BY 1, 2, 3, 4
"""  # noqa: S608
BEGAN = "SELECT min(day) FROM reports_rollup WHERE workspace_id = %s AND dimension = 'all' AND grain = 'd'"
TOUCHED = "SELECT DISTINCT lead FROM reports_touched WHERE workspace_id = %s LIMIT %s"
WAITING = "SELECT count(DISTINCT lead) FROM reports_touched WHERE workspace_id = %s"
Spreads = dict[str, dict[int, int]]
Ended = tuple[str, int]  # a kind, and the place of the period in which spans of it ended
Piece = tuple[int, str, date, date]  # the place of a period, and a grain of it from a day until before another


@dataclass(frozen=True)
class Scope:
    """What is looked at: one dimension, and one of its values where one was chosen."""

    dimension: str = "all"
    value: str | None = None


WHOLE = Scope()


class Figures:
    """The reports' sums of a workspace; exact at the instant it was made."""

    def __init__(self, workspace: Workspace, wanted: Wanted = EVERYTHING) -> None:
        self.workspace, self.wanted = workspace, wanted
        # Folding waits while a page reads, or some would be counted twice.
        ask("SELECT pg_advisory_xact_lock_shared(%s)", [PLACES + workspace.pk])
        touched = [pk for (pk,) in ask(TOUCHED, [workspace.pk, MOST + 1])]
        self.is_late = len(touched) > MOST
        self.touched = [] if self.is_late else touched

    @cached_property
    def late(self) -> int:
        """How many leads are not counted yet; more than a few only while many are imported."""
        return int(ask(WAITING, [self.workspace.pk])[0][0]) if self.is_late else 0

    @cached_property
    def began(self) -> date | None:
        """The day of the first contact that is on record."""
        first: date | None = ask(BEGAN, [self.workspace.pk])[0][0]
        return first

    @cached_property
    def pending(self) -> Difference:
        """What the sums lack."""
        if not self.touched:
            return Difference()
        return difference_of(self.workspace.pk, self.touched, zone=self.workspace.time_zone)

    @cached_property
    def chosen(self) -> Chosen | None:
        """The leads that fit the filters, counted one by one; None without filters, or where they are too many."""
        return choose(self.workspace, self.wanted, self.pending) if self.wanted else None

    def added(self, dimension: str) -> tuple[Laid, Laid]:
        """What is to be added to the sums (with chosen leads, all there is), under values of a dimension."""
        if self.chosen is not None:
            return self.chosen.under(dimension)
        if dimension not in self.waiting:
            counts, spans = under(self.pending.counts, dimension), under(self.pending.spans, dimension)
            self.waiting[dimension] = counts_by_grain(counts), spans_by_grain(spans)
        return self.waiting[dimension]

    @cached_property
    def waiting(self) -> dict[str, tuple[Laid, Laid]]:
        """What is touched and not folded, by dimension."""
        return {}

    def flow(self, period: Period, scope: Scope = WHOLE) -> dict[str, Sums]:
        """What happened in the period, by value."""
        return self.flows([period], scope)[0]

    def total(self, period: Period, scope: Scope = WHOLE) -> Sums:
        """What happened in the period."""
        return self.totals([period], scope)[0]

    def totals(self, periods: list[Period], scope: Scope = WHOLE) -> list[Sums]:
        """What happened in each of some periods."""
        return [sum(flow.values(), Sums()) for flow in self.flows(periods, scope)]

    def flows(self, periods: list[Period], scope: Scope = WHOLE) -> list[dict[str, Sums]]:
        """What happened in each of some periods, by value: whole months from the month rows, days from the day rows."""
        found: list[dict[str, Sums]] = [defaultdict(Sums) for _ in periods]
        parts = all_pieces(periods)
        if self.chosen is None:
            for place, value, *sums in ask(FLOW, self.asked(parts, scope)):
                found[place][value] = Sums(*sums)
        for place, grain, first, end in parts:
            since, until = first.isoformat(), end.isoformat()
            for day, value, number, amount in self.added(scope.dimension)[0].get(grain, ()):
                if since <= day < until and fits(value, scope):
                    found[place][value].add(MEASURES[number], amount)
        return [{value: sums for value, sums in flow.items() if sums} for flow in found]

    def asked(self, parts: list[Piece], scope: Scope) -> dict[str, Any]:
        """Parameters of a statement about parts of periods."""
        places, grains, firsts, ends = ([part[column] for part in parts] for column in range(4))
        return {
            "ws": self.workspace.pk,
            "dimension": scope.dimension,
            "value": scope.value,
            "periods": places,
            "grains": grains,
            "firsts": firsts,
            "ends": ends,
        }

    def by_time(self, period: Period, scope: Scope = WHOLE) -> dict[date, Sums]:
        """What happened, by day, or by month in long periods."""
        if not period.by_month:
            return self.part(DAY, period.first, period.end, scope, "day")
        return self.part(MONTH, first_of(period.first), period.end, scope, "day")

    def cohorts(self, period: Period, scope: Scope = WHOLE) -> dict[date, Sums]:
        """How far the leads of each month have come, for months that begin in the period."""
        return self.part(COHORT, first_of(period.first), period.end, scope, "day")

    def cohort_values(self, period: Period, scope: Scope = WHOLE) -> dict[str, Sums]:
        """How far the leads that entered in the period's months have come, by value."""
        return self.part(COHORT, first_of(period.first), period.end, scope, "value")

    def standing(self, scope: Scope = WHOLE) -> dict[date, dict[str, int]]:
        """How many stand at each stage now, by the day they came there."""
        found = self.part(NOW, date.min, date.max, scope, "day")
        return {
            day: {stage: getattr(sums, MEASURES[place]) for place, stage in enumerate(STAGES)}
            for day, sums in found.items()
        }

    def standing_values(self, scope: Scope) -> dict[str, dict[str, int]]:
        """How many stand at each stage now, by value."""
        found = self.part(STANDING, date.min, date.max, scope, "value")
        return {
            value: {stage: getattr(sums, MEASURES[place]) for place, stage in enumerate(STAGES)}
            for value, sums in found.items()
        }

    def part(self, grain: str, first: date, end: date, scope: Scope, by: str) -> dict[Any, Sums]:
        """Sums of one grain, by value or by day."""
        values = {"ws": self.workspace.pk, "dimension": scope.dimension, "value": scope.value, "grain": grain}
        found: dict[Any, Sums] = defaultdict(Sums)
        if self.chosen is None:
            sql = f"SELECT {BY[by]}, {SUMMED} {WITHIN} GROUP BY 1"  # noqa: S608
            for key, *sums in ask(sql, values | {"first": first, "end": end}):
                found[key] = Sums(*sums)
        since, until = first.isoformat(), end.isoformat()
        for day, value, number, amount in self.added(scope.dimension)[0].get(grain, ()):
            if since <= day < until and fits(value, scope):
                found[value if by == "value" else date.fromisoformat(day)].add(MEASURES[number], amount)
        return {key: sums for key, sums in found.items() if sums}

    def spreads(self, kind: str, period: Period, scope: Scope = WHOLE) -> Spreads:
        """Spans of a kind that ended in the period, by value."""
        return self.all_spreads([kind], [period], scope)[kind, 0]

    def all_spreads(self, kinds: Sequence[str], periods: list[Period], scope: Scope = WHOLE) -> dict[Ended, Spreads]:
        """Spans of some kinds that ended in each of some periods, by kind and place of the period, then by value."""
        return self.read_spreads(kinds, len(periods), all_pieces(periods), scope)

    def cohort_spreads(self, kind: str, period: Period, scope: Scope = WHOLE) -> Spreads:
        """Spans of a kind of the leads that entered in the period's months, by value."""
        return self.read_spreads([kind], 1, [(0, COHORT, first_of(period.first), period.end)], scope)[kind, 0]

    def read_spreads(self, kinds: Sequence[str], count: int, parts: list[Piece], scope: Scope) -> dict[Ended, Spreads]:
        """Spans of some kinds in parts of periods."""
        found: dict[Ended, Spreads] = {(kind, place): defaultdict(dict) for kind in kinds for place in range(count)}
        if self.chosen is None:
            for kind, of, value, place, number in ask(SPREAD, self.asked(parts, scope) | {"kinds": list(kinds)}):
                found[kind, of][value][place] = number
        for kind in kinds:
            for of, grain, first, end in parts:
                since, until = first.isoformat(), end.isoformat()
                spreads = found[kind, of]
                for day, value, place, number in self.added(scope.dimension)[1].get(kind + grain, ()):
                    if since <= day < until and fits(value, scope):
                        spreads[value][place] = spreads[value].get(place, 0) + number
        return {key: without_zeros(spreads) for key, spreads in found.items()}

    def quantiles(self, kind: str, period: Period, *parts: float, scope: Scope = WHOLE) -> list[float | None]:
        """Quantiles over all values: days of “win”, minutes of the others."""
        return quantiles(self.spreads(kind, period, scope).values(), *parts)


def without_zeros(spreads: Spreads) -> Spreads:
    """Only places where something is."""
    kept = {value: {place: n for place, n in spread.items() if n} for value, spread in spreads.items()}
    return {value: spread for value, spread in kept.items() if spread}


def quantiles(spreads: Iterable[dict[int, int]], *parts: float) -> list[float | None]:
    """Quantiles of spreads taken together."""
    whole: dict[int, int] = defaultdict(int)
    for spread in spreads:
        for place, count in spread.items():
            whole[place] += count
    return [quantile(whole, part) for part in parts]


def fits(value: str, scope: Scope) -> bool:
    """Whether a value is among those looked at."""
    return scope.value is None or value == scope.value


def pieces(period: Period) -> list[tuple[str, date, date]]:
    """The period as whole months and the days before and after them."""
    start, end = period.months()
    if start >= end:
        return [(DAY, period.first, period.end)]
    found = [(DAY, period.first, start), (MONTH, start, end), (DAY, end, period.end)]
    return [(grain, first, after) for grain, first, after in found if first < after]


def all_pieces(periods: list[Period]) -> list[Piece]:
    """The pieces of some periods, each with its period's place."""
    return [(place, *piece) for place, period in enumerate(periods) for piece in pieces(period)]
