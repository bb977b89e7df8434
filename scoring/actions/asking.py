"""Which traits leads have: the conditions of fit rules, disqualifiers and thresholds, asked of many leads at once."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from leads.conditions import Condition, Happened, leaves
from leads.matching.comparing import Day
from leads.models import Lead
from leads.stages import Stage
from scoring.actions.beginning import begin
from scoring.actions.book import Book, current
from scoring.actions.settling import LOW, Heard, ask, hold_leads, id_list, locked, run, settle
from scoring.sums import bit as bit_of

MOST_STATEMENTS = 50  # kept for one workspace
PORTION = 2_000  # leads whose traits are asked in one statement
ENSURE = """
INSERT INTO scoring_tally (workspace_id, lead_id, traits_a, traits_b)
SELECT %s, lead_id, a, b FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS x (lead_id, a, b) ORDER BY lead_id
ON CONFLICT DO NOTHING
"""
SET = """
UPDATE scoring_tally t SET traits_a = x.a, traits_b = x.b, changes = t.changes + 1
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS x (lead_id, a, b)
WHERE t.workspace_id = %s AND t.lead_id = x.lead_id
"""


def traits_of(
    book: Book,
    leads: Collection[int],
    *,
    now: datetime,
    only: Iterable[int] | None = None,
    known_at: datetime | None = None,
) -> dict[int, int]:
    """The traits of leads as bits, asked of their rows, companies and facts; all, or `only` some of them."""
    wanted = book.traits if only is None else {bit: book.traits[bit] for bit in only if bit in book.traits}
    if not wanted or not leads:
        return dict.fromkeys(leads, 0)
    rows: Iterable[tuple[Any, ...]] = ()
    kept = None if known_at is not None else kept_statement(book, wanted, now=now)
    if kept is None:
        rows = asked(book, wanted, now=now, known_at=known_at).filter(pk__in=list(leads))
    else:
        rows = ask(kept[0], [*kept[1], id_list(leads)])
    found = dict.fromkeys(leads, 0)
    for pk, *answers in rows:
        found[pk] = sum(1 << bit for bit, holds in zip(wanted, answers, strict=True) if holds)
    return found


def kept_statement(book: Book, wanted: Mapping[int, Condition], *, now: datetime) -> tuple[str, list[Any]] | None:
    """The statement that asks conditions of leads by id, written once a day; None where it depends on the instant."""
    assert book.terms is not None
    key = (Day.of(now, book.terms.schema.zone).today, tuple(wanted))
    if key not in book.statements:
        if any(isinstance(leaf, Happened) for condition in wanted.values() for leaf in leaves(condition)):
            return None
        sql, params = asked(book, wanted, now=now).query.sql_with_params()
        if len(book.statements) >= MOST_STATEMENTS:
            book.statements.clear()
        book.statements[key] = f'{sql} AND "leads_lead"."id" = ANY(%s::bigint[])', list(params)
    return book.statements[key]


def asked(book: Book, wanted: Mapping[int, Condition], *, now: datetime, known_at: datetime | None = None) -> Any:
    """Leads with an answer to each condition: tuples of the id and the answers, in order."""
    assert book.terms is not None
    answers = {
        f"trait_{bit}": book.terms.compile(condition, now=now, known_at=known_at) for bit, condition in wanted.items()
    }
    rows = Lead.objects.filter(workspace_id=book.workspace_id).annotate(**answers)
    return rows.order_by().values_list("pk", *answers)


def ensure(book: Book, leads: Collection[int], *, now: datetime) -> dict[int, int]:
    """Give a tally to leads that have none; the traits that were asked for it."""
    bits = traits_of(book, leads, now=now)
    if bits:
        run(ENSURE, [book.workspace_id, *in_columns(bits)])
    return bits


def in_columns(bits: Mapping[int, int]) -> list[list[int]]:
    """Leads, and their traits as the two columns keep them."""
    pairs = sorted(bits.items())
    return [[pk for pk, _ in pairs], [held & LOW for _, held in pairs], [held >> 62 for _, held in pairs]]


def asked_again(
    book: Book, rows: list[tuple[Any, ...]], leads: Collection[int], *, now: datetime
) -> list[tuple[Any, ...]]:
    """Ask the traits of leads again; the tallies, locked, with what was answered. Others among `rows` stay as read."""
    missing = set(leads) - {row[0] for row in rows}
    if missing:
        ensure(book, missing, now=now)
        rows = rows + locked(book.workspace_id, missing)
    return answered(book, rows, traits_of(book, leads, now=now))


def answered(book: Book, rows: list[tuple[Any, ...]], bits: Mapping[int, int]) -> list[tuple[Any, ...]]:
    """Write the traits that are others than the tallies have; the tallies with what was answered."""
    changed = {row[0]: bits[row[0]] for row in rows if row[0] in bits and bits[row[0]] != row[1] | row[2] << 62}
    if changed:
        run(SET, [*in_columns(changed), book.workspace_id])
    return [
        (row[0], changed[row[0]] & LOW, changed[row[0]] >> 62, *row[3:]) if row[0] in changed else row for row in rows
    ]


@transaction.atomic(savepoint=False)
def attributes_changed(
    workspace_id: int, lead_ids: Iterable[int], *, fields: frozenset[str] | None = None, are_new: bool = False
) -> Heard:
    """Leads, their companies or facts changed: ask their traits again, and judge those whose answers are others.

    Called in the transaction that changed them. With `fields` only traits that speak of one of them are asked; leads
    that `are_new`, whom this transaction wrote, are not looked for and have no tally yet.
    """
    book, now = current(workspace_id)
    if fields is not None:
        return standing_changed(book, lead_ids, book.speaking_of(fields), now=now)
    heard, several = Heard(), sorted(set(lead_ids))
    for start in range(0, len(several), PORTION):
        some = several[start : start + PORTION]
        more = ask_new(book, some, now=now) if are_new else ask_leads(book, some, now=now, cause="attributes")
        heard = heard.join(more)
    return heard


def ask_new(book: Book, leads: Collection[int], *, now: datetime) -> Heard:
    """Ask the traits of leads that this transaction wrote, with marketing, and judge them."""
    bits = traits_of(book, leads, now=now)
    heard = begin(book, bits, dict.fromkeys(leads, Stage.LEAD.value), now=now, cause="attributes")
    left = {pk: bits[pk] for pk in bits.keys() - set(heard.touched)}
    if left:  # without a model; or their company changed, too, and they have one by that
        run(ENSURE, [book.workspace_id, *in_columns(left)])
    return heard


def standing_changed(book: Book, lead_ids: Iterable[int], bits: Collection[int], *, now: datetime) -> Heard:
    """Ask a few traits of leads again; all of them of leads that have no tally yet."""
    leads = sorted(set(lead_ids))
    held_leads = hold_leads(book.workspace_id, leads)
    rows = locked(book.workspace_id, leads)
    missing = set(leads) - {row[0] for row in rows}
    heard = ask_leads(book, missing, now=now, cause="attributes") if missing else Heard()
    if not bits or not rows:
        return heard
    fresh, mask = traits_of(book, leads, now=now, only=bits), sum(1 << bit for bit in bits)
    held = {row[0]: (row[1] | row[2] << 62) & ~mask | fresh[row[0]] for row in rows}
    rows = answered(book, rows, held)
    return heard.join(settle(book, rows, now=now, cause="attributes", held=held_leads))


def ask_leads(book: Book, leads: Collection[int], *, now: datetime, cause: str) -> Heard:
    """Ask the traits of leads again and judge them."""
    held = hold_leads(book.workspace_id, leads)
    rows = locked(book.workspace_id, leads)
    bits = traits_of(book, leads, now=now)  # once: who changes what they depend on waits for the leads, then asks too
    heard = Heard()
    new = bits.keys() - {row[0] for row in rows}
    if new:
        heard = begin(book, {pk: bits[pk] for pk in new & held.keys()}, held, now=now, cause=cause)
        new -= set(heard.touched)
    if new:
        run(ENSURE, [book.workspace_id, *in_columns({pk: bits[pk] for pk in new})])
        rows += locked(book.workspace_id, new)
    return heard.join(settle(book, answered(book, rows, bits), now=now, cause=cause, held=held))


def differing(book: Book, bits: Iterable[int], *, now: datetime) -> list[int]:
    """Leads for whom one of these traits is no longer what their tally says."""
    wanted = {bit: book.traits[bit] for bit in bits if bit in book.traits}
    if not wanted:
        return []
    sql, params = asked(book, wanted, now=now).query.sql_with_params()
    names = ", ".join(f"b{bit}" for bit in wanted)
    differs = " OR ".join(f"(q.b{number}::int <> {bit_of(number)})" for number in wanted)
    rows = ask(
        f"SELECT t.lead_id FROM scoring_tally t JOIN ({sql}) q (lead_id, {names}) ON q.lead_id = t.lead_id"  # noqa: S608
        f" WHERE t.workspace_id = %s AND ({differs}) ORDER BY t.lead_id",
        [*params, book.workspace_id],
    )
    return [row[0] for row in rows]


def leads_of_companies(workspace_id: int, companies: Collection[int]) -> list[int]:
    """The present leads of companies."""
    rows = Lead.objects.present().filter(workspace_id=workspace_id, company__in=list(companies))
    return sorted(rows.values_list("pk", flat=True))
