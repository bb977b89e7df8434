"""The clock: when something is due, and how much working time has passed.

An instant is open if the wall clock of the calendar's zone reads an open time at it. The clock runs while
it is open and not paused, and counts real elapsed time: a block that a change of the clocks makes an hour
shorter or longer counts an hour less or more. docs/sla-clock.md gives the meaning in full and its sources,
docs/sla-vectors.json the cases to check it by.

Instants come in aware, of any zone, and go out in UTC, exact to the microsecond. Inside, an instant is a
whole number of microseconds since 1970, and the steps go from one change of the zone's offset to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sla.calendars import BadCalendar, Calendar, Closure
from sla.hours import DAY, FOREVER, without
from sla.zones import EPOCH, FIRST, LAST, stretches

__all__ = ["BadCalendar", "Calendar", "Closure", "NeverOpen", "due", "elapsed", "spans"]

Pause = tuple[datetime, datetime]
Span = tuple[datetime, datetime]

MICROSECOND = timedelta(microseconds=1)
TEN_YEARS = 3_653 * DAY


class NeverOpen(Exception):
    """Nothing opens within ten years of the point from which the clock looks."""


def due(start: datetime, allowed: timedelta, calendar: Calendar, *, pauses: Iterable[Pause] = ()) -> datetime:
    """Return the instant (UTC) at which `allowed` of running time has passed since `start`.

    A start outside open time counts from the next opening. If what is left fits an open stretch exactly, the
    closing instant is the answer, not the next opening. With nothing allowed it is `start`, or the next
    instant at which the clock runs. `pauses` are (begin, end) pairs during which the clock stands still.

    Raises `NeverOpen` if nothing opens within ten years (3,653 days); `ValueError` for naive instants, a
    negative `allowed`, a pause that ends before it begins, and an answer past the year 9999.
    """
    at, left = instant(start, "start"), allowed // MICROSECOND
    if left < 0:
        raise ValueError(f"The time allowed cannot be negative ({allowed}).")
    if not calendar.hours.total:
        raise never(at)
    if left <= LAST - at:
        for begin, end in without((at, LAST), held(pauses)):
            reached, left = _reach(begin, end, left, calendar)
            if reached is not None:
                return moment(reached)
    raise ValueError(f"{allowed} of working time after {start.isoformat()} is past the year 9999.")


def elapsed(start: datetime, end: datetime, calendar: Calendar, *, pauses: Iterable[Pause] = ()) -> timedelta:
    """Return how long the clock ran between two instants.

    The inverse of `due`: `elapsed(start, due(start, d, calendar), calendar) == d`. A calendar that is never
    open gives zero. Raises `ValueError` for naive instants, an `end` before its `start`, and a pause that
    ends before it begins.
    """
    begin, until = instant(start, "start"), instant(end, "end")
    if until < begin:
        raise ValueError(f"The end ({end.isoformat()}) lies before the start ({start.isoformat()}).")
    hours, ran = calendar.hours, 0
    for free, paused in without((begin, until), held(pauses)):
        for first, last, offset in _stretches(free, paused, calendar):
            ran += hours.before(last + offset) - hours.before(first + offset)
    return timedelta(microseconds=ran)


def spans(start: datetime, calendar: Calendar, *, until: datetime | None = None) -> Iterator[Span]:
    """Yield the open spans from `start` on as (begin, end) in UTC, joined where one follows on another.

    Goes on to `until`, which cuts the last span and never raises, or without it to the end of the year 9999.
    Raises `NeverOpen` if nothing opens within ten years of a closing; `ValueError` for naive instants.
    """
    begin = instant(start, "start")
    end, patience = (LAST, TEN_YEARS) if until is None else (instant(until, "until"), FOREVER)
    opened = closed = begin
    for opening, closing in _pieces(begin, end, calendar, patience=patience):
        if opening > closed:
            if opened < closed:
                yield moment(opened), moment(closed)
            opened = opening
        closed = closing
    if opened < closed:
        yield moment(opened), moment(closed)
    if closed + patience < end:
        raise never(closed)


def instant(at: datetime, what: str) -> int:
    """Return an aware datetime as microseconds since 1970 (UTC)."""
    if at.utcoffset() is None:
        raise ValueError(f"The {what} needs a time zone: {at.isoformat()} is another instant in each.")
    since = at - EPOCH
    micros = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    if not FIRST <= micros <= LAST:
        raise ValueError(f"The {what} ({at.isoformat()}) is outside the years 1 to 9999 in UTC.")
    return micros


def moment(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def never(since: int) -> NeverOpen:
    return NeverOpen(f"Nothing opens within ten years of {moment(since).isoformat()}.")


def held(pauses: Iterable[Pause]) -> list[tuple[int, int]]:
    """Return the pauses in microseconds."""
    pairs = [(instant(begin, "pause"), instant(end, "end of the pause")) for begin, end in pauses]
    for begin, end in pairs:
        if end < begin:
            raise ValueError(f"A pause ends ({moment(end)}) before it begins ({moment(begin)}).")
    return pairs


def _reach(begin: int, end: int, left: int, calendar: Calendar) -> tuple[int | None, int]:
    """Run the clock over [begin, end): the instant at which nothing is left, or None and what is left."""
    hours, quiet = calendar.hours, begin
    for first, last, offset in _stretches(begin, end, calendar):
        done = hours.before(first + offset)
        gain = hours.before(last + offset) - done
        if last - quiet > TEN_YEARS:
            opening = hours.opens(first + offset) - offset if gain else last
            if opening - quiet > TEN_YEARS:
                raise never(quiet)
        if gain and left <= gain:
            reading = hours.reached(done + left) if left else hours.opens(first + offset)
            return reading - offset, 0
        if gain:
            left -= gain
            quiet = hours.reached(done + gain) - offset
    return None, left


def _pieces(begin: int, end: int, calendar: Calendar, *, patience: int) -> Iterator[tuple[int, int]]:
    """Yield open stretches in order, cut where the offset changes; stop when none comes for too long."""
    hours, quiet = calendar.hours, begin
    for first, last, offset in _stretches(begin, end, calendar) if hours.total else ():
        at, stop = first + offset, last + offset
        while at < stop and (opening := hours.opens(at)) < stop:
            if opening - offset - quiet > patience:
                return
            at = min(hours.closes(opening), stop)
            quiet = at - offset
            yield opening - offset, quiet
        if last - quiet > patience:
            return


def _stretches(begin: int, end: int, calendar: Calendar) -> Iterator[tuple[int, int, int]]:
    """Yield (begin, end, offset); the offset no longer matters once a calendar stays open for good."""
    hours = calendar.hours
    if hours.full:
        last = hours.reopened[-1] + 2 * DAY if hours.reopened else begin
        yield from stretches(calendar.zone, begin, min(last, end))
        begin = max(begin, last)
        if begin < end:
            yield begin, end, 0
    else:
        yield from stretches(calendar.zone, begin, end)
