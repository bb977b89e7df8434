"""Open hours along the wall clock: a week that repeats, less the closures, measured without walking.

Everything here is a whole number of microseconds. A reading is the wall clock's date and time counted from
1970-01-01 00:00 as it stands on the wall, with no zone; `sla.zones` turns readings into instants.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate, pairwise

DAY = 86_400_000_000
WEEK = 7 * DAY
MONDAY = -3 * DAY  # 1969-12-29, the Monday before the first reading
FOREVER = 1 << 80

Stretch = tuple[int, int]


class Hours:
    """What is open before any reading, and the way back from an amount to the reading that reaches it."""

    __slots__ = ("begins", "closed", "ends", "full", "levels", "lost", "opened", "reopened", "total")

    def __init__(self, week: Iterable[Stretch], *, closures: Iterable[Stretch]) -> None:
        """`week`: open stretches counted from Monday 00:00; `closures`: stretches of readings."""
        blocks = merged(part for block in week for part in wrapped(block))
        self.begins = [begin for begin, _ in blocks]
        self.ends = [end for _, end in blocks]
        self.opened = list(accumulate((end - begin for begin, end in blocks), initial=0))
        self.total = self.opened[-1]
        self.full = self.total == WEEK
        shut = merged(closures)
        self.closed = [begin for begin, _ in shut]
        self.reopened = [end for _, end in shut]
        # lost[i]: open time of the bare week that the first i closures take away;
        # levels[i]: what is open before closure i, where the measure stands still.
        self.lost = list(accumulate((self._bare(end) - self._bare(begin) for begin, end in shut), initial=0))
        self.levels = [self._bare(begin) - lost for begin, lost in zip(self.closed, self.lost, strict=False)]

    def before(self, reading: int) -> int:
        """Return the open time before `reading`; only differences mean anything."""
        nth = bisect_right(self.closed, reading)
        if nth and reading < self.reopened[nth - 1]:
            return self.levels[nth - 1]
        return self._bare(reading) - self.lost[nth]

    def reached(self, amount: int) -> int:
        """Return the earliest reading that has `amount` before it: a closing time when it fits exactly."""
        bare = amount + self.lost[bisect_left(self.levels, amount)]
        weeks, rest = divmod(bare - 1, self.total)
        nth = bisect_left(self.opened, rest + 1) - 1
        return MONDAY + weeks * WEEK + self.begins[nth] + rest + 1 - self.opened[nth]

    def opens(self, reading: int) -> int:
        """Return the first open reading from `reading` on, itself included."""
        level = self.before(reading)
        weeks, rest = divmod(level + self.lost[bisect_right(self.levels, level)], self.total)
        nth = bisect_right(self.opened, rest) - 1
        return MONDAY + weeks * WEEK + self.begins[nth] + rest - self.opened[nth]

    def closes(self, reading: int) -> int:
        """Return where the stretch around an open `reading` ends, at the latest with its week."""
        nth = bisect_right(self.closed, reading)
        shut = self.closed[nth] if nth < len(self.closed) else FOREVER
        if self.full:
            return shut
        weeks, rest = divmod(reading - MONDAY, WEEK)
        return min(shut, MONDAY + weeks * WEEK + self.ends[bisect_right(self.begins, rest) - 1])

    def _bare(self, reading: int) -> int:
        """Return the open time before `reading` as if there were no closures."""
        weeks, rest = divmod(reading - MONDAY, WEEK)
        nth = bisect_right(self.begins, rest) - 1
        if nth < 0:
            return weeks * self.total
        return weeks * self.total + self.opened[nth] + min(rest, self.ends[nth]) - self.begins[nth]


def wrapped(block: Stretch) -> list[Stretch]:
    """Cut a block that runs past Sunday midnight in two, the second part on Monday."""
    begin, end = block
    return [block] if end <= WEEK else [(begin, WEEK), (0, end - WEEK)]


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Sort stretches and join those that overlap or touch; empty ones are dropped."""
    joined: list[Stretch] = []
    for begin, end in sorted(stretches):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif begin < end:
            joined.append((begin, end))
    return joined


def without(whole: Stretch, holes: Iterable[Stretch]) -> list[Stretch]:
    """Return what is left of `whole` between the holes."""
    begin, end = whole
    edges = [(begin, begin), *merged((max(a, begin), min(b, end)) for a, b in holes), (end, end)]
    return [(done, upto) for (_, done), (upto, _) in pairwise(edges) if done < upto]
