"""Whose browsers are whose: looked up, and written down, as a batch of events shows them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection

from capture.identity import ADDRESS, USER, Browser, Known, Name, Plan
from capture.portrait import Told
from leads import actions as leads
from leads.actions import locks
from leads.actions.activities import Library, texts_of

LOOK = """
SELECT kind, said, found, browser, linked, linked_by, seen FROM capture_look_up(%(workspace)s, %(lock)s,
    %(alone)s, %(browsers)s::text[], %(users)s::text[], %(addresses)s::text[],
    %(urls)s::text[], %(keys)s::text[], %(campaigns)s::text[])
"""
SEEN = """
INSERT INTO leads_visitor (workspace_id, anonymous_id, first_seen_at)
SELECT %s, name, at FROM unnest(%s::text[], %s::timestamptz[]) AS seen (name, at) ORDER BY name
ON CONFLICT (workspace_id, anonymous_id) DO UPDATE
SET first_seen_at = least(leads_visitor.first_seen_at, excluded.first_seen_at)
RETURNING anonymous_id, id, lead_id, linked_at, linked_by, first_seen_at
"""
LINK = """
UPDATE leads_visitor visitor SET lead_id = link.lead_id, linked_at = link.at, linked_by = link.by
FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::uuid[]) AS link (id, lead_id, at, by)
WHERE visitor.workspace_id = %s AND visitor.id = link.id
"""


def look(workspace_id: int, told: Sequence[Told], *, alone: bool, before: str = "") -> tuple[Known, Library]:
    """What the database holds of every id and text in a batch, held until the transaction ends.

    While anybody looks, nobody else may change who is who; who means to change it looks `alone`. `before` is
    SQL that has to run first (`tenancy.begin`).
    """
    wanted: dict[str, set[str]] = {"browsers": set(), USER: set(), ADDRESS: set()}
    for _, claim in told:
        if claim.browser:
            wanted["browsers"].add(claim.browser)
        for name in claim.names:
            wanted[name.kind].add(name.value)
        if claim.alias:
            wanted["browsers"].add(claim.alias)
            wanted[USER].add(claim.alias)
    values: dict[str, Any] = {"workspace": workspace_id, "lock": locks.place(workspace_id), "alone": alone}
    wanted = {"browsers": wanted["browsers"], "users": wanted[USER], "addresses": wanted[ADDRESS]}
    campaigns = (one.call.utm.get("utm_campaign", "") for one in told if one.call.utm)
    texts = {**wanted, **texts_of([one.call.properties for one in told], campaigns)}
    values |= {name: as_array(found) for name, found in texts.items()}
    known, library = Known(), Library()
    with connection.cursor() as cursor:
        cursor.execute(before + LOOK, values)
        for kind, value, pk, *row in cursor.fetchall():
            if kind == "browser":
                known.browsers[value] = Browser(row[0], pk, *row[1:])
            elif kind in (USER, ADDRESS):
                known.leads.setdefault(Name(kind, value), set()).add(pk)
            else:
                library.add(kind, value, pk)
    return known, library


def as_array(texts: Collection[str]) -> str:
    """Texts as PostgreSQL writes a text[]; the driver's own way takes ten times as long."""
    signs = "".join(texts)
    if "\\" in signs or '"' in signs:
        texts = [text.replace("\\", r"\\").replace('"', r"\"") for text in texts]
    return '{"' + '","'.join(texts) + '"}' if texts else "{}"


def see(workspace_id: int, plan: Plan, known: Known) -> None:
    """Make rows for browsers that have none, and put back when others were first seen; `known` is told."""
    seen = {**plan.strangers, **plan.earlier}
    if not seen:
        return
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [workspace_id, list(seen), list(seen.values())])
        for name, pk, lead_id, *row in cursor.fetchall():
            known.browsers[name] = Browser(pk, lead_id, *row)


def link(workspace_id: int, plan: Plan, known: Known, lead_of: Mapping[Name, int]) -> None:
    """Say whose the browsers are, and give their people what they did before."""
    if not plan.links:
        return
    changed: dict[int, int] = {}
    rows = [(known.browsers[name], claim) for name, claim in plan.links.items()]
    for browser, claim in rows:
        browser.linked_at, browser.linked_by = claim.at, claim.message_id
        lead_id = lead_of[claim.names[0]]
        if browser.lead_id != lead_id:
            changed[browser.id] = lead_id
    with connection.cursor() as cursor:
        links = [(browser.id, lead_of[claim.names[0]], claim.at, str(claim.message_id)) for browser, claim in rows]
        cursor.execute(LINK, [*map(list, zip(*links, strict=True)), workspace_id])
    moved = [browser for browser, _ in rows if browser.id in changed]
    old = [name for name in plan.links if name not in plan.strangers and known.browsers[name].id in changed]
    if old:
        leads.attribute(
            workspace_id,
            visitors=changed,
            lost={browser.lead_id for browser in moved if browser.lead_id is not None},
            since=min(at for name in old if (at := known.browsers[name].first_seen_at) is not None),
        )
    for browser in moved:
        browser.lead_id = changed[browser.id]
