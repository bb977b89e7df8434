"""The first tally of a lead: made as it is judged, so that it need not be read and written again."""

from collections.abc import Mapping
from datetime import datetime

from scoring.actions.book import Book
from scoring.actions.settling import LOW, Heard, as_row, ask, crossed, in_json, judged, look_again, write
from scoring.models import SLOTS

BEGUN = """
INSERT INTO scoring_tally (workspace_id, lead_id, traits_a, traits_b, score, grade, qualifies, barred, judged_by)
SELECT %(ws)s, lead_id, a, b, score, grade, qualifies, barred, %(version)s FROM json_to_recordset(%(rows)s) AS s
    (lead_id bigint, a bigint, b bigint, score int, grade text, qualifies boolean, barred smallint) ORDER BY lead_id
ON CONFLICT DO NOTHING RETURNING lead_id
"""


def begin(book: Book, bits: Mapping[int, int], held: Mapping[int, str], *, now: datetime, cause: str) -> Heard:
    """Give leads that are held and have no tally one that is judged already, by their traits alone.

    Leads for whom somebody else made one this moment are not among those that were touched.
    """
    blank = (None,) * SLOTS
    rows = [(pk, bits[pk] & LOW, bits[pk] >> 62, "", False, None, None, *blank) for pk in sorted(bits)]
    found = {each.lead: each for each in judged(book, rows, now)}
    if not found:
        return Heard()
    told = [{**as_row(book, each), "a": each.traits & LOW, "b": each.traits >> 62} for each in found.values()]
    values = {"ws": book.workspace_id, "version": book.plan and book.plan.version, "rows": in_json(told)}
    made = [found[pk] for (pk,) in ask(BEGUN, values)]
    if made:
        write(book, made, now=now, cause=cause, tallied=True)
        look_again(book, made, now=now)
    return Heard(crossed=crossed(made, held), touched=sorted(each.lead for each in made))
