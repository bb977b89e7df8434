"""Writes docs/sla-vectors.json: the questions from here, the answers from the oracle, none from the clock.

python -m tests.rules.clock_vectors > docs/sla-vectors.json
"""

import json
import sys
from datetime import datetime, timedelta

from tests.rules.clock_oracle import DAYS, MinuteWalk
from tests.rules.clock_questions import CALENDARS, CHANGES, DUE, ELAPSED, PAUSED, REFUSED, SPANS

NOTE = (
    "Answers come from a walk along the wall clock, minute by minute, that shares no code with the clock it "
    "checks. Instants are UTC, lengths in seconds; a block or closure whose end is not later than its start "
    "ends on the next day. Meaning: docs/sla-clock.md."
)


def written():
    cases = [*changes(), *listed()]
    for nth, case in enumerate(cases, 1):
        case["id"] = f"{case['ask']}-{nth:03}"
    return {
        "about": NOTE,
        "tz_database": "2025b to 2026f",
        "calendars": {name: calendar | {"week": week_of(calendar)} for name, calendar in CALENDARS.items()},
        "cases": [{"id": case.pop("id"), **case} for case in cases],
    }


def week_of(calendar):
    """The week in full: "mon-fri" stands for five days."""
    week = {}
    for days, blocks in calendar.get("week", {}).items():
        first, _, last = days.partition("-")
        for day in DAYS[DAYS.index(first) : DAYS.index(last or first) + 1]:
            week.setdefault(day, []).extend(blocks)
    return week


def changes():
    """Around each change of the clocks: what is open, deadlines over it, and time passed over it."""
    for name, change, story in CHANGES:
        at = parsed(change)
        yield answered("spans", name, f"{story}: open time two days about", hours(at, -24), end=hours(at, 24))
        for before, allowed in ((30, 4), (26, 26), (3, 1.5), (0.25, 1)):
            about = f"{story}: {allowed:g} h allowed from {before:g} h before"
            yield answered("due", name, about, hours(at, -before), allowed=allowed * 3600)
        yield answered("elapsed", name, f"{story}: 36 h about it", hours(at, -18), end=hours(at, 18))
        yield answered("elapsed", name, f"{story}: one hour from it", at, end=hours(at, 1))


def listed():
    for name, about, start, allowed in DUE:
        yield answered("due", name, about, parsed(start), allowed=allowed)
    for name, about, start, end in ELAPSED:
        yield answered("elapsed", name, about, parsed(start), end=parsed(end))
    for name, about, start, end in SPANS:
        yield answered("spans", name, about, parsed(start), end=parsed(end))
    for name, about, start, allowed, pauses in PAUSED:
        yield answered("due", name, about, parsed(start), allowed=allowed, pauses=pauses)
    for name, about, start, allowed, error in REFUSED:
        case = {"about": about, "ask": "due", "calendar": name, "start": start, "allowed_seconds": allowed}
        yield case | {"error": error}


def answered(ask, name, about, start, *, end=None, allowed=None, pauses=()):
    calendar = CALENDARS[name] | {"week": week_of(CALENDARS[name])}
    held = [(parsed(a), parsed(b)) for a, b in pauses]
    case = {"about": about, "ask": ask, "calendar": name, "start": text(start)}
    if pauses:
        case["pauses"] = [list(pause) for pause in pauses]
    if ask == "due":
        answer, days = None, 2
        while answer is None:
            days *= 2
            answer = MinuteWalk(calendar, start, days, held).due(start, timedelta(seconds=allowed))
        return case | {"allowed_seconds": number(allowed), "due": text(answer)}
    walk = MinuteWalk(calendar, start, (end - start) / timedelta(days=1) + 0.01, held)
    if ask == "elapsed":
        return case | {"end": text(end), "elapsed_seconds": number(walk.elapsed(start, end).total_seconds())}
    return case | {"end": text(end), "spans": [[text(a), text(b)] for a, b in walk.spans(start, end)]}


def parsed(instant):
    return datetime.fromisoformat(instant)


def text(instant):
    return instant.isoformat().replace("+00:00", "Z")


def hours(instant, count):
    return instant + timedelta(hours=count)


def number(value):
    return int(value) if value == int(value) else value


def lines(vectors):
    """One calendar and one case a line, so that a change of one shows as one."""
    rows = {"calendars": vectors["calendars"], "cases": vectors["cases"]}
    head = {key: value for key, value in vectors.items() if key not in rows}
    calendars = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in rows["calendars"].items())
    cases = ",\n".join(f"  {json.dumps(case)}" for case in rows["cases"])
    opening = json.dumps(head, indent=1).removesuffix("\n}")
    return f'{opening},\n "calendars": {{\n{calendars}\n }},\n "cases": [\n{cases}\n ]\n}}\n'


if __name__ == "__main__":
    sys.stdout.write(lines(written()))
