"""Where the offsets change: the search by steps of days against the files of the time zone database."""

import struct
from functools import cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import TZPATH, available_timezones

import pytest

from sla.zones import MICRO, STEP, stretches
from tests.rules.clock_worlds import ZONES


def compiled(zone):
    """The TZif file that `zoneinfo` would read."""
    for folder in TZPATH:
        if (path := Path(folder, zone)).is_file():
            return path.read_bytes()
    return files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()


@cache
def changes(zone):
    """(instant, offset before, offset after) in seconds, read after RFC 9636 from the 64-bit block."""
    data = compiled(zone)
    utcs, walls, leaps, times, types, letters = struct.unpack_from(">6l", data, 20)
    at = 44 + times * 5 + types * 6 + letters + leaps * 8 + walls + utcs
    times, types = struct.unpack_from(">2l", data, at + 32)
    instants = struct.unpack_from(f">{times}q", data, at + 44)
    kinds = struct.unpack_from(f">{times}B", data, at + 44 + 8 * times)
    offsets = [struct.unpack_from(">l", data, at + 44 + 9 * times + 6 * nth)[0] for nth in range(types)]
    found, was = [], offsets[0]
    for instant, kind in zip(instants, kinds, strict=True):
        if offsets[kind] != was:
            found.append((instant, was, offsets[kind]))
        was = offsets[kind]
    return found


def test_no_zone_changes_and_changes_back_within_a_step():
    shortest = {}
    for zone in available_timezones():
        known = changes(zone)
        for (at, was, _), (back, _, to) in zip(known, known[1:], strict=False):
            if was == to:
                shortest[zone] = min(back - at, shortest.get(zone, back - at))
    assert len(shortest) > 300
    assert min(shortest.values()) > STEP


def test_a_microsecond_on_either_side_of_a_change_has_its_own_offset():
    change = 1_761_440_400 * MICRO  # Berlin, 2025-10-26T01:00:00Z
    assert list(stretches("Europe/Berlin", change - 1, change + 1)) == [
        (change - 1, change, 7200 * MICRO),
        (change, change + 1, 3600 * MICRO),
    ]


@pytest.mark.parametrize("zone", [*ZONES, "Africa/Freetown", "America/Juneau", "Asia/Manila"])
def test_every_change_on_file_is_found_to_the_second(zone):
    known = [change for change in changes(zone) if change[0] > -6_000_000_000] or [(0, 0, 0)]
    begin, end = (known[0][0] - 1) * MICRO, (known[-1][0] + 1) * MICRO
    found, was, joined = [], None, begin
    for first, last, offset in stretches(zone, begin, end):
        assert first == joined
        assert last > first
        if was is not None and offset != was:
            found.append((first // MICRO, was // MICRO, offset // MICRO))
        was, joined = offset, last
    assert joined == end
    assert found == [change for change in known if change[1] != change[2]]
