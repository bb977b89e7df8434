"""The arithmetic of a score: from the sums in a lead's slots and the traits it has to points, grade and standing.

Pure. All points are integers of hundredths. A contribution is rounded half-even to a hundredth, everything else is
sums and limits of integers, so that the lines of a receipt add up to the score.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

DAY = 86_400.0
FINE = 2.0**30  # what binary fractions blur is put right before rounding, so that a half is a half


def half_even(amount: float) -> int:
    """The nearest whole hundredth; a half goes to the even one."""
    return round(round(amount * FINE) / FINE) if abs(amount) < 1e15 else int(amount)


@dataclass(frozen=True, slots=True)
class Term:
    """An engagement rule, as it is counted: which slot, how much each, how much at most, how it cools."""

    rule: int
    slot: int
    points: int
    at_most: int | None = None
    half_life: float | None = None  # seconds
    landmark: float = 0.0  # seconds since 1970 at which the slot's sums are kept
    group: int | None = None  # place in Plan.engagement_groups

    def weight(self, kept: float, now: float) -> float:
        """What the slot's sum is worth at an instant."""
        if self.half_life is None:
            return kept
        return kept * 2.0 ** ((self.landmark - now) / self.half_life)

    def amount(self, weight: float) -> float:
        """The contribution before it is rounded."""
        amount = self.points * weight
        return amount if self.at_most is None else max(-self.at_most, min(amount, self.at_most))


@dataclass(frozen=True, slots=True)
class FitTerm:
    """A fit rule, as it is counted: the bit that says whether its condition holds, and its points."""

    rule: int
    bit: int
    points: int
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a model says of a lead at an instant."""

    fit: int
    engagement: int
    grade: str
    qualifies: bool
    barred: int | None = None  # place of the disqualifier

    @property
    def score(self) -> int:
        """Fit and engagement."""
        return self.fit + self.engagement


@dataclass(frozen=True)
class Plan:
    """One version of a model, ready to count with."""

    version: int
    fit: tuple[FitTerm, ...] = ()
    terms: tuple[Term, ...] = ()
    fit_groups: tuple[int | None, ...] = ()
    engagement_groups: tuple[int | None, ...] = ()
    fit_cap: int = 5000
    engagement_cap: int = 5000
    letters: tuple[tuple[int, str], ...] = ((0, "D"),)  # (from, letter), rising
    digits: tuple[tuple[int, str], ...] = ((0, "4"),)
    thresholds: tuple[tuple[int | None, int], ...] = ()  # (bit of the segment or None: everyone, at least)
    bars: tuple[tuple[int, str], ...] = ()  # (bit, label)
    from_letter: list[int] = field(init=False)
    from_digit: list[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "from_letter", [start for start, _ in self.letters])
        object.__setattr__(self, "from_digit", [start for start, _ in self.digits])


def limited(parts: Sequence[tuple[int, int | None]], groups: Sequence[int | None], cap: int) -> int:
    """Parts (points, place of their group), limited group by group and then in all to 0 … cap."""
    return max(0, min(grouped(parts, groups), cap))


def grouped(parts: Sequence[tuple[int, int | None]], groups: Sequence[int | None]) -> int:
    """The sum of parts, each group limited by its own cap."""
    if not groups:
        return sum(points for points, _ in parts)
    sums = [0] * len(groups)
    total = 0
    for points, group in parts:
        if group is None:
            total += points
        else:
            sums[group] += points
    for amount, most in zip(sums, groups, strict=True):
        total += amount if most is None else max(-most, min(amount, most))
    return total


def fit_of(plan: Plan, traits: int) -> int:
    """Fit points of a lead with these traits."""
    parts = [(term.points, term.group) for term in plan.fit if traits >> term.bit & 1]
    return limited(parts, plan.fit_groups, plan.fit_cap)


def raw_engagement(plan: Plan, slots: Sequence[float | None], now: float) -> int:
    """Engagement points before the cap on all of them."""
    parts = []
    for term in plan.terms:
        kept = slots[term.slot]
        if kept:
            parts.append((half_even(term.amount(term.weight(kept, now))), term.group))
    return grouped(parts, plan.engagement_groups)


def threshold_of(plan: Plan, traits: int) -> int | None:
    """From how many points on a lead with these traits may pass; None: never."""
    return next((least for bit, least in plan.thresholds if bit is None or traits >> bit & 1), None)


def bar_of(plan: Plan, traits: int) -> int | None:
    """The place of the first disqualifier that holds."""
    return next((place for place, (bit, _) in enumerate(plan.bars) if traits >> bit & 1), None)


def judge(plan: Plan, traits: int, slots: Sequence[float | None], now: float) -> Standing:
    """Points, grade and standing at an instant (seconds since 1970)."""
    return concluded(plan, traits, fit_of(plan, traits), raw_engagement(plan, slots, now))


def concluded(plan: Plan, traits: int, fit: int, raw: int) -> Standing:
    """What follows from fit and engagement."""
    engagement = max(0, min(raw, plan.engagement_cap))
    grade = plan.letters[max(0, bisect_right(plan.from_letter, fit) - 1)][1]
    grade += plan.digits[max(0, bisect_right(plan.from_digit, engagement) - 1)][1]
    least, barred = threshold_of(plan, traits), bar_of(plan, traits)
    passes = least is not None and fit + engagement >= least and barred is None
    return Standing(fit, engagement, grade, passes, barred)


def next_crossing(plan: Plan, traits: int, slots: Sequence[float | None], now: float) -> float | None:
    """An instant before which the lead crosses no band and no threshold by cooling alone; None: it never does.

    Never too late, and near a border exact: there it is the next instant at which any line changes by a hundredth.
    """
    cooling = [
        (term, term.amount(term.weight(kept, now)))
        for term in plan.terms
        if term.half_life is not None and (kept := slots[term.slot])
    ]
    cooling = [(term, amount) for term, amount in cooling if amount]
    if not cooling:
        return None
    raw = raw_engagement(plan, slots, now)
    below, above = room(plan, traits, raw)
    margin = len(plan.terms) / 2 + 1
    falls = [(term, amount) for term, amount in cooling if amount > 0]
    rises = [(term, -amount) for term, amount in cooling if amount < 0]
    soonest = min(span(falls, below, margin), span(rises, above, margin))
    if soonest == math.inf:
        return None
    step = min(next_step(term, slots[term.slot] or 0.0, now) for term, _ in cooling)
    return now + max(soonest, step)


def room(plan: Plan, traits: int, raw: int) -> tuple[float, float]:
    """How far engagement may fall, and rise, before a band or the threshold is crossed; infinite: it may."""
    fit, least = fit_of(plan, traits), threshold_of(plan, traits)
    borders = [start for start in plan.from_digit if 0 < start <= plan.engagement_cap]
    if least is not None and 0 < least - fit <= plan.engagement_cap:
        borders.append(least - fit)
    below = max((border for border in borders if border <= raw), default=None)
    above = min((border for border in borders if border > raw), default=None)
    return (math.inf if below is None else raw - below, math.inf if above is None else above - raw)


def span(cooling: Sequence[tuple[Term, float]], distance: float, margin: float) -> float:
    """In how many seconds amounts that cool can have moved by a distance at the earliest."""
    total = sum(amount for _, amount in cooling)
    away = distance - margin
    if distance == math.inf or total + margin <= distance:
        return math.inf
    if away <= 0:
        return 0.0
    half_life = min(term.half_life or math.inf for term, _ in cooling)
    return half_life * math.log2(total / (total - away)) if total > away else math.inf


def next_step(term: Term, kept: float, now: float) -> float:
    """In how many seconds a contribution next changes by a hundredth; at least a millisecond."""
    raw = abs(term.points * term.weight(kept, now))
    shown = abs(half_even(raw if term.at_most is None else min(raw, term.at_most)))
    if shown == 0 or raw <= 0:
        return math.inf
    # It shows one less once it is below the middle.
    return max(0.001, (term.half_life or 0.0) * math.log2(raw / (shown - 0.5)) + 1e-4)
