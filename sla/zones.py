"""Time zones as stretches of constant offset, so that everything between two changes is plain counting."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MICRO = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# No zone changes its offset and changes it back within this time (the shortest are Freetown in 1939, just
# under four days, and Recife in 2000, just under seven); tests/rules/test_clock_zones.py reads them all.
STEP = 3 * 86_400
# Offsets are looked up, and kept, in pieces of 180 days.
PIECE = 60 * STEP
FIRST = -62_135_596_800 * MICRO  # 0001-01-01T00:00:00Z
LAST = 253_402_300_800 * MICRO - 1  # 9999-12-31T23:59:59.999999Z
# Two days inside the years Python knows, so that a local reading always exists.
LOWEST, HIGHEST = FIRST // MICRO + 2 * 86_400, LAST // MICRO - 2 * 86_400


def stretches(zone: str, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield (begin, end, offset) over [begin, end), each at most 180 days; all in microseconds, UTC based."""
    while begin < end:
        starts, offsets, stop = _piece(zone, begin // (PIECE * MICRO))
        at = bisect_right(starts, begin) - 1
        for nth in range(at, len(starts)):
            until = min(starts[nth + 1] if nth + 1 < len(starts) else stop, end)
            yield begin, until, offsets[nth]
            begin = until
            if begin >= end:
                return


@lru_cache(maxsize=32_768)
def _piece(zone: str, number: int) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    tz = ZoneInfo(zone)
    first = number * PIECE
    changes = [(first, _offset(tz, first))]
    for at in range(first, first + PIECE, STEP):
        changes += _changes(tz, at, changes[-1][1], at + STEP, _offset(tz, at + STEP))
    kept = [change for change in changes if change[0] < first + PIECE]
    starts = tuple(at * MICRO for at, _ in kept)
    return starts, tuple(offset * MICRO for _, offset in kept), (first + PIECE) * MICRO


def _changes(tz: ZoneInfo, low: int, was: int, high: int, to: int) -> list[tuple[int, int]]:
    """Halve (low, high] until each change of offset is known to the second: [(instant, new offset), …]."""
    if was == to:
        return []
    if high - low == 1:
        return [(high, to)]
    middle = (low + high) // 2
    between = _offset(tz, middle)
    return _changes(tz, low, was, middle, between) + _changes(tz, middle, between, high, to)


def _offset(tz: ZoneInfo, second: int) -> int:
    instant = EPOCH + timedelta(seconds=min(max(second, LOWEST), HIGHEST))
    offset = instant.astimezone(tz).utcoffset()
    return 0 if offset is None else offset.days * 86_400 + offset.seconds


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name."""
    try:
        return bool(name) and bool(ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        return False
