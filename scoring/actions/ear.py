"""The ear: where the hits of activities go, now or when their instant comes."""

from datetime import datetime, timedelta
from typing import Any

from leads.actions import Recorded
from leads.conditions.text import fold
from scoring.actions.book import Book, Place, Watched
from scoring.actions.settling import run
from scoring.happenings import About

FRESH = timedelta(days=7)  # a hand raised longer ago was answered, or never will be
DUE = """
INSERT INTO scoring_due (workspace_id, lead_id, due_at, slot, change)
SELECT %s, lead_id, due_at, slot, change
FROM unnest(%s::bigint[], %s::timestamptz[], %s::smallint[], %s::float8[]) AS x (lead_id, due_at, slot, change)
"""
INSTANT = timedelta(microseconds=1)


class Ear:
    """One batch: what is added to which slots now, and what waits for its instant."""

    def __init__(self, book: Book, now: datetime) -> None:
        self.book, self.now, self.instant = book, now, now.timestamp()
        self.amounts: dict[int, dict[str, float]] = {}
        self.due: list[tuple[int, datetime, int | None, float]] = []
        self.raised: dict[int, str] = {}
        self.asked: set[int] = set()
        self.folded: dict[str, str] = {}

    def take(self, row: Recorded, about: About) -> None:
        """Put one activity of a lead where it belongs."""
        assert row.lead_id is not None
        folded = self.folded.get(row.type)
        if folded is None:
            folded = self.folded[row.type] = fold(row.type)
        for watched in self.book.watching(folded):
            if watched.predicate(row, about):
                self.hit(watched, row.lead_id, row.at)

    def hit(self, watched: Watched, lead: int, at: datetime) -> None:
        """A signal was seen."""
        if watched.raises and self.now - FRESH <= at <= self.now + FRESH:
            self.raised.setdefault(lead, watched.raises)
        if watched.asked_by:
            self.asked.add(lead)
            self.look_again(watched, lead, at)
        for place in watched.places:
            self.put(place, lead, at)

    def put(self, place: Place, lead: int, at: datetime) -> None:
        """Add a hit to a slot, now or when its instant comes; and say when it leaves the window."""
        if place.window is not None:
            leaves = at + timedelta(seconds=place.window) + INSTANT
            if leaves <= self.now:
                return
            self.due.append((lead, leaves, place.number, -1.0))
        weight = place.weight(at.timestamp())
        if at > self.now:
            self.due.append((lead, at, place.number, weight))
            return
        slots = self.amounts.setdefault(lead, {})
        name = f"s{place.number:02d}"
        slots[name] = slots.get(name, 0.0) + weight

    def look_again(self, watched: Watched, lead: int, at: datetime) -> None:
        """A trait speaks of the signal: ask it again when the hit begins to count, and when it leaves its days."""
        if at > self.now:
            self.due.append((lead, at, None, 0.0))
        for trait in watched.asked_by:
            for days in self.book.windows.get(trait, ()):
                leaves = at + timedelta(days=days) + INSTANT
                if leaves > self.now:
                    self.due.append((lead, leaves, None, 0.0))


def wait_for(workspace_id: int, due: list[tuple[int, datetime, int | None, float]]) -> None:
    """Write down changes that wait for their instants."""
    columns: list[Any] = [list(each) for each in zip(*due, strict=True)]
    run(DUE, [workspace_id, *columns])
