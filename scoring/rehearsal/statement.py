"""The replay as one statement: people, their hits, the sums at each moment, two versions judged, first passes kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leads.conditions import Condition, check
from leads.matching import Terms
from leads.models import Lead
from scoring import finding, happenings
from scoring.models import ScoringModel, Signal
from scoring.rehearsal.judging import Judge
from scoring.rehearsal.watched import Watched, cools_upwards, may_rise_by_cooling, still_parts, while_under_watch

SIDES = ("draft", "published")
WAY = """
SELECT lead_id, (array_agg("to" ORDER BY at DESC, id DESC) FILTER (WHERE at <= %(since)s))[1] AS was,
    min(at) FILTER (WHERE "to" = 'lead' AND at > %(since)s) AS back_at,
    min(at) FILTER (WHERE "to" = 'won' AND at > %(since)s) AS won_at,
    min(at) FILTER (WHERE "to" = 'sal' AND at > %(since)s) AS accepted_at,
    min(at) FILTER (WHERE was = 'mql' AND "to" IN ('lead', 'disqualified') AND at > %(since)s) AS rejected_at
FROM leads_stagechange
WHERE workspace_id = %(ws)s AND lead_id > %(after)s AND lead_id <= %(last)s AND at <= %(until)s GROUP BY lead_id
"""
# Who was won or rejected is looked at from the beginning: they may have passed long before the days that are replayed.
OPEN = """
CASE WHEN w.won_at IS NOT NULL OR w.rejected_at IS NOT NULL THEN 0
    WHEN coalesce(w.was, 'lead') = 'lead' THEN {since} ELSE extract(epoch FROM w.back_at) END::float8
"""
INTO = """
INSERT INTO scoring_rehearsedlead (workspace_id, rehearsal_id, lead_id, draft_at, published_at, draft_score,
    published_score, won_at, accepted_at, rejected_at)
"""


@dataclass
class Replay:
    """Everything that one rehearsal asks, read once; `statement` writes it for a portion of the leads."""

    terms: Terms
    draft: ScoringModel
    published: ScoringModel
    definition: Any  # the condition in force, as it is stored
    since: datetime
    until: datetime
    asked: dict[str, tuple[str, Condition]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        signals = Signal.objects.filter(workspace_id=self.terms.workspace.pk)
        self.signals = {signal.pk: signal for signal in signals}
        self.watched = Watched(ids={signal.key: signal.pk for signal in signals})
        landmark = self.until.timestamp()
        models = zip(SIDES, (self.draft, self.published), strict=True)
        self.judges = [Judge(model, side, self.ask, self.watched, landmark) for side, model in models]
        self.agreed = check(self.definition, self.terms.schema, saving=False)
        self.still = {repr(part): self.column(part) for part in still_parts(self.agreed)}
        raisers = [pk for pk, signal in self.signals.items() if signal.hand_raiser and not signal.retired_at]
        self.raised = [self.watched.hit(pk) for pk in raisers]
        people = [text for judge in self.judges for text in judge.person()]
        self.people = [*people, *(f"p.{name}" for name in self.still.values())]
        self.done = [judge.engagement() for judge in self.judges]
        self.pass_by = [judge.passes(self.agreed, self.terms.schema, self.still) for judge in self.judges]
        self.daily = may_rise_by_cooling(self.agreed) or any(self.falls(judge) for judge in self.judges)

    def ask(self, raw: Any) -> str:
        """The column that answers a stored condition."""
        return self.column(check(raw, self.terms.schema, saving=False))

    def column(self, condition: Condition) -> str:
        """The column that answers a condition."""
        name, _ = self.asked.setdefault(repr(condition), (f"b{len(self.asked)}", condition))
        return name

    def falls(self, judge: Judge) -> bool:
        """Whether a rule takes points away for a while, so that a score can rise by itself."""
        rules = judge.rules()
        return cools_upwards((rule.points, bool(rule.half_life_days or rule.window_days)) for rule in rules)

    def statement(self, *, rehearsal: int, after: int, last: int) -> tuple[str, dict[str, Any]]:
        """The statement that replays the leads with ids above `after` up to `last` and keeps what came of them."""
        values = Values(since=self.since, until=self.until, after=after, last=last)
        values.params["ws"] = self.terms.workspace.pk
        values.params["rehearsal"] = rehearsal
        steps = {
            "asked": self.asked_of(values),
            "way": WAY,
            "person": self.person(),
            "hit": self.hits(values),
            "moment": self.moments(),
            "kept": self.kept(),
            "judged": self.judged(),
        }
        names = {"asked": f"asked (lead_id{''.join(f', {name}' for name, _ in self.asked.values())})"}
        body = ",\n".join(f"{names.get(name, name)} AS MATERIALIZED ({sql})" for name, sql in steps.items())
        return f"{INTO}WITH {body}\n{self.outcome(values)}", values.params

    def asked_of(self, values: "Values") -> str:
        """The people, with an answer to each condition that stays as it is: as they are known today."""
        answers = {
            name: self.terms.compile(while_under_watch(each), now=self.until) for name, each in self.asked.values()
        }
        leads = Lead.objects.present().filter(workspace=self.terms.workspace, is_test=False)
        leads = leads.filter(pk__gt=values.params["after"], pk__lte=values.params["last"])
        rows = leads.order_by().annotate(**answers).values_list("pk", *answers)
        return values.named(*rows.query.sql_with_params())

    def person(self) -> str:
        """What stays as it is of each of them."""
        since = repr(self.since.timestamp())
        columns = ", ".join(dict.fromkeys(self.people))
        return (
            f"SELECT p.lead_id, w.won_at, w.accepted_at, w.rejected_at, {OPEN.format(since=since)} AS open_s, {columns}"  # noqa: S608
            " FROM asked p LEFT JOIN way w USING (lead_id)"
        )

    def hits(self, values: "Values") -> str:
        """What they did that is a signal, up to the end."""
        columns = "".join(
            f", ({self.is_hit(pk, values)})::int AS g{place}" for place, pk in enumerate(self.watched.signals)
        )
        return (
            f"SELECT a.lead_id, extract(epoch FROM a.at)::float8 AS s{columns} FROM leads_activity a"  # noqa: S608
            " WHERE a.workspace_id = %(ws)s AND a.lead_id > %(after)s AND a.lead_id <= %(last)s AND a.counts"
            " AND a.at <= %(until)s"
        )

    def is_hit(self, signal: int, values: "Values") -> str:
        """Whether an activity is a hit: by its type first, which is quick, then by the whole condition."""
        condition = happenings.read(self.signals[signal].condition, saving=False)
        types = happenings.types_wanted(condition)
        sql = values.named(*finding.written(condition))
        return sql if types is None else f"{values.named('a.type = ANY(%s)', [sorted(types)])} AND {sql}"

    def moments(self) -> str:
        """The instants at which they are judged: each hit, when they come under watch, and the end."""
        places = range(len(self.watched.signals))
        none = "".join(f", 0 AS g{place}" for place in places)
        some = " + ".join(f"g{place}" for place in places) or "0"
        own = "".join(f", g{place}" for place in places)
        until = repr(self.until.timestamp())
        parts = [
            f"SELECT lead_id, s{own}, false AS last FROM hit WHERE {some} > 0",  # noqa: S608
            f"SELECT lead_id, open_s{none}, false FROM person WHERE open_s > 0",  # noqa: S608
            f"SELECT lead_id, {until}::float8{none}, true FROM person",  # noqa: S608
        ]
        if self.daily:
            days = "generate_series(%(since)s::timestamptz, %(until)s::timestamptz, interval '24 hours') AS d (day)"
            parts.append(
                f"SELECT q.lead_id, extract(epoch FROM d.day)::float8{none}, false"  # noqa: S608
                f" FROM (SELECT DISTINCT lead_id FROM hit WHERE {some} > 0) q CROSS JOIN {days}"
            )
        return " UNION ALL ".join(parts)

    def kept(self) -> str:
        """The sums so far at each moment; what happens at the very instant counts."""
        sums = "".join(f", {text}" for text in self.watched.columns(landmark=self.until.timestamp()))
        raised = f"({' + '.join(self.raised)}) > 0" if self.raised else "false"
        return (
            f"SELECT lead_id, s, last, {raised} AS raised{sums} FROM moment"  # noqa: S608
            " WINDOW so_far AS (PARTITION BY lead_id ORDER BY s RANGE UNBOUNDED PRECEDING)"
        )

    def judged(self) -> str:
        """Engagement by both versions at each moment under watch."""
        sums = "".join(f", k{place}" for place in range(len(self.watched.sums)))
        return (
            f"SELECT s, last, raised{sums}, p.*, {', '.join(self.done)} FROM kept JOIN person p USING (lead_id)"  # noqa: S608
            " WHERE last OR s >= open_s"
        )

    def outcome(self, values: "Values") -> str:
        """One row a lead: when it first passes by each version, its scores at the end, what became of it."""
        firsts = [
            f"to_timestamp(min(m.s) FILTER (WHERE m.open_s IS NOT NULL AND {values.named(*sql)}))"
            for sql in self.pass_by
        ]
        scores = [f"max(m.fit_{side} + m.engagement_{side}) FILTER (WHERE m.last)" for side in SIDES]
        facts = ", ".join(f"min(m.{name})" for name in ("won_at", "accepted_at", "rejected_at"))
        return (
            f"SELECT %(ws)s, %(rehearsal)s, m.lead_id, {', '.join(firsts)}, {', '.join(scores)}, {facts}"  # noqa: S608
            " FROM judged m GROUP BY m.lead_id"
        )


class Values:
    """The parameters of a statement by name, however many texts bring their own in order."""

    def __init__(self, **given: Any) -> None:
        self.params: dict[str, Any] = given

    def named(self, sql: str, params: Any) -> str:
        """A text whose values are put among the parameters."""
        pieces = sql.split("%s")
        found = [pieces[0]]
        for value, piece in zip(params, pieces[1:], strict=True):
            name = f"v{len(self.params)}"
            self.params[name] = value
            found.append(f"%({name})s{piece}")
        return "".join(found)
