"""A receipt: why a lead has the points it has, line by line. Pure.

Points are hundredths. Every line is rounded for itself, half-even; what caps take away are lines too; so the lines add
up to the score exactly.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any

from scoring.points import DAY, FitTerm, Plan, Standing, Term, concluded

MOST_SHOWN = 200  # activities named in one line, the newest first; all of them count

DIGITS, BLUR = 50, Decimal("1e-30")
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Hit:
    """An activity that a line counts, and what is left of it."""

    activity: int
    at: datetime
    title: str
    factor: float  # 1 when it is fresh


@dataclass(frozen=True)
class Line:
    """One line. `part` is fit or engagement; `kind` is rule or cap."""

    part: str
    kind: str
    label: str
    points: int
    rule: int | None = None
    each: int | None = None
    at_most: int | None = None
    cooling: str = ""
    count: int = 0
    weight: float = 0.0  # the factors of all hits together
    uncapped: int = 0  # what it would be without “at most”
    exegraphic: bool = False
    group: str = ""
    hits: list[Hit] = field(default_factory=list)

    @property
    def newest(self) -> datetime | None:
        """When it was last done."""
        return self.hits[0].at if self.hits else None


@dataclass(frozen=True)
class Step:
    """What is missing for the next band or the threshold, and what would bring it."""

    to: str
    missing: int
    ways: list[str]


@dataclass(frozen=True)
class Receipt:
    """A lead's score at an instant, by one version, with its reasons."""

    lead: int
    as_of: datetime
    version: int
    score: int
    fit: int
    engagement: int
    grade: str
    qualifies: bool
    threshold: int | None
    barred_for: str
    lines: list[Line]
    steps: list[Step]

    def lines_of(self, part: str) -> list[Line]:
        """The lines of fit or of engagement."""
        return [line for line in self.lines if line.part == part]

    def as_json(self) -> dict[str, Any]:
        """As programs read it: points with two decimals, instants as ISO 8601."""
        return {
            "lead": self.lead,
            "as_of": self.as_of.isoformat(),
            "model_version": self.version,
            "score": in_points(self.score),
            "fit": in_points(self.fit),
            "engagement": in_points(self.engagement),
            "grade": self.grade,
            "qualifies": self.qualifies,
            "threshold": in_points(self.threshold),
            "barred_for": self.barred_for,
            "lines": [line_as_json(line) for line in self.lines],
            "next": [{**asdict(step), "missing": in_points(step.missing)} for step in self.steps],
        }


@dataclass(frozen=True)
class Wording:
    """How a rule is called on a receipt."""

    label: str
    cooling: str = ""
    exegraphic: bool = False
    group: str = ""


def in_points(hundredths: int | None) -> float | None:
    """Points with two decimals."""
    return None if hundredths is None else round(hundredths / 100, 2)


def line_as_json(line: Line) -> dict[str, Any]:
    """One line as programs read it."""
    found: dict[str, Any] = {"part": line.part, "kind": line.kind, "label": line.label}
    found |= {"points": in_points(line.points), "rule": line.rule}
    if line.each is not None:
        found |= {
            "points_each": in_points(line.each),
            "at_most": in_points(line.at_most),
            "cooling": line.cooling,
            "count": line.count,
            "decay": round(line.weight, 9),
            "uncapped": in_points(line.uncapped),
            "activities": [
                {"id": hit.activity, "at": hit.at.isoformat(), "title": hit.title, "factor": round(hit.factor, 9)}
                for hit in line.hits
            ],
        }
    return found | {"exegraphic": line.exegraphic, "group": line.group}


def compose(
    plan: Plan,
    *,
    lead: int,
    as_of: datetime,
    traits: int,
    hits: dict[int, list[Hit]],
    words: dict[tuple[str, int], Wording],
    group_labels: tuple[Sequence[str], Sequence[str]],
) -> Receipt:
    """The receipt of a lead that has these traits and, by rule, these hits, all at or before the instant."""
    fit_lines = [fit_line(term, words["fit", term.rule]) for term in plan.fit if traits >> term.bit & 1]
    done = [
        engagement_line(term, words["engagement", term.rule], hits.get(term.rule, ()), as_of) for term in plan.terms
    ]
    counted = [(term, line) for term, line in zip(plan.terms, done, strict=True) if line.count]
    fit_parts = [(line.points, term.group) for term, line in zip(held(plan, traits), fit_lines, strict=True)]
    done_parts = [(line.points, term.group) for term, line in counted]
    fit_lines += cap_lines("fit", fit_parts, plan.fit_groups, group_labels[0], plan.fit_cap)
    lines = [line for _, line in counted]
    lines += cap_lines("engagement", done_parts, plan.engagement_groups, group_labels[1], plan.engagement_cap)
    fit, engagement = (sum(line.points for line in several) for several in (fit_lines, lines))
    standing = concluded(plan, traits, fit, engagement)
    least = next((least for bit, least in plan.thresholds if bit is None or traits >> bit & 1), None)
    barred = "" if standing.barred is None else plan.bars[standing.barred][1]
    return Receipt(
        lead, as_of, plan.version, fit + engagement, fit, engagement, standing.grade, standing.qualifies, least, barred,
        fit_lines + lines, steps(plan, standing, traits, dict(zip(plan.terms, done, strict=True)), words, least),
    )  # fmt: skip


def held(plan: Plan, traits: int) -> list[FitTerm]:
    """The fit rules whose conditions hold."""
    return [term for term in plan.fit if traits >> term.bit & 1]


def fit_line(term: FitTerm, word: Wording) -> Line:
    """A fit rule's line."""
    return Line("fit", "rule", word.label, term.points, term.rule, exegraphic=word.exegraphic, group=word.group)


def engagement_line(term: Term, word: Wording, hits: Iterable[Hit], as_of: datetime) -> Line:
    """An engagement rule's line, worked out from its hits."""
    with localcontext() as context:
        context.prec = DIGITS
        weighed = [
            (hit, left_of(term, as_of - hit.at))
            for hit in sorted(hits, key=lambda hit: (hit.at, hit.activity), reverse=True)
        ]
        weight = sum((left for _, left in weighed), Decimal(0))
        amount = uncapped = term.points * weight
        if term.at_most is not None:
            amount = max(Decimal(-term.at_most), min(amount, Decimal(term.at_most)))
        points, whole = nearest(amount), nearest(uncapped)
    return Line(
        "engagement",
        "rule",
        word.label,
        points,
        term.rule,
        each=term.points,
        at_most=term.at_most,
        cooling=word.cooling,
        count=len(weighed),
        weight=float(weight),
        uncapped=whole,
        group=word.group,
        hits=[replace(hit, factor=float(left)) for hit, left in weighed[:MOST_SHOWN]],
    )


def left_of(term: Term, age: timedelta) -> Decimal:
    """What is left of a hit of an age: by its half-life, or all of it. In as many digits as the context has."""
    if term.half_life is None:
        return Decimal(1)
    return Decimal(2) ** -(Decimal(age // MICROSECOND) / Decimal(round(term.half_life * 1_000_000)))


def nearest(amount: Decimal) -> int:
    """The nearest whole hundredth, a half to the even one; what so many digits still blur is put right first."""
    return int(amount.quantize(BLUR, ROUND_HALF_EVEN).quantize(Decimal(1), ROUND_HALF_EVEN))


def cap_lines(
    part: str, parts: Sequence[tuple[int, int | None]], groups: Sequence[int | None], labels: Sequence[str], cap: int
) -> list[Line]:
    """What the caps of groups, and the cap on all, take away or give back."""
    lines = []
    for place, most in enumerate(groups):
        own = sum(points for points, group in parts if group == place)
        if most is not None and abs(own) > most:
            difference = max(-most, min(own, most)) - own
            label = f"{labels[place]} counts at most {shown(most)}"
            lines.append(Line(part, "cap", label, difference, group=labels[place]))
    total = sum(points for points, _ in parts) + sum(line.points for line in lines)
    limited = max(0, min(total, cap))
    if limited != total:
        label = (
            f"{part.capitalize()} counts at most {shown(cap)}"
            if total > cap
            else f"{part.capitalize()} is never below 0"
        )
        lines.append(Line(part, "cap", label, limited - total))
    return lines


def shown(hundredths: int) -> str:
    """Points as they are read: “18”, “14.2”."""
    return f"{hundredths / 100:,.2f}".rstrip("0").rstrip(".")


def steps(
    plan: Plan,
    standing: Standing,
    traits: int,
    done: dict[Term, Line],
    words: dict[tuple[str, int], Wording],
    least: int | None,
) -> list[Step]:
    """What is missing for the next letter, the next digit and the threshold, and what would bring it."""
    found = []
    fits = [(term.points, words["fit", term.rule].label) for term in plan.fit if not traits >> term.bit & 1]
    by_fit = [f"{label} (+{shown(points)})" for points, label in sorted(fits, reverse=True) if points > 0][:3]
    letter = next(((start, name) for start, name in plan.letters if start > standing.fit), None)
    if letter and letter[0] <= plan.fit_cap and by_fit:
        found.append(Step(f"{letter[1]}{standing.grade[1]}", letter[0] - standing.fit, by_fit))
    digit = next(((start, name) for start, name in plan.digits if start > standing.engagement), None)
    if digit and digit[0] <= plan.engagement_cap:
        missing = digit[0] - standing.engagement
        ways = by_doing(done, missing)
        if ways:
            found.append(Step(f"{standing.grade[0]}{digit[1]}", missing, ways))
    if least is not None and standing.score < least:
        missing = least - standing.score
        found.append(Step("MQL", missing, (by_doing(done, missing) + by_fit)[:4]))
    return found


def by_doing(done: dict[Term, Line], missing: int) -> list[str]:
    """Signals that alone would bring the missing points, fewest hits first."""
    ways = []
    for term, line in done.items():
        room = math.inf if term.at_most is None else term.at_most - line.points
        times = math.ceil(missing / term.points) if term.points > 0 else 0
        if times and room >= missing:
            ways.append((times, line.label))
    return [f"{label}, {times} more" if times > 1 else f"{label}, once more" for times, label in sorted(ways)[:3]]


def cooling_in_words(half_life_days: int | None, window_days: int | None) -> str:
    """How a rule's points cool."""
    if half_life_days is not None:
        return f"halves every {half_life_days} {'day' if half_life_days == 1 else 'days'}"
    if window_days is not None:
        return f"counts for {window_days} {'day' if window_days == 1 else 'days'}"
    return "never cools"


def in_window(window_days: int | None, at: datetime, as_of: datetime) -> bool:
    """Whether a hit still counts; the edge of the window does."""
    return window_days is None or (as_of - at).total_seconds() <= window_days * DAY
