"""Counting tallies anew from the activities: what a few leads' slots hold, exactly."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from scoring import finding
from scoring.actions.asking import asked_again, ensure
from scoring.actions.book import Book, Watched
from scoring.actions.ear import Ear, wait_for
from scoring.actions.settling import SLOT_NAMES, Heard, add, ask, hold_leads, id_list, locked, run, settle

FORGET = "DELETE FROM scoring_due WHERE workspace_id = %s AND lead_id = ANY(%s::bigint[])"
EMPTY = (
    f"UPDATE scoring_tally SET {', '.join(f'{name} = NULL' for name in SLOT_NAMES)}, changes = changes + 1"  # noqa: S608
    " WHERE workspace_id = %s AND lead_id = ANY(%s::bigint[])"
)
# The activities are looked up first: conditions would be planned again for each month's partition.
HITS = """
SELECT a.lead_id, a.at, {answers} FROM (
    SELECT * FROM leads_activity WHERE workspace_id = %s AND lead_id = ANY(%s::bigint[]) AND counts OFFSET 0
) a WHERE {any} ORDER BY a.at
"""


def rebuild(book: Book, leads: Collection[int], *, now: datetime, cause: str) -> Heard:
    """Count the slots of leads from the activities they have now, ask their traits again, and judge them.

    Holds the leads and then their tallies, so whoever adds to them meanwhile waits and adds afterwards.
    """
    held = hold_leads(book.workspace_id, leads)
    ensure(book, leads, now=now)
    rows = locked(book.workspace_id, leads)
    ids = [row[0] for row in rows]
    run(FORGET, [book.workspace_id, id_list(ids)])
    run(EMPTY, [book.workspace_id, id_list(ids)])
    ear = Ear(book, now)
    for lead, at, hit in hits(book, ids):
        for watched in hit:
            ear.hit(watched, lead, at)
    if ear.due:
        wait_for(book.workspace_id, ear.due)
    add(book.workspace_id, ear.amounts)
    rows = asked_again(book, locked(book.workspace_id, ids), ids, now=now)
    return settle(book, rows, now=now, cause=cause, held=held)


def hits(book: Book, leads: Collection[int]) -> Iterator[tuple[int, datetime, list[Watched]]]:
    """Every activity of leads that is a hit of something: whose, when, of what."""
    if not book.watched or not leads:
        return
    sql, params = statement(book.watched)
    for lead, at, *answers in ask(sql, [*params, book.workspace_id, id_list(leads), *params]):
        yield lead, at, [watched for watched, hit in zip(book.watched, answers, strict=True) if hit]


def statement(watched: list[Watched]) -> tuple[str, list[Any]]:
    """The statement HITS for these conditions; its parameters stand twice."""
    several = [finding.written(each.condition) for each in watched]
    texts = [sql for sql, _ in several]
    params = [value for _, values in several for value in values]
    return HITS.replace("{answers}", ", ".join(texts)).replace("{any}", " OR ".join(texts)), params
