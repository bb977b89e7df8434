"""The one way an activity is stored, and the one way it is told whose it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection, transaction

from leads.models import Activity
from leads.person import Event
from leads.places import places
from leads.signals import activities_recorded

CLAIM = """
INSERT INTO leads_messagekey (workspace_id, message_id)
SELECT %s, id FROM unnest(%s::uuid[]) AS id ORDER BY id
ON CONFLICT DO NOTHING RETURNING message_id
"""
# Rows are locked in one order, so that two batches never wait for each other in a circle.
HOLD = """
SELECT id, merged_into_id FROM leads_lead WHERE workspace_id = %s AND id = ANY(%s::bigint[])
ORDER BY id FOR NO KEY UPDATE
"""
TOUCH = """
UPDATE leads_lead lead SET last_activity_at = said.at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS said (id, at)
WHERE lead.workspace_id = %s AND lead.id = said.id
    AND (lead.last_activity_at IS NULL OR lead.last_activity_at < said.at - interval '1 minute')
"""
STORE = "SELECT places, ids FROM leads_store_activities(%s, %s::json, %s, %s::bigint[], %s::timestamptz[])"
LIBRARY = """
SELECT 'url', url, id FROM leads_content
WHERE workspace_id = %(workspace)s AND url = ANY(%(urls)s) AND url <> ''
UNION ALL
SELECT 'key', key, id FROM leads_content
WHERE workspace_id = %(workspace)s AND key = ANY(%(keys)s) AND key <> ''
UNION ALL
SELECT 'campaign', key, id FROM leads_campaign
WHERE workspace_id = %(workspace)s AND key = ANY(%(campaigns)s) AND key <> ''
"""
GIVE = """
UPDATE leads_activity SET lead_id = given.lead_id
FROM unnest(%(visitors)s::bigint[], %(leads)s::bigint[]) AS given (visitor_id, lead_id)
WHERE workspace_id = %(workspace)s AND leads_activity.visitor_id = given.visitor_id AND at >= %(since)s
    AND leads_activity.visitor_id IS NOT NULL AND leads_activity.lead_id IS DISTINCT FROM given.lead_id
RETURNING id, message_id, at, type, title, properties, origin, leads_activity.lead_id,
    leads_activity.visitor_id, channel, content_id, campaign_id, counts
"""
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
GRAIN = timedelta(minutes=1)  # how exactly a lead's last activity is kept


class Recorded(msgspec.Struct, omit_defaults=True):
    """An activity as it stands in the table now: what the signal carries. Reads like an `Activity`."""

    id: int
    message_id: UUID
    at: datetime
    type: str
    title: str = ""
    properties: dict[str, Any] = {}
    origin: str = ""
    lead_id: int | None = None
    visitor_id: int | None = None
    channel: str = ""
    content_id: int | None = None
    campaign_id: int | None = None
    counts: bool = True
    sent_at: datetime | None = None
    by_id: int | None = None

    @property
    def pk(self) -> int:
        """The id, as rows call it."""
        return self.id


@dataclass(slots=True)
class Library:
    """What the texts of a batch stand for: content by address and by key, campaigns by key."""

    url: dict[str, int] = field(default_factory=dict)
    key: dict[str, int] = field(default_factory=dict)
    campaign: dict[str, int] = field(default_factory=dict)
    pages: dict[tuple[str, str], int | None] = field(default_factory=dict)

    def add(self, kind: str, text: str, pk: int) -> None:
        """Take in a row of the statement LIBRARY."""
        getattr(self, kind)[text] = pk

    def content(self, properties: dict[str, Any]) -> int | None:
        """The content an activity is about: by the key it names, or else by the page's address."""
        found = self.key.get(key_in(properties))
        if found is not None or not self.url:
            return found
        page = page_in(properties)
        if page not in self.pages:
            self.pages[page] = next((self.url[place] for place in places(*page) if place in self.url), None)
        return self.pages[page]


class Lately:
    """The last activities this process wrote on leads, so that a busy lead's row is not asked with every click."""

    MOST = 100_000

    def __init__(self) -> None:
        self.written: dict[int, datetime] = {}

    def due(self, ats: Mapping[int, datetime]) -> dict[int, datetime]:
        """The leads to write on, in the order of their ids, so that two batches never wait in a circle."""
        fresh = {pk: at for pk, at in ats.items() if pk not in self.written or at - self.written[pk] > GRAIN}
        return dict(sorted(fresh.items()))

    def note(self, ats: Mapping[int, datetime]) -> None:
        """Remember what was committed."""
        if len(self.written) + len(ats) > self.MOST:
            self.written.clear()
        self.written.update(ats)


lately = Lately()


@transaction.atomic(savepoint=False)
def record(
    workspace_id: int,
    events: Iterable[Event],
    *,
    claimed: bool = False,
    held: bool = False,
    library: Library | None = None,
) -> list[Recorded]:
    """Store activities, each message id once for ever, and answer those that are new, in the order given.

    Finds the content and campaign they speak of, sets the leads' last activity (to the minute), gives what
    belongs to a merged lead to the one it was merged into, and sends `activities_recorded` once, in this
    transaction. Needs the workspace's rows in sight. What the caller did before need not be done again: `claimed` these
    ids, `held` the workspace's lock (`locks`) so that nobody merges leads, looked into the `library`.
    """
    told = list({event.message_id: event for event in events}.values())
    if not told:
        return []
    merged = {} if held else hold(workspace_id, {event.lead_id for event in told if event.lead_id})
    rows = described(told, library or look_up(workspace_id, told), merged)
    rows = store(workspace_id, rows, claimed=claimed)
    if rows:
        activities_recorded.send(Activity, workspace_id=workspace_id, activities=rows, lost=frozenset())
    return rows


def claim(workspace_id: int, message_ids: Iterable[UUID]) -> set[UUID]:
    """Mark message ids as taken, in the caller's transaction; answer those that nobody had taken before."""
    ids = list(message_ids)
    if not ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [workspace_id, "{" + ",".join(map(str, ids)) + "}"])
        if cursor.rowcount == len(ids):
            return set(ids)
        return {row[0] for row in cursor.fetchall()}


def attribute(
    workspace_id: int, *, visitors: Mapping[int, int], lost: Iterable[int] = (), since: datetime | None = None
) -> list[Recorded]:
    """Give what visitors did while nobody knew them to leads ({visitor: lead}); answer what changed hands.

    `lost` are leads that had some of it before; `since` is when the first of it happened, if the caller
    knows: only the months from then on are searched. Sends `activities_recorded` for what was given.
    """
    values: dict[str, Any] = {"workspace": workspace_id, "since": since or LONG_AGO}
    values["visitors"], values["leads"] = list(visitors), list(visitors.values())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(GIVE, values)
        rows = [as_recorded(row) for row in cursor.fetchall()]
        if rows:
            touch(workspace_id, latest(rows))
            activities_recorded.send(Activity, workspace_id=workspace_id, activities=rows, lost=frozenset(lost))
    return rows


def latest(told: Iterable[Event | Recorded]) -> dict[int, datetime]:
    """When each lead did the last of a batch."""
    found: dict[int, datetime] = {}
    for event in told:
        if event.lead_id is not None:
            found[event.lead_id] = max(event.at, found.get(event.lead_id, event.at))
    return found


def hold(workspace_id: int, leads: Iterable[int]) -> dict[int, int]:
    """Hold leads to the end of the transaction, that nobody merges them; answer where merged ones are now."""
    now_in: dict[int, int] = {}
    wanted = sorted(leads)
    while wanted:
        with connection.cursor() as cursor:
            cursor.execute(HOLD, [workspace_id, wanted])
            went = {pk: into for pk, into in cursor.fetchall() if into is not None}
        now_in = {was: went.get(into, into) for was, into in now_in.items()} | went
        wanted = sorted(set(went.values()))
    return now_in


def touch(workspace_id: int, ats: Mapping[int, datetime]) -> None:
    """Set the last activity of leads, where it is later than what stands there."""
    if ats:
        pairs = sorted(ats.items())
        with connection.cursor() as cursor:
            cursor.execute(TOUCH, [[pk for pk, _ in pairs], [at for _, at in pairs], workspace_id])


def texts_of(properties: Iterable[dict[str, Any]], campaigns: Iterable[str]) -> dict[str, list[str]]:
    """What the statement LIBRARY has to look for."""
    urls: set[str] = set()
    pages, keys = set(), set()
    for said in properties:
        pages.add(page_in(said))
        keys.add(key_in(said))
    for page in pages:
        urls.update(places(*page))
    return {"urls": list(urls), "keys": list(keys - {""}), "campaigns": list(set(campaigns) - {""})}


def look_up(workspace_id: int, told: Sequence[Event]) -> Library:
    """The content and campaigns that a batch speaks of."""
    found = Library()
    texts = texts_of([event.properties for event in told], (event.campaign for event in told))
    if any(texts.values()):
        with connection.cursor() as cursor:
            cursor.execute(LIBRARY, {"workspace": workspace_id, **texts})
            for row in cursor.fetchall():
                found.add(*row)
    return found


def described(told: Sequence[Event], library: Library, merged: Mapping[int, int]) -> list[Recorded]:
    """The rows to be stored; their ids are not known yet."""
    return [
        Recorded(
            0,
            event.message_id,
            event.at,
            event.type[:100],
            event.title[:300],
            event.properties,
            event.origin[:40],
            merged.get(event.lead_id, event.lead_id) if event.lead_id else None,
            event.visitor_id,
            event.channel[:60],
            library.content(event.properties),
            library.campaign.get(event.campaign) if event.campaign else None,
            event.counts,
            event.sent_at,
            event.by_id,
        )
        for event in told
    ]


def store(workspace_id: int, rows: list[Recorded], *, claimed: bool) -> list[Recorded]:
    """Insert the rows whose message ids are new, put the ids they got on them, and answer those."""
    busy = lately.due(latest(rows))
    with connection.cursor() as cursor:
        told = msgspec.json.encode(rows).decode()
        cursor.execute(STORE, [workspace_id, told, claimed, list(busy), list(busy.values())])
        stored, ids = cursor.fetchone()
    if busy:
        transaction.on_commit(lambda: lately.note(busy))
    if not ids:
        return []
    if len(ids) < len(rows):
        rows = [rows[place - 1] for place in stored]
    for row, pk in zip(rows, ids, strict=True):
        row.id = pk
    return rows


def key_in(properties: dict[str, Any]) -> str:
    """The library's key of the content that an activity names."""
    key = properties.get("content")
    return key if isinstance(key, str) else ""


def page_in(properties: dict[str, Any]) -> tuple[str, str]:
    """The address and the path of the page that an activity happened on."""
    url, path = properties.get("url"), properties.get("path")
    return url if isinstance(url, str) else "", path if isinstance(path, str) else ""


def as_recorded(row: Sequence[Any]) -> Recorded:
    """A row of the table; plain cursors give JSON as text."""
    values = dict(zip(Recorded.__struct_fields__, row, strict=False))
    return Recorded(**{**values, "properties": msgspec.json.decode(values["properties"])})
