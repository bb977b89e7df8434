"""How fast the SLA clock is: a year's elapsed in milliseconds, 100,000 deadlines in seconds.

    python -m benchmarks.clock

Each figure stands beside its target and beside what the same machine took, in the same run, for the least
that any answer needs: reading the wall clock of an instant and making a datetime of the result.
"""

import platform
import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sla import zones
from sla.clock import Calendar, due, elapsed

DEADLINES = 100_000
YEAR = timedelta(days=365)
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
WEEK = {weekday: [("08:30", "12:00"), ("13:00", "17:30")] for weekday in range(5)}
ZONES = ["America/New_York", "Asia/Kolkata", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo"]


def main() -> None:
    dice = random.Random(1)
    starts = [BEGIN + timedelta(seconds=dice.randrange(2 * 31_536_000)) for _ in range(DEADLINES)]
    allowed = [timedelta(minutes=dice.choice([30, 60, 240, 1440])) for _ in range(DEADLINES)]
    calendars = [calendar(zone) for zone in ZONES] * (DEADLINES // len(ZONES))
    clocks = [ZoneInfo(zone) for zone in ZONES] * (DEADLINES // len(ZONES))

    print(f"Python {platform.python_version()}, {platform.machine()}; best of 3, one core")
    cold = best(lambda: [forgotten(zone) for zone in ZONES]) / len(ZONES)
    row("a year's elapsed, nothing remembered", cold * 1e3, "ms", target=1)
    years = [calendar(zone) for zone in ZONES]
    warm = best(lambda: [elapsed(BEGIN, BEGIN + YEAR, one) for one in years * 200]) / len(years) / 200
    row("a year's elapsed, the calendar known", warm * 1e3, "ms", target=1)
    took = best(lambda: [due(at, some, one) for at, some, one in zip(starts, allowed, calendars, strict=True)])
    row(f"{DEADLINES:,} deadlines in five zones", took, "s", target=3)
    floor = best(lambda: [at.astimezone(tz) + YEAR for at, tz in zip(starts, clocks, strict=True)])
    row(f"{DEADLINES:,} bare readings of the wall clock", floor, "s")
    print(f"a deadline costs {took / floor:.1f} bare readings, {took / DEADLINES * 1e6:.1f} microseconds")


def calendar(zone: str) -> Calendar:
    """Office hours with lunch and a dozen closures a year."""
    return Calendar(zone, WEEK, [date(year, month, 12) for year in (2025, 2026, 2027) for month in range(1, 13)])


def forgotten(zone: str) -> timedelta:
    zones._piece.cache_clear()
    return elapsed(BEGIN, BEGIN + YEAR, calendar(zone))


def best(work: Callable[[], object], *, times: int = 3) -> float:
    """Return the least of some runs, in seconds of processor time, so that other work does not count."""
    took = []
    for _ in range(times):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took)


def row(what: str, figure: float, unit: str, *, target: float | None = None) -> None:
    verdict = f"target under {target:g} {unit}: {'met' if figure < target else 'MISSED'}" if target else "the floor"
    print(f"{what:<44}{figure:>9.4f} {unit:<3} {verdict}")


if __name__ == "__main__":
    main()
