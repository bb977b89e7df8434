"""The oracle of the clock: looks at the wall clock minute after minute and writes down what it reads.

Slow on purpose and made of nothing the clock is made of: it takes a calendar as plain data (the way
docs/sla-vectors.json writes one), asks `zoneinfo` what the wall clock shows, and counts.
"""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
START = datetime(1970, 1, 1, tzinfo=UTC)


def seconds(wall):
    """Seconds from midnight of "HH:MM" or "HH:MM:SS"; "24:00" is 86,400."""
    parts = [int(part) for part in wall.split(":")] + [0]
    return parts[0] * 3600 + parts[1] * 60 + parts[2]


class Wall:
    """One calendar's rule for a single reading of the wall clock."""

    def __init__(self, calendar):
        self.zone = ZoneInfo(calendar["zone"])
        self.always = calendar.get("always_open", False)
        week = calendar.get("week", {})
        self.blocks = [[(seconds(a), seconds(b)) for a, b in week.get(day, [])] for day in DAYS]
        self.closed = {}
        for closure in calendar.get("closures", []):
            on = date.fromisoformat(closure["on"])
            a, b = seconds(closure.get("from", "00:00")), seconds(closure.get("to", "24:00"))
            if b > a:
                self.closed.setdefault(on, []).append((a, b))
            else:
                self.closed.setdefault(on, []).append((a, 86_400))
                self.closed.setdefault(on + timedelta(days=1), []).append((0, b))
        edges = [edge for day in self.blocks for block in day for edge in block]
        edges += [edge for parts in self.closed.values() for part in parts for edge in part]
        self.whole_minutes = all(edge % 60 == 0 for edge in edges)

    def reads_open(self, local):
        """Is this reading (a datetime of the wall clock) open?"""
        clock = local.hour * 3600 + local.minute * 60 + local.second
        if self.closed and any(a <= clock < b for a, b in self.closed.get(local.date(), ())):
            return False
        if self.always:
            return True
        weekday = local.weekday()
        for a, b in self.blocks[weekday]:
            if a <= clock and (clock < b or b <= a):
                return True
        return any(b <= a and clock < b for a, b in self.blocks[weekday - 1])


class MinuteWalk:
    """`days` days of a calendar from a UTC minute on, read tick by tick.

    A tick is a minute where nothing can change inside one, and a second where it can: blocks or offsets with
    odd seconds. Pauses are pairs of datetimes on whole ticks.
    """

    def __init__(self, calendar, first, days, pauses=()):
        wall = Wall(calendar)
        self.first = int((first - START).total_seconds()) // 60 * 60
        until = self.first + int(days * 86_400)
        minutes = wall.whole_minutes and all(
            (START + timedelta(seconds=at)).astimezone(wall.zone).utcoffset().seconds % 60 == 0
            for at in range(self.first, until, 3600)
        )
        self.tick = 60 if minutes else 1
        held = [tuple(int((edge - START).total_seconds()) for edge in pause) for pause in pauses]
        self.opened = [0]  # opened[i]: open ticks among the first i
        for at in range(self.first, until, self.tick):
            local = (START + timedelta(seconds=at)).astimezone(wall.zone)
            running = wall.reads_open(local) and not (held and any(a <= at < b for a, b in held))
            self.opened.append(self.opened[-1] + running)

    def before(self, at):
        """Microseconds open between the first tick and `at`."""
        past = (at - START - timedelta(seconds=self.first)) // timedelta(microseconds=1)
        whole, rest = divmod(past, self.tick * 1_000_000)
        inside = rest if rest and self.opened[whole + 1] > self.opened[whole] else 0
        return self.opened[whole] * self.tick * 1_000_000 + inside

    def elapsed(self, start, end):
        return timedelta(microseconds=self.before(end) - self.before(start))

    def due(self, start, allowed):
        """The instant at which `allowed` has run, or None if these days are too few."""
        wanted, tick = self.before(start) + allowed // timedelta(microseconds=1), self.tick * 1_000_000
        if not allowed:
            whole = bisect_right(self.opened, self.opened[(start - self.at(0)) // timedelta(seconds=self.tick)])
            return None if whole == len(self.opened) else max(start, self.at(whole - 1))
        whole = bisect_left(self.opened, -(-wanted // tick))
        if whole == len(self.opened):
            return None
        return self.at(whole) - timedelta(microseconds=self.opened[whole] * tick - wanted)

    def spans(self, start, end):
        """The open stretches between two instants on whole ticks."""
        found, low = [], (start - self.at(0)) // timedelta(seconds=self.tick)
        for nth in range(low, (end - self.at(0)) // timedelta(seconds=self.tick)):
            if self.opened[nth + 1] == self.opened[nth]:
                continue
            if found and found[-1][1] == self.at(nth):
                found[-1][1] = self.at(nth + 1)
            else:
                found.append([self.at(nth), self.at(nth + 1)])
        return found

    def at(self, nth):
        return START + timedelta(seconds=self.first + nth * self.tick)


@cache
def changes(zone, first=1885, last=2036):
    """The instants at which a zone's offset changes: every other day, then by hour, minute and second."""
    tz, found = ZoneInfo(zone), []
    at, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 1, 1, tzinfo=UTC)
    was = at.astimezone(tz).utcoffset()
    while at < end:
        later = at + timedelta(days=2)
        to = later.astimezone(tz).utcoffset()
        if was != to:
            for step in (3600, 60, 1):
                while (at + timedelta(seconds=step)).astimezone(tz).utcoffset() == was:
                    at += timedelta(seconds=step)
            found.append(at + timedelta(seconds=1))
        at, was = later, to
    return found
