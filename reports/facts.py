"""Leads as counting sees them: their rows, their steps, those of leads that were merged into them, and their pass."""

import zoneinfo
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from leads.actions.statements import ask, id_list
from reports.counting import Facts, Step
from reports.reasons import numbers_of

# The lead each of these ids belongs to by now: itself, or the one it was merged into.
ROOTS = """
WITH RECURSIVE way AS (
    SELECT id AS first, id, merged_into_id FROM leads_lead WHERE workspace_id = %(ws)s AND id = ANY(%(ids)s::bigint[])
    UNION
    SELECT way.first, l.id, l.merged_into_id FROM leads_lead l JOIN way ON l.id = way.merged_into_id
     WHERE l.workspace_id = %(ws)s
)
SELECT DISTINCT id FROM way WHERE merged_into_id IS NULL
"""
LEADS = """
SELECT id, source, channel, campaign_id, landing_page, product, owner_id, stage, staged_at, first_seen_at
  FROM leads_lead WHERE workspace_id = %(ws)s AND id = ANY(%(ids)s::bigint[]) AND merged_into_id IS NULL
   AND NOT is_test
"""
FAMILY = """
WITH RECURSIVE family AS (
    SELECT id AS root, id FROM leads_lead WHERE workspace_id = %(ws)s AND id = ANY(%(ids)s::bigint[])
       AND merged_into_id IS NULL
    UNION
    SELECT family.root, l.id FROM leads_lead l JOIN family ON l.merged_into_id = family.id
     WHERE l.workspace_id = %(ws)s
)
"""
STEPS = (
    FAMILY
    + """
SELECT f.root, c.was, c."to", c.at, c.cause, c.details->>'amount', c.details->>'rep',
       coalesce(c.details->>'inferred', '') = 'true',
       CASE WHEN c.was = 'mql' AND c."to" IN ('lead', 'disqualified') THEN c.reason ELSE '' END
  FROM family f JOIN leads_stagechange c ON c.workspace_id = %(ws)s AND c.lead_id = f.id ORDER BY c.at, c.id
"""
)
PASSED = (
    FAMILY
    + """
SELECT f.root, p.grade, p.pool, p.content
  FROM family f JOIN reports_passed p ON p.workspace_id = %(ws)s AND p.lead = f.id ORDER BY p.at, p.id
"""
)
LONGEST = 200  # characters of a value


def roots(workspace_id: int, ids: Iterable[int]) -> list[int]:
    """The leads that these are now."""
    return sorted(pk for (pk,) in ask(ROOTS, {"ws": workspace_id, "ids": id_list(ids)}))


def facts_of(workspace_id: int, ids: Iterable[int], *, zone: str) -> dict[int, Facts]:
    """What is known of these leads, without those that are gone or were merged into another."""
    values = {"ws": workspace_id, "ids": id_list(ids)}
    local = zoneinfo.ZoneInfo(zone)
    steps: dict[int, list[Step]] = defaultdict(list)
    reps: dict[int, str] = {}
    taken = ask(STEPS, values)
    numbers = numbers_of(workspace_id, {why for *_, why in taken})
    for root, was, to, at, cause, amount, rep, inferred, why in taken:
        steps[root].append(Step(was, to, at.astimezone(local), cause, whole(amount), inferred, numbers.get(why, 0)))
        reps[root] = rep or reps.get(root, "")
    passed: dict[int, dict[str, str]] = defaultdict(dict)
    for root, grade, pool, content in ask(PASSED, values):
        said = {"grade": grade, "pool": text(pool), "content": text(content)}
        passed[root] |= {name: value for name, value in said.items() if value}
    found = {}
    for pk, *tagged, owner, stage, staged_at, seen_at in ask(LEADS, values):
        rep = f"u{owner}" if owner else reps.get(pk, "")
        found[pk] = Facts(
            tags(tagged, passed[pk], rep),
            seen_at.astimezone(local),
            stage,
            staged_at.astimezone(local),
            tuple(steps[pk]),
        )
    return found


def tags(tagged: list[Any], passed: dict[str, str], rep: str) -> tuple[str, ...]:
    """The lead's value of each dimension, in the order of `counting.DIMENSIONS`."""
    source, channel, campaign, landing, product = tagged
    values = ["", source, channel, text(campaign), path_of(landing), product, passed.get("content", ""), rep]
    values += [passed.get("pool", ""), passed.get("grade", "")]
    return tuple(value[:LONGEST] for value in values)


def path_of(address: str) -> str:
    """A landing page without what follows “?” or “#”, so that a page is one page."""
    return address.split("?")[0].split("#")[0]


def text(value: Any) -> str:
    """An id as text; nothing for none."""
    return "" if value is None else str(value)


def whole(amount: str | None) -> int:
    """An amount in hundredths from JSON; 0 for none."""
    try:
        return int(float(amount or 0))
    except ValueError:
        return 0
