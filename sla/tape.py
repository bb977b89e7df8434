"""Why is it due then? The way from start to deadline, cut into what the clock did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sla.calendars import Calendar
from sla.clock import Pause, held, instant, moment, spans
from sla.hours import without
from sla.zones import stretches

Kind = Literal["running", "closed", "holiday", "paused"]
Strip = tuple[int, int, Kind, str]


@dataclass(frozen=True)
class Segment:
    """A stretch (UTC) in which the clock ran, or the reason why it did not; `name` is the holiday's."""

    kind: Kind
    begin: datetime
    end: datetime
    name: str = ""

    @property
    def length(self) -> timedelta:
        return self.end - self.begin


def tape(start: datetime, due: datetime, calendar: Calendar, *, pauses: Iterable[Pause] = ()) -> list[Segment]:
    """Return the segments from `start` to `due` in order, without gaps; neighbours differ.

    A pause covers whatever lies under it, a closure covers the weekly hours; the running segments add up to
    `elapsed(start, due, calendar, pauses=pauses)`. Raises `ValueError` as `elapsed` does.
    """
    begin, end = instant(start, "start"), instant(due, "deadline")
    if end < begin:
        raise ValueError(f"The deadline ({due.isoformat()}) lies before the start ({start.isoformat()}).")
    running = [(instant(a, "opening"), instant(b, "closing")) for a, b in spans(start, calendar, until=due)]
    strips: list[Strip] = [(a, b, "closed", "") for a, b in without((begin, end), running)]
    strips = sorted(strips + [(a, b, "running", "") for a, b in running])
    for closure in _closures(begin, end, calendar):
        strips = laid(strips, closure)
    for pause, resumed in held(pauses):
        strips = laid(strips, (pause, resumed, "paused", ""))
    return [Segment(kind, moment(a), moment(b), name) for a, b, kind, name in _joined(strips)]


def laid(strips: list[Strip], top: Strip) -> list[Strip]:
    """Lay one strip over the others, within their ends."""
    if not strips:
        return []
    begin, end = max(top[0], strips[0][0]), min(top[1], strips[-1][1])
    if begin >= end:
        return strips
    under = [(a, b, kind, name) for x, y, kind, name in strips for a, b in without((x, y), [(begin, end)])]
    return sorted([*under, (begin, end, top[2], top[3])])


def _closures(begin: int, end: int, calendar: Calendar) -> list[Strip]:
    """Return the closures as stretches of instants; where two overlap, the one listed first comes last."""
    found: list[Strip] = []
    for first, last, offset in stretches(calendar.zone, begin, end):
        for closure in reversed(calendar.closures):
            a, b = (max(closure.readings[0] - offset, first), min(closure.readings[1] - offset, last))
            if a < b:
                found.append((a, b, "holiday", closure.name))
    return found


def _joined(strips: list[Strip]) -> list[Strip]:
    joined: list[Strip] = []
    for strip in strips:
        if joined and joined[-1][2:] == strip[2:]:
            joined[-1] = (joined[-1][0], strip[1], strip[2], strip[3])
        else:
            joined.append(strip)
    return joined
