"""Counting what happened before: a new slot or trait is filled while everybody already adds to it.

One pass over the activities stages what a slot should hold, together with how often each tally had been changed then.
A tally that was not touched since takes what was staged; a touched one is counted anew by itself, under its lock.
Each function does one portion in the caller's transaction and answers whether there is more.
"""

from datetime import datetime
from typing import Any

from django.db.models import Q

from scoring import finding, happenings
from scoring.actions.asking import asked, ensure
from scoring.actions.book import Book, alone, current, turn_page
from scoring.actions.rebuilding import rebuild
from scoring.actions.settling import ask, run
from scoring.models import Slot, Staged, Trait
from scoring.points import DAY
from scoring.sums import PER_BIGINT

MANY, SOME, FEW = 100_000, 20_000, 200
WITHOUT = """
SELECT l.id FROM leads_lead l WHERE l.workspace_id = %s AND l.id > %s AND NOT EXISTS
(SELECT 1 FROM scoring_tally t WHERE t.workspace_id = l.workspace_id AND t.lead_id = l.id) ORDER BY l.id LIMIT %s
"""
STAGE = """
INSERT INTO scoring_staged (workspace_id, slot, lead_id, amount, changes)
SELECT t.workspace_id, %s, t.lead_id, h.amount, CASE WHEN h.ahead THEN -1 ELSE t.changes END
FROM scoring_tally t LEFT JOIN (
    SELECT a.lead_id, {amount} AS amount, {ahead} AS ahead FROM leads_activity a
    WHERE a.workspace_id = %s AND a.lead_id IS NOT NULL AND a.counts AND {since} ({where}) GROUP BY a.lead_id
) h ON h.lead_id = t.lead_id
WHERE t.workspace_id = %s AND (h.amount IS NOT NULL OR t.{column} IS NOT NULL)
"""
TAKE = """
WITH few AS MATERIALIZED (
    SELECT lead_id, amount, changes FROM scoring_staged
    WHERE workspace_id = %(ws)s AND slot = %(slot)s AND lead_id > %(after)s ORDER BY lead_id LIMIT %(most)s
), taken AS (
    UPDATE scoring_tally t SET {column} = few.amount FROM few
    WHERE t.workspace_id = %(ws)s AND t.lead_id = few.lead_id AND t.changes = few.changes RETURNING t.lead_id
), gone AS (
    DELETE FROM scoring_staged s WHERE s.workspace_id = %(ws)s AND s.slot = %(slot)s
        AND s.lead_id = ANY(ARRAY(SELECT lead_id FROM taken))  -- by key, whatever is believed of a table just filled
)
SELECT max(lead_id) FROM few
"""
ROOMY = "SET LOCAL work_mem = '256MB'"  # a million sums, or all companies, in memory and not on the disk
HELD = """
SELECT max(lead_id) FROM (SELECT lead_id FROM scoring_tally
WHERE workspace_id = %s AND lead_id > %s ORDER BY lead_id LIMIT %s FOR NO KEY UPDATE) held
"""


def give_tallies(workspace_id: int, *, after: int) -> int | None:
    """A tally for leads that have none; the last of them, or None when all have one."""
    book, now = current(workspace_id)
    leads = [row[0] for row in ask(WITHOUT, [workspace_id, after, SOME])]
    ensure(book, leads, now=now)
    return leads[-1] if leads else None


def stage(slot: Slot, *, now: datetime) -> None:
    """One pass over the activities: what the slot should hold for each lead."""
    Staged.objects.filter(workspace_id=slot.workspace_id, slot=slot.number).delete()
    where, params = finding.written(happenings.read(slot.condition, saving=False))
    amount, ahead, since = "count(*)::float8", "max(a.at) > %s", ""
    values: list[Any] = [slot.number]
    if slot.half_life_days is not None:
        amount = "sum(power(2::float8, (date_part('epoch', a.at) - %s) / %s))"
        values += [slot.landmark.timestamp(), slot.half_life_days * DAY]
    if slot.window_days is None:
        values.append(now)
    else:  # what leaves a window is written down hit by hit: each of these leads is counted by itself
        ahead, since = "true", "a.at >= %s - make_interval(days => %s) AND"
    values.append(slot.workspace_id)
    values += [now, slot.window_days] if since else []
    run(ROOMY, None)
    sql = STAGE.format(amount=amount, ahead=ahead, since=since, where=where, column=f"s{slot.number:02d}")
    run(sql, [*values, *params, slot.workspace_id])


def take(slot: Slot, *, after: int) -> int | None:
    """Put what was staged on the next tallies that nobody touched since; the last lead looked at, or None."""
    values = {"ws": slot.workspace_id, "slot": slot.number, "after": after, "most": SOME}
    return ask(TAKE.format(column=f"s{slot.number:02d}"), values)[0][0]


def recount(slot: Slot) -> bool:
    """Count a few of the touched ones by themselves; False when there are none."""
    book, now = current(slot.workspace_id)
    rows = Staged.objects.filter(workspace_id=slot.workspace_id, slot=slot.number)
    leads = sorted(rows.order_by("lead_id").values_list("lead_id", flat=True)[:FEW])
    if leads:
        rebuild(book, leads, now=now, cause="time")
        rows.filter(lead_id__in=leads).delete()
    return bool(leads)


def answer(book: Book, traits: list[Trait], *, now: datetime, after: int) -> int | None:
    """Ask the traits of the next leads; the last of them, or None."""
    wanted = {trait.number: book.traits[trait.number] for trait in traits if trait.number in book.traits}
    last = ask(HELD, [book.workspace_id, after, MANY])[0][0]
    if last is None or not wanted:
        return None
    rows = asked(book, wanted, now=now).filter(Q(pk__gt=after) & Q(pk__lte=last))
    sql, params = rows.query.sql_with_params()
    names = ", ".join(f"b{number}" for number in wanted)
    sets, differs = [], []
    run(ROOMY, None)
    for column, first in (("traits_a", 0), ("traits_b", PER_BIGINT)):
        own = [number for number in wanted if first <= number < first + PER_BIGINT]
        if own:
            mask = sum(1 << (number - first) for number in own)
            bits = " | ".join(f"(q.b{number}::int::bigint << {number - first})" for number in own)
            sets.append(f"{column} = (t.{column} & ~{mask}::bigint) | {bits}")
            differs.append(f"(t.{column} & {mask}::bigint) <> ({bits})")
    run(
        f"UPDATE scoring_tally t SET {', '.join(sets)} FROM ({sql}) q (lead_id, {names})"  # noqa: S608 - our own names
        f" WHERE t.workspace_id = %s AND t.lead_id = q.lead_id AND ({' OR '.join(differs)})",
        [*params, book.workspace_id],
    )
    return last


def open_for_use(workspace_id: int, slots: list[Slot], traits: list[Trait]) -> None:
    """What was counted is the truth from the commit on. Takes the workspace's lock alone."""
    alone(workspace_id)
    ids = [slot.pk for slot in slots]
    Slot.objects.filter(workspace_id=workspace_id, pk__in=ids, state="building").update(state="live")
    Trait.objects.filter(workspace_id=workspace_id, pk__in=[each.pk for each in traits]).update(state="live")
    turn_page(workspace_id)
