"""Hearing what happened: what activities do to tallies, in the transaction that stored them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from leads.actions import Recorded
from scoring.actions.asking import asked_again, ensure
from scoring.actions.book import Book, current
from scoring.actions.ear import Ear, wait_for
from scoring.actions.rebuilding import rebuild
from scoring.actions.settling import Heard, add, ask, id_list, settle
from scoring.happenings import NOTHING, About

FEW = 6  # leads of a batch whose scores are brought into the lists at once
ABOUT = "SELECT id, journey, key, kind, product FROM leads_content WHERE workspace_id = %s AND id = ANY(%s::bigint[])"


def hear(workspace_id: int, activities: Sequence[Recorded], lost: Iterable[int] = frozenset()) -> Heard:
    """Take in activities that this transaction stored, or that changed hands from leads that `lost` them.

    Adds to the tallies and judges the leads by the published model; answers what that changed. Leads that lost or
    won activities are counted anew from what they have now.
    """
    book, now = current(workspace_id)
    gone = set(lost)
    leads = {row.lead_id for row in activities if row.lead_id is not None}
    if gone:
        return rebuild(book, gone | leads, now=now, cause="merge")
    ear = listen(book, activities, now)
    heard = keep(book, ear, now)
    heard.raised = ear.raised
    return heard


def listen(book: Book, activities: Sequence[Recorded], now: datetime) -> Ear:
    """Classify activities, each once."""
    ear = Ear(book, now)
    library = contents(book, activities) if book.watched and book.asks_the_library else {}
    for row in activities:
        if row.lead_id is not None and row.counts:
            ear.take(row, library.get(row.content_id, NOTHING) if row.content_id else NOTHING)
    return ear


def keep(book: Book, ear: Ear, now: datetime) -> Heard:
    """Write what was heard, and judge whom it touched."""
    if ear.due:
        wait_for(book.workspace_id, ear.due)
    if not ear.amounts and not ear.asked:
        return Heard()
    rows = add(book.workspace_id, ear.amounts) if ear.amounts else []
    new = ear.amounts.keys() - {row[0] for row in rows}
    if new:
        ensure(book, new, now=now)
        rows += add(book.workspace_id, {lead: ear.amounts[lead] for lead in new})
    if ear.asked:
        rows = asked_again(book, rows, ear.asked, now=now)
    return settle(book, rows, now=now, cause="activity", show=len(rows) < FEW, wait=False)


def contents(book: Book, activities: Sequence[Recorded]) -> dict[int, About]:
    """What the library says of what activities are about."""
    wanted = {row.content_id for row in activities if row.content_id}
    rows = ask(ABOUT, [book.workspace_id, id_list(wanted)]) if wanted else ()
    return {pk: About(*said) for pk, *said in rows}
