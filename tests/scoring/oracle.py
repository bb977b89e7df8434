"""A second opinion on scores, written from the house plan's section 6 and sharing no code with `scoring`.

Slow and plain: exact fractions where there are any, Decimal with fifty places where there are not.
"""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any

DAY = timedelta(days=1)


def weight(rule: dict[str, Any], at: datetime, t: datetime) -> Decimal:
    """What is left of a hit at an instant."""
    if at > t:
        return Decimal(0)
    if rule.get("window_days"):
        return Decimal(1) if t - at <= rule["window_days"] * DAY else Decimal(0)
    if rule.get("half_life_days"):
        micros = (t - at) // timedelta(microseconds=1)
        halvings = Decimal(micros) / Decimal(rule["half_life_days"] * 86_400 * 1_000_000)
        return Decimal(2) ** -halvings
    return Decimal(1)


def clamp(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """Inside both limits."""
    return min(max(value, low), high)


def rounded(points: Decimal) -> Decimal:
    """Two places, a half to the even."""
    # Fifty places stand in for exact numbers: what they blur is put right before a half is looked for.
    return points.quantize(Decimal("1e-30"), ROUND_HALF_EVEN).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def contribution(rule: dict[str, Any], ats: list[datetime], t: datetime) -> Decimal:
    """One engagement rule's line."""
    points = Decimal(rule["points"]) / 100 * sum((weight(rule, at, t) for at in ats), Decimal(0))
    if rule.get("at_most") is not None:
        most = Decimal(rule["at_most"]) / 100
        points = clamp(points, -most, most)
    return rounded(points)


def limited(lines: list[tuple[str, Decimal]], groups: dict[str, Any], cap: int) -> Decimal:
    """The sum of lines, every group inside its cap, and all of it between nothing and the cap."""
    total = Decimal(0)
    for key in {group for group, _ in lines}:
        own = sum((points for group, points in lines if group == key), Decimal(0))
        most = groups.get(key)
        total += own if most is None else clamp(own, -Decimal(most) / 100, Decimal(most) / 100)
    return clamp(total, Decimal(0), Decimal(cap) / 100)


def band(points: Decimal, starts: dict[str, int], lowest: str) -> str:
    """The best band that is reached."""
    reached = [(start, name) for name, start in starts.items() if points * 100 >= start]
    return max(reached)[1] if reached else lowest


def score(
    model: dict[str, Any], *, holds: list[bool], hits: dict[str, list[datetime]], t: datetime, barred: bool = False
) -> tuple[Decimal, str, bool]:
    """Score, grade and whether the lead qualifies.

    `holds` says for each fit rule whether its condition does; `hits` are the instants of each signal.
    """
    with localcontext() as context:
        context.prec = 50
        groups = {group["key"]: group["cap"] for group in model.get("groups", [])}
        fits = [
            (rule.get("group", ""), Decimal(rule["points"]) / 100)
            for rule, met in zip(model["fit_rules"], holds, strict=True)
            if met
        ]
        fit = limited(fits, groups, model["fit_cap"])
        done = [
            (rule.get("group", ""), contribution(rule, hits.get(rule["signal"], []), t))
            for rule in model["engagement_rules"]
        ]
        engagement = limited(done, groups, model["engagement_cap"])
        grade = band(fit, model["fit_bands"], "D") + band(engagement, model["engagement_bands"], "4")
        least = Decimal(model["thresholds"][0]["at_least"]) / 100
        return fit + engagement, grade, fit + engagement >= least and not barred
