"""Sums and what follows from them: rates with their intervals. Pure."""

import math
from dataclasses import dataclass
from typing import Any

Z = 1.96  # 95 in 100
MANIFOLD = 9  # a number that is ten times what it was is not told in percent


@dataclass
class Sums:
    """How many, in a period or of a cohort; revenue in hundredths."""

    entered: int = 0
    mql: int = 0
    sal: int = 0
    sql: int = 0
    won: int = 0
    lost: int = 0
    disqualified: int = 0
    rejected: int = 0
    recycled: int = 0
    revenue: int = 0
    unflagged: int = 0
    open: int = 0

    def add(self, name: str, amount: int) -> None:
        """Add to one of them."""
        setattr(self, name, getattr(self, name) + amount)

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(mine + theirs for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True)))

    def __bool__(self) -> bool:
        return any(vars(self).values())

    @property
    def answered(self) -> int:
        """Passes that sales took or refused."""
        return self.sal + self.rejected

    @property
    def acceptance(self) -> "Rate":
        """Accepted, of those answered."""
        return Rate(self.sal, self.answered)

    @property
    def mql_rate(self) -> "Rate":
        """MQL, of the leads that entered."""
        return Rate(self.mql, self.entered)

    @property
    def sal_rate(self) -> "Rate":
        """SAL of MQL."""
        return Rate(self.sal, self.mql)

    @property
    def sql_rate(self) -> "Rate":
        """SQL of SAL."""
        return Rate(self.sql, self.sal)

    @property
    def won_rate(self) -> "Rate":
        """Won of SQL."""
        return Rate(self.won, self.sql)

    @property
    def mql_to_sql(self) -> "Rate":
        """SQL of MQL: what sales made of what marketing passed on."""
        return Rate(self.sql, self.mql)

    @property
    def mql_to_won(self) -> "Rate":
        """Won of MQL."""
        return Rate(self.won, self.mql)

    @property
    def lead_to_won(self) -> "Rate":
        """Won of all leads."""
        return Rate(self.won, self.entered)

    @property
    def ratio(self) -> str:
        """MQL : SQL as people say it."""
        return f"{self.mql / self.sql:.1f} : 1" if self.sql else "–"

    @property
    def deal(self) -> float | None:
        """The mean amount of a win, in hundredths."""
        return self.revenue / self.won if self.won > 0 and self.revenue else None


@dataclass(frozen=True)
class Rate:
    """So many of so many; with nothing below it has no value."""

    some: int
    of: int

    @property
    def value(self) -> float | None:
        """The ratio, between 0 and 1 as far as flows allow."""
        return self.some / self.of if self.of > 0 else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval at 95 in 100; none where the counts are not a part of a whole."""
        return wilson(self.some, self.of)

    @property
    def text(self) -> str:
        """As a percentage."""
        return "–" if self.value is None else f"{self.value * 100:.0f}%"

    @property
    def between(self) -> str:
        """The interval in words."""
        ends = self.interval
        return f"{ends[0] * 100:.0f}–{ends[1] * 100:.0f}%" if ends else ""

    @property
    def is_thin(self) -> bool:
        """Whether there is too little to go by."""
        return self.of < 30  # noqa: PLR2004

    def points(self, before: "Rate") -> int | None:
        """How many points more than before."""
        if self.value is None or before.value is None:
            return None
        return round(self.value * 100) - round(before.value * 100)


def wilson(some: int, of: int, z: float = Z) -> tuple[float, float] | None:
    """Wilson's score interval of a share."""
    if of <= 0 or not 0 <= some <= of:
        return None
    share, room = some / of, z * z / of
    centre = (share + room / 2) / (1 + room)
    half = z / (1 + room) * math.sqrt(share * (1 - share) / of + room / (4 * of))
    return max(0.0, centre - half), min(1.0, centre + half)


def change(now: float | None, before: float | None) -> dict[str, Any]:
    """How a number moved: {"way", "text"}; nothing where there is nothing to compare."""
    if now is None or not before or before <= 0:
        return {}
    part = (now - before) / before
    if abs(part) < 0.005:  # noqa: PLR2004
        return {"way": "", "text": "as before"}
    if part >= MANIFOLD:
        return {"way": "up", "text": f"{now / before:,.0f} times"}
    return {"way": "up" if part > 0 else "down", "text": f"{abs(part) * 100:.0f}%"}
