"""Hold the SLA clock against the minute-walking oracle, many thousand times.

    python -m benchmarks.clock_cases --cases 100000 --seed 7

Half of the cases start within 72 hours of a change of the zone's offset. Prints the first differences and
"100,000 checked, 0 wrong"; ends with an error if any is wrong.
"""

import argparse
import random
import sys
import time
from datetime import UTC, datetime, timedelta

from sla.clock import Calendar, NeverOpen, Pause, due, elapsed
from sla.vectors import calendar_of
from tests.rules.clock_oracle import DAYS, MinuteWalk, changes
from tests.rules.clock_worlds import ZONES

PER_WALK = 50  # questions asked of one calendar: the walk is what takes the time
SPAN = 9  # days walked, the first three before the point around which the starts lie


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    wanted = parser.parse_args()
    dice, began = random.Random(wanted.seed), time.perf_counter()
    checked = near = 0
    wrong: list[str] = []
    while checked < wanted.cases:
        at_change = checked // PER_WALK % 2 == 0
        cases = min(PER_WALK, wanted.cases - checked)
        wrong += walked(dice, cases=cases, at_change=at_change)
        checked, near = checked + cases, near + cases * at_change
    for sentence in wrong[:10]:
        print(sentence)
    took = time.perf_counter() - began
    print(f"{near:,} of them within 72 hours of a change of the clocks; seed {wanted.seed}, {took:.0f} s")
    print(f"{checked:,} checked, {len(wrong):,} wrong")
    return 1 if wrong else 0


def walked(dice: random.Random, *, cases: int, at_change: bool) -> list[str]:
    """Draw one calendar, walk it once, and ask `cases` questions."""
    zone = dice.choice([zone for zone in ZONES if changes(zone) or not at_change])
    odd = dice.random() < 0.02
    around = datetime(1950, 1, 1, tzinfo=UTC) + timedelta(minutes=dice.randrange(85 * 525_600))
    if at_change:
        around = dice.choice(changes(zone))
    days = 1.5 if odd or around.year < 1950 else SPAN
    written = drawn(dice, zone, around, odd=odd)
    pauses = paused(dice, around) if dice.random() < 0.3 else []
    walk = MinuteWalk(written, around - timedelta(days=days / 3), days, pauses)
    calendar = calendar_of(written)
    asked = [asked_once(dice, walk, calendar, pauses, days) for _ in range(cases)]
    return [f"{written} {pauses}: {sentence}" for sentence in asked if sentence]


def asked_once(dice: random.Random, walk: MinuteWalk, calendar: Calendar, pauses: list[Pause], days: float) -> str:
    """Ask for one deadline and one elapsed time; return what is wrong with the answers, or nothing."""
    start = walk.at(0) + timedelta(seconds=dice.randrange(int(days * 57_600)))
    if dice.random() < 0.2:
        start += timedelta(microseconds=dice.randrange(10**6))
    allowed = length(dice, days * 0.2)
    if dice.random() < 0.3:  # what fits exactly up to some instant: up to a closing, if that one is closed
        allowed = walk.elapsed(start, start + allowed)
    wanted, end = walk.due(start, allowed), walk.at(len(walk.opened) - 1)
    try:
        given = due(start, allowed, calendar, pauses=pauses)
    except NeverOpen:
        given = end
    if wanted is None:
        return "" if given >= end else f"due({start}, {allowed}) is {given}, not after {end}"
    if given != wanted:
        return f"due({start}, {allowed}) is {given}, not {wanted}"
    later = start + length(dice, days * 0.33)
    took, walked_for = elapsed(start, later, calendar, pauses=pauses), walk.elapsed(start, later)
    return "" if took == walked_for else f"elapsed({start}, {later}) is {took}, not {walked_for}"


def length(dice: random.Random, days: float) -> timedelta:
    """Minutes, seconds or microseconds, half of the time short; now and then nothing at all."""
    longest = int(days * 86_400 * (1 if dice.random() < 0.5 else 0.1))
    kind = dice.randrange(20)
    if kind == 0:
        return timedelta(0)
    if kind < 10:
        return timedelta(minutes=dice.randrange(longest // 60))
    return timedelta(seconds=dice.randrange(longest), microseconds=dice.randrange(10**6) if kind > 15 else 0)


def paused(dice: random.Random, around: datetime) -> list[Pause]:
    around = around.replace(second=0, microsecond=0)
    begins = [around + timedelta(minutes=dice.randrange(-1440, 4320)) for _ in range(dice.randrange(1, 4))]
    return [(begin, begin + timedelta(minutes=dice.randrange(1440))) for begin in begins]


def drawn(dice: random.Random, zone: str, around: datetime, *, odd: bool) -> dict:
    """A calendar as plain data: up to three blocks a day, some over midnight, and closures near by."""

    def wall() -> str:
        written = f"{dice.randrange(24):02}:{dice.choice([0, 0, 30, dice.randrange(60)]):02}"
        return f"{written}:{dice.randrange(60):02}" if odd else written

    def block() -> tuple[str, str]:
        return wall(), "24:00" if dice.random() < 0.1 else wall()

    closures = []
    for _ in range(dice.randrange(4)):
        closure = {"on": (around + timedelta(days=dice.randrange(-3, 8))).date().isoformat()}
        if dice.random() < 0.5:
            closure["from"], closure["to"] = block()
        closures.append(closure)
    week = {day: [block() for _ in range(dice.randrange(4))] for day in DAYS}
    return {"zone": zone, "week": week, "closures": closures, "always_open": dice.random() < 0.08}


if __name__ == "__main__":
    sys.exit(main())
