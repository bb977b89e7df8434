"""The first tally of a lead: made as it is judged, so that it need not be read and written again."""

from collections.abc import Mapping
from datetime import datetime

from scoring.actions.book import Book
from scoring.actions.settling import LOW, Heard, crossed, judged, write
from scoring.models import SLOTS


def begin(book: Book, bits: Mapping[int, int], held: Mapping[int, str], *, now: datetime, cause: str) -> Heard:
    """Give leads that are held and have no tally one that is judged already, by their traits alone.

    Leads for whom somebody else made one this moment are not among those that were touched.
    """
    blank = (None,) * SLOTS
    rows = [(pk, bits[pk] & LOW, bits[pk] >> 62, "", False, None, None, *blank) for pk in sorted(bits)]
    found = {each.lead: each for each in judged(book, rows, now)}
    if not found:
        return Heard()
    answered = write(book, list(found.values()), "begin", sooner=found.values(), now=now, cause=cause)
    made = [found[pk] for pk in answered]
    return Heard(crossed=crossed(made, held), touched=sorted(answered))
