"""Folding: what was touched is counted anew, and the difference moves into the sums."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, TypeVar

from django.db import transaction

from accounts import bells
from accounts.models import Workspace
from leads.actions.statements import as_json, ask, id_list, run
from reports.counting import DIMENSIONS, MEASURES, NOTHING, Entries, entries
from reports.facts import facts_of, roots
from reports.models import Folding

KIND, EVERY = "reports", timedelta(seconds=30)
AT_ONCE = 2_000  # leads in one transaction
EDITION = 3  # of what is counted
PLACES = 7_280 << 48  # where these advisory locks begin; one for each workspace
TOUCHED = "SELECT id, lead FROM reports_touched WHERE workspace_id = %s ORDER BY id LIMIT %s"
DROP = "DELETE FROM reports_touched WHERE workspace_id = %s AND id = ANY(%s::bigint[])"
COUNTED = """
SELECT lead, tags, counts, spans FROM reports_counted WHERE workspace_id = %s AND lead = ANY(%s::bigint[])
"""
KEEP = """
INSERT INTO reports_counted (workspace_id, lead, entered_on, tags, counts, spans)
SELECT %s, lead, entered_on, tags, counts, spans FROM json_to_recordset(%s)
    AS said (lead bigint, entered_on date, tags jsonb, counts jsonb, spans jsonb)
ON CONFLICT (workspace_id, lead) DO UPDATE SET entered_on = excluded.entered_on, tags = excluded.tags,
    counts = excluded.counts, spans = excluded.spans
"""
FORGET = "DELETE FROM reports_counted WHERE workspace_id = %s AND lead = ANY(%s::bigint[])"
COLUMNS = ", ".join(MEASURES)
SAID = ", ".join(f"{name} bigint" for name in MEASURES)
ADDED = ", ".join(f"{name} = r.{name} + excluded.{name}" for name in MEASURES)
FRESH = ", ".join(f"coalesce(said.{name}, 0)" for name in MEASURES)
ADD = f"""
INSERT INTO reports_rollup AS r (workspace_id, dimension, grain, day, value, {COLUMNS})
SELECT %s, dimension, grain, day, value, {FRESH} FROM json_to_recordset(%s)
    AS said (dimension text, grain text, day date, value text, {SAID})
ON CONFLICT (workspace_id, dimension, grain, day, value) DO UPDATE SET {ADDED}
"""  # noqa: S608 - only our own column names
EMPTY = f"""
DELETE FROM reports_rollup r USING json_to_recordset(%s) AS said (dimension text, grain text, day date, value text)
 WHERE r.workspace_id = %s AND r.dimension = said.dimension AND r.grain = said.grain AND r.day = said.day
   AND r.value = said.value AND {" AND ".join(f"r.{name} = 0" for name in MEASURES)}
"""  # noqa: S608
SPREAD = """
INSERT INTO reports_spread AS r (workspace_id, dimension, kind, grain, day, value, place, count)
SELECT %s, dimension, kind, grain, day, value, place, count FROM json_to_recordset(%s)
    AS said (dimension text, kind text, grain text, day date, value text, place smallint, count bigint)
ON CONFLICT (workspace_id, dimension, kind, grain, day, value, place) DO UPDATE SET count = r.count + excluded.count
"""
UNSPREAD = """
DELETE FROM reports_spread r USING json_to_recordset(%s) AS said
    (dimension text, kind text, grain text, day date, value text, place smallint)
 WHERE r.workspace_id = %s AND r.dimension = said.dimension AND r.kind = said.kind AND r.grain = said.grain
   AND r.day = said.day AND r.value = said.value AND r.place = said.place AND r.count = 0
"""
ALL = "INSERT INTO reports_touched (workspace_id, lead) SELECT workspace_id, id FROM leads_lead WHERE workspace_id = %s"
Tag = tuple[str, str]  # dimension, value
CountKey = tuple[str, str, int]  # grain, day, number of the measure
SpanKey = tuple[str, str, str, int]  # kind, grain, day, place
Keys = TypeVar("Keys")
Moved = list[tuple[Any, int]]  # keys, and how much is to be added under each


@dataclass
class Difference:
    """What the sums lack: entries to add (or, below zero, to take away), and the leads as they are counted now."""

    counts: dict[Tag, dict[CountKey, int]] = field(default_factory=dict)
    spans: dict[Tag, dict[SpanKey, int]] = field(default_factory=dict)
    now: dict[int, Entries] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)

    def move(self, was: Entries, now: Entries) -> None:
        """A lead is counted otherwise: under values that stay what differs, under those that go and come all of it."""
        gone, here = [list(zip(DIMENSIONS, what.tags, strict=False)) for what in (was, now)]
        for found, before, after in (
            (self.counts, counts_of(was), counts_of(now)),
            (self.spans, spans_of(was), spans_of(now)),
        ):
            lay(found, [tag for tag in here if tag in gone], differing(before, after))
            lay(found, [tag for tag in gone if tag not in here], [(key, -amount) for key, amount in before])
            lay(found, [tag for tag in here if tag not in gone], after)


def under(found: Mapping[Tag, Keys], dimension: str) -> dict[str, Keys]:
    """What is to be added under the values of one dimension."""
    return {value: keys for (of, value), keys in found.items() if of == dimension}


def counts_of(what: Entries) -> Moved:
    """Counts as keys and amounts."""
    return [((grain, day, number), amount) for grain, day, number, amount in what.counts]


def spans_of(what: Entries) -> Moved:
    """Spans as keys, one each."""
    return [(span, 1) for span in what.spans]


def differing(before: Moved, after: Moved) -> Moved:
    """What has to be added to one to have the other."""
    if before == after:
        return []
    found: dict[Any, int] = defaultdict(int)
    for key, amount in after:
        found[key] += amount
    for key, amount in before:
        found[key] -= amount
    return [(key, amount) for key, amount in found.items() if amount]


def lay(found: dict[Tag, dict[Any, int]], tags: Iterable[Tag], moved: Moved) -> None:
    """Add the same under each of some values."""
    if not moved:
        return
    for tag in tags:
        under = found.setdefault(tag, {})
        for key, amount in moved:
            under[key] = under.get(key, 0) + amount


@bells.answers(KIND, every=EVERY)
def fold_due(workspace_id: int, now: datetime) -> datetime | None:
    """Fold what was touched, a portion at a time; somebody else at it is as good."""
    return now if fold(workspace_id) >= AT_ONCE else None


@transaction.atomic
def fold(workspace_id: int, *, most: int = AT_ONCE) -> int:
    """Move the difference of the next touched leads into the sums; how many rows of `Touched` that took."""
    if not ask("SELECT pg_try_advisory_xact_lock(%s)", [PLACES + workspace_id])[0][0]:
        return 0
    zone = zone_of(workspace_id)
    rows = ask(TOUCHED, [workspace_id, most])
    if not rows:
        return 0
    difference = difference_of(workspace_id, {lead for _, lead in rows}, zone=zone)
    apply(workspace_id, difference)
    run(DROP, [workspace_id, id_list(pk for pk, _ in rows)])
    return len(rows)


@transaction.atomic
def recount(workspace_id: int, leads: Iterable[int]) -> int:
    """Count these leads anew now, waiting for whoever folds or reads; how many were counted otherwise before."""
    ask("SELECT pg_advisory_xact_lock(%s)", [PLACES + workspace_id])
    difference = difference_of(workspace_id, leads, zone=zone_of(workspace_id))
    apply(workspace_id, difference)
    return len(difference.now) + len(difference.gone)


def zone_of(workspace_id: int) -> str:
    """The zone days are counted in; when it is another one, or more is counted by now, everything is counted anew."""
    zone = Workspace.objects.values_list("time_zone", flat=True).get(pk=workspace_id)
    now = {"time_zone": zone, "edition": EDITION}
    was, made = Folding.objects.get_or_create(workspace_id=workspace_id, defaults=now)
    if made or (was.time_zone, was.edition) != (zone, EDITION):
        run(ALL, [workspace_id])
        Folding.objects.filter(pk=was.pk).update(**now)
    return zone


def difference_of(workspace_id: int, touched: Iterable[int], *, zone: str) -> Difference:
    """What these leads add now, without what they were counted as."""
    ids = set(touched) | set(roots(workspace_id, touched))
    was = counted(workspace_id, ids)
    facts = facts_of(workspace_id, ids, zone=zone)
    found = Difference()
    for pk in sorted(ids):
        now, before = entries(facts[pk]) if pk in facts else NOTHING, was.get(pk, NOTHING)
        if now == before:
            continue
        found.move(before, now)
        if pk in facts:
            found.now[pk] = now
        else:
            found.gone.append(pk)
    return found


def counted(workspace_id: int, ids: Iterable[int]) -> dict[int, Entries]:
    """What leads were counted as."""
    found = {}
    for lead, tags, counts, spans in ask(COUNTED, [workspace_id, id_list(ids)]):
        found[lead] = Entries(
            tuple(loaded(tags)),
            tuple((grain, day, number, amount) for grain, day, number, amount in loaded(counts)),
            tuple((kind, grain, day, place) for kind, grain, day, place in loaded(spans)),
        )
    return found


def loaded(value: Any) -> Any:
    """JSON as psycopg2 hands it over."""
    return json.loads(value) if isinstance(value, str) else value


def apply(workspace_id: int, found: Difference) -> None:
    """Write the difference: sums, spreads, and what each lead is counted as from now on."""
    counts = rows_of(found.counts)
    if counts:
        run(ADD, [workspace_id, as_json(counts)])
        run(EMPTY, [as_json(counts), workspace_id])
    spans = [
        {"dimension": dimension, "kind": kind, "grain": grain, "day": day, "value": value, "place": place, "count": n}
        for (dimension, value), under in sorted(found.spans.items())
        for (kind, grain, day, place), n in sorted(under.items())
        if n
    ]
    if spans:
        run(SPREAD, [workspace_id, as_json(spans)])
        run(UNSPREAD, [as_json(spans), workspace_id])
    if found.now:
        run(KEEP, [workspace_id, as_json([kept(pk, what) for pk, what in found.now.items()])])
    if found.gone:
        run(FORGET, [workspace_id, id_list(found.gone)])


def rows_of(counts: Mapping[Tag, Mapping[CountKey, int]]) -> list[dict[str, Any]]:
    """One row of sums for each key, with only the measures that differ."""
    found: list[dict[str, Any]] = []
    for (dimension, value), under in counts.items():
        rows: dict[tuple[str, str], dict[str, Any]] = {}
        for (grain, day, number), amount in under.items():
            if amount:
                row = rows.setdefault(
                    (grain, day), {"dimension": dimension, "grain": grain, "day": day, "value": value}
                )
                row[MEASURES[number]] = amount
        found += rows.values()
    return sorted(found, key=itemgetter("dimension", "grain", "day", "value"))


def kept(pk: int, what: Entries) -> dict[str, Any]:
    """A lead as it is counted, for writing down."""
    entered = next(day for grain, day, number, _ in what.counts if grain == "d" and number == 0)
    return {"lead": pk, "entered_on": entered, "tags": what.tags, "counts": what.counts, "spans": what.spans}
