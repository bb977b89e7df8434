"""The published cases of docs/sla-vectors.json, and what differs when this clock answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sla.clock import Calendar, Closure, NeverOpen, due, elapsed, spans

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SECOND = timedelta(seconds=1)
REFUSALS = {"NeverOpen": NeverOpen, "ValueError": ValueError}


def check(vectors: Mapping[str, Any]) -> list[str]:
    """Answer every case and return one sentence per difference: none means the clock agrees."""
    calendars = {name: calendar_of(written) for name, written in vectors["calendars"].items()}
    found = [differs(case, calendars[case["calendar"]]) for case in vectors["cases"]]
    return [sentence for sentence in found if sentence]


def calendar_of(written: Mapping[str, Any]) -> Calendar:
    """Read a calendar as the vectors write it. Raises `ValueError` (`BadCalendar` among them)."""
    days = written.get("week", {}).items()
    week = {WEEKDAYS.index(day): [(begin, end) for begin, end in blocks] for day, blocks in days}
    closures = [closure_of(closure) for closure in written.get("closures", ())]
    return Calendar(written["zone"], week, closures, always_open=written.get("always_open", False))


def closure_of(written: Mapping[str, str]) -> tuple[Any, ...] | Closure:
    on, name = date.fromisoformat(written["on"]), written.get("name", "")
    return (on, written["from"], written["to"], name) if "from" in written else Closure(on, name=name)


def differs(case: Mapping[str, Any], calendar: Calendar) -> str:
    """Return what is wrong with the answer to one case, or nothing."""
    wanted = case.get("due", case.get("elapsed_seconds", case.get("spans", case.get("error"))))
    try:
        given = ASKED[case["ask"]](case, calendar)
    except (NeverOpen, ValueError) as refusal:
        kind = REFUSALS.get(case.get("error", ""))
        given = case["error"] if kind and isinstance(refusal, kind) else f"{refusal!r}"
    return "" if given == wanted else f"{case['id']} {case['about']}: expected {wanted}, not {given}"


def _due(case: Mapping[str, Any], calendar: Calendar) -> str:
    start, pauses = _instant(case["start"]), _pauses(case)
    return _written(due(start, timedelta(seconds=case["allowed_seconds"]), calendar, pauses=pauses))


def _elapsed(case: Mapping[str, Any], calendar: Calendar) -> float:
    ran = elapsed(_instant(case["start"]), _instant(case["end"]), calendar, pauses=_pauses(case))
    return ran // SECOND if not ran % SECOND else ran / SECOND


def _spans(case: Mapping[str, Any], calendar: Calendar) -> list[list[str]]:
    found = spans(_instant(case["start"]), calendar, until=_instant(case["end"]))
    return [[_written(begin), _written(end)] for begin, end in found]


ASKED: Mapping[str, Callable[[Mapping[str, Any], Calendar], object]] = {
    "due": _due,
    "elapsed": _elapsed,
    "spans": _spans,
}


def _pauses(case: Mapping[str, Any]) -> list[tuple[datetime, datetime]]:
    return [(_instant(begin), _instant(end)) for begin, end in case.get("pauses", ())]


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
