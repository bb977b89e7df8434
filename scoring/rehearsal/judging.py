"""A version of a model, and the definition of an MQL, as SQL over the moments of leads.

In it `p` is a person with a column for each condition that stays as it is (`b0`, `b1` …), and `m` a moment: its instant
`m.s` in seconds since 1970, its sums so far, and once judged its score. Numbers of our own stand in the text, values in
the parameters.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from leads.conditions import AllOf, AnyOf, Comparison, Condition, Happened, Not, Schema
from leads.matching.columns import Kind
from leads.matching.comparing import Day, Sql, sql_of
from scoring.models import EngagementRule, ScoringModel
from scoring.rehearsal.watched import Watch, Watched, value_of

FINE = 2**30
NO_DAY = Day.of(datetime(2000, 1, 1, tzinfo=UTC), "UTC")
Asks = Callable[[Any], str]  # a stored condition -> the column that answers it


@dataclass
class Judge:
    """One version, ready to be written: what each person has of it, and what each moment brings."""

    model: ScoringModel
    side: str  # draft or published: the end of its columns' names
    asks: Asks
    watched: Watched
    landmark: float

    def person(self) -> list[str]:
        """Fit, the threshold that counts for them and whether they are barred: columns that stay as they are."""
        fit = self.total(
            [
                (f"(CASE WHEN p.{self.asks(rule.condition)} THEN {int(rule.points)} ELSE 0 END)", rule.group)
                for rule in self.model.fit_rules.all()
            ],
            "fit",
        )
        bars = [f"p.{self.asks(each['condition'])}" for each in self.model.disqualifiers]
        return [
            f"greatest(0, least({fit}, {int(self.model.fit_cap)})) AS fit_{self.side}",
            f"{self.least()} AS least_{self.side}",
            f"({' OR '.join(bars) or 'false'}) AS barred_{self.side}",
        ]

    def least(self) -> str:
        """From how many points on they qualify; NULL: never."""
        whens = []
        for each in self.model.thresholds:
            condition = each.get("condition")
            held = "true" if condition is None else f"p.{self.asks(condition)}"
            whens.append(f"WHEN {held} THEN {int(each['at_least'])}")
        return f"CASE {' '.join(whens)} END" if whens else "NULL::int"

    def engagement(self) -> str:
        """What they did, at a moment, in hundredths."""
        done = self.total([(self.contribution(rule), rule.group) for rule in self.rules()], "engagement")
        return f"greatest(0, least({done}, {int(self.model.engagement_cap)}))::int AS engagement_{self.side}"

    def rules(self) -> list[EngagementRule]:
        """Its engagement rules, in order."""
        return list(self.model.engagement_rules.all())

    def contribution(self, rule: EngagementRule) -> str:
        """One rule's points at a moment: limited, then rounded half-even to a hundredth."""
        watch = Watch(rule.signal_id, rule.half_life_days, rule.window_days)
        amount = f"{value_of(watch, self.watched.sum(watch), landmark=self.landmark)} * {int(rule.points)}"
        if rule.at_most is not None:
            amount = f"greatest({-rule.at_most}::float8, least({amount}, {rule.at_most}::float8))"
        return f"coalesce(round(round(({amount}) * {FINE}::float8) / {FINE}::float8), 0)"

    def total(self, parts: list[tuple[str, str]], part: str) -> str:
        """Parts (SQL, key of their group) added up, each group limited by its own cap."""
        caps = {group["key"]: group.get("cap") for group in self.model.groups if group.get("part") == part}
        sums = [text for text, key in parts if key not in caps]
        for key, most in caps.items():
            own = " + ".join(text for text, owner in parts if owner == key)
            if own:
                sums.append(f"({own})" if most is None else f"greatest({-int(most)}, least({own}, {int(most)}))")
        return " + ".join(sums) or "0"

    def grade(self) -> str:
        """Letter and digit of a moment."""
        letter = banded(f"m.fit_{self.side}", self.model.fit_bands, "ABC", "D")
        digit = banded(f"m.engagement_{self.side}", self.model.engagement_bands, "123", "4")
        return f"({letter} || {digit})"

    def qualifies(self) -> str:
        """Whether the score of a moment reaches the threshold, and nothing bars them."""
        score = f"m.fit_{self.side} + m.engagement_{self.side}"
        return f"(coalesce({score} >= m.least_{self.side}, false) AND NOT m.barred_{self.side})"

    def passes(self, condition: Condition, schema: Schema, still: Mapping[str, str]) -> Sql:
        """Whether they pass at a moment: nothing bars them, and they meet the definition or raise a hand."""
        sql, params = Meeting(self, schema, still).written(condition)
        return f"(NOT m.barred_{self.side} AND (m.raised OR {sql}))", params


def banded(value: str, starts: Mapping[str, int], names: str, lowest: str) -> str:
    """The name of the band that a value lies in."""
    rising = sorted((start, name) for name, start in starts.items() if name in names)
    whens = " ".join(f"WHEN {value} >= {int(start)} THEN '{name}'" for start, name in reversed(rising))
    return f"CASE {whens} ELSE '{lowest}' END" if whens else f"'{lowest}'"


@dataclass
class Meeting:
    """The definition over the moments of one version; `still` gives the columns of the parts that stay as they are."""

    judge: Judge
    schema: Schema
    still: Mapping[str, str]

    def written(self, condition: Condition) -> Sql:
        """A node and what is below it."""
        if repr(condition) in self.still:
            return f"m.{self.still[repr(condition)]}", []
        match condition:
            case AllOf(parts):
                return self.joined(parts, " AND ")
            case AnyOf(parts):
                return self.joined(parts, " OR ")
            case Not(part):
                sql, params = self.written(part)
                return f"NOT ({sql})", params
            case Happened(signal, least, days):
                return self.happened(signal, least, days)
            case Comparison():
                return self.comparison(condition)
        raise TypeError(condition)

    def joined(self, parts: tuple[Condition, ...], word: str) -> Sql:
        """Parts with a word between."""
        several = [self.written(part) for part in parts]
        return f"({word.join(sql for sql, _ in several)})", [value for _, params in several for value in params]

    def happened(self, signal: str, least: int, days: int | None) -> Sql:
        """A signal, counted up to the moment."""
        watch = Watch(self.judge.watched.ids[signal], None, days)
        return f"(coalesce(m.{self.judge.watched.sum(watch)}, 0) >= {int(least)})", []

    def comparison(self, leaf: Comparison) -> Sql:
        """The score, a part of it, the grade or the standing compared."""
        column = self.columns()[leaf.field]
        kind = {"lead.grade": Kind.CODE, "lead.qualifies": Kind.TRUTH}.get(leaf.field, Kind.NUMBER)
        sql, params = sql_of(leaf, self.schema.fields[leaf.field], kind, nullable=False, day=NO_DAY)
        return sql.replace("{c}", column), params

    def columns(self) -> dict[str, str]:
        """Where the replayed fields of this version stand."""
        judge = self.judge
        fit, engagement = f"m.fit_{judge.side}", f"m.engagement_{judge.side}"
        columns = {"lead.fit": fit, "lead.engagement": engagement, "lead.score": f"({fit} + {engagement})"}
        return {**columns, "lead.grade": judge.grade(), "lead.qualifies": judge.qualifies()}
