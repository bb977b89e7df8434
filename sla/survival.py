"""How long leads wait, those included whom nobody has answered yet: the Kaplan–Meier estimate, and its median and p90.

A wait that has not ended (still running, or the lead was handed back unanswered) says only “longer than this”.
Leaving such waits out flatters whoever leaves leads lying: the survival curve counts them for as long as they lasted.
Source: E. L. Kaplan and P. Meier, “Nonparametric estimation from incomplete observations”, JASA 53 (1958).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Shares of leads answered within an hour, within 1 to 24 hours, later, never: 2,241 US firms (Oldroyd, McElheran and
# Elkington, Harvard Business Review, March 2011). What is left unanswered after each:
BENCHMARK = ((3_600, 0.63), (86_400, 0.47))
NEVER = 0.23


@dataclass(frozen=True, order=True)
class Wait:
    """Seconds waited, and whether it ended with an answer."""

    seconds: float
    ended: bool = True


@dataclass(frozen=True)
class Curve:
    """The share still waiting just after each instant at which somebody was answered; 1 before the first."""

    at: tuple[float, ...]
    left: tuple[float, ...]
    count: int
    answered: int
    longest: float

    def still_waiting(self, seconds: float) -> float | None:
        """The share that waits longer; None beyond the longest wait that was seen."""
        if not self.count or seconds > self.longest:
            return self.left[-1] if self.left and self.left[-1] == 0 else None
        nth = bisect_right(self.at, seconds)
        return self.left[nth - 1] if nth else 1.0

    def quantile(self, share: float) -> float | None:
        """The time within which this share has been answered; None while fewer have been."""
        return next((at for at, left in zip(self.at, self.left, strict=True) if 1 - left >= share - 1e-12), None)

    @property
    def median(self) -> float | None:
        """Half have been answered by then."""
        return self.quantile(0.5)

    @property
    def p90(self) -> float | None:
        """Nine of ten have been answered by then."""
        return self.quantile(0.9)


def curve(waits: Iterable[Wait]) -> Curve:
    """The estimate from any number of waits. Answers count before waits that broke off at the same instant."""
    ordered = sorted(waits, key=lambda wait: (wait.seconds, not wait.ended))
    at: list[float] = []
    left: list[float] = []
    share, place, total = 1.0, 0, len(ordered)
    while place < total:
        seconds, risk, answered = ordered[place].seconds, total - place, 0
        while place < total and ordered[place].seconds == seconds:
            answered += ordered[place].ended
            place += 1
        if answered:
            share = share * (risk - answered) / risk
            at.append(seconds)
            left.append(share)
    answered_in_all = sum(wait.ended for wait in ordered)
    return Curve(tuple(at), tuple(left), total, answered_in_all, ordered[-1].seconds if ordered else 0.0)


GRID = (0, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 172_800, 345_600, 604_800, 1_209_600)


def shown(curve: Curve, grid: Sequence[int] = GRID) -> list[float | None]:
    """The curve at the grid's lengths of time."""
    return [curve.still_waiting(seconds) for seconds in grid]


def benchmark(grid: Sequence[int] = GRID) -> list[float | None]:
    """What is known of others, where it is known: nothing between the hours that were published."""
    found: list[float | None] = []
    for seconds in grid:
        known = [share for at, share in BENCHMARK if at <= seconds]
        found.append(1.0 if not seconds else known[-1] if known else None)
    if found:
        found[-1] = NEVER
    return found
