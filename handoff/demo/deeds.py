"""Sixty thousand activities: what people looked at before and after, and how sales tried to reach them."""

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Workspace
from handoff.demo import words
from handoff.demo.people import Way
from leads.actions.statements import as_json, run
from leads.models import Content

WANTED = 60_000
AT_ONCE = 10_000
LEFT = 0.03  # of the others: want no more mails
BEFORE = 0.65  # of what those did who were passed on: in the days before
NAMES = uuid.UUID("6f6e1c1e-5c1e-4f7e-9a53-0b8a7e2f4c11")  # makes the demo's message ids the same each time
STORE = """
WITH said AS (SELECT * FROM json_to_recordset(%(rows)s) AS said (lead bigint, at timestamptz, type text, title text,
                  properties jsonb, content bigint, by bigint,
                  message uuid)),
     keys AS (INSERT INTO leads_messagekey (workspace_id, message_id) SELECT %(ws)s, message FROM said
                  ON CONFLICT DO NOTHING RETURNING message_id)
INSERT INTO leads_activity (workspace_id, lead_id, at, received_at, type, title, properties, content_id, channel,
                            origin, by_id, message_id, counts)
SELECT %(ws)s, lead, at, at, type, title, properties, content, '',
       CASE WHEN by IS NULL THEN 'demo' ELSE 'member' END, by, message, true
  FROM said JOIN keys ON keys.message_id = said.message
"""
TOUCH = """
UPDATE leads_lead l SET last_activity_at = said.at FROM
    (SELECT lead_id, max(at) AS at FROM leads_activity WHERE workspace_id = %(ws)s GROUP BY lead_id) AS said
 WHERE l.workspace_id = %(ws)s AND l.id = said.lead_id
"""
TITLES = [title for _, title, _, _, _ in words.DEEDS]


def write(
    workspace: Workspace, ways: list[Way], dice: random.Random, *, at: datetime, say: Callable[[str], None]
) -> int:
    """Store them all, some thousands at a time; how many."""
    contents = {content.url: content.pk for content in Content.objects.filter(workspace=workspace)}
    rows: list[dict[str, Any]] = []
    done = 0
    for row in all_deeds(ways, contents, dice, at=at):
        rows.append(row)
        if len(rows) == AT_ONCE:
            run(STORE, {"ws": workspace.pk, "rows": as_json(rows)})
            done += len(rows)
            say(f"{done:,} activities")
            rows = []
    run(STORE, {"ws": workspace.pk, "rows": as_json(rows)})
    run(TOUCH, {"ws": workspace.pk})
    return done + len(rows)


def all_deeds(
    ways: list[Way], contents: dict[str, int], dice: random.Random, *, at: datetime
) -> Iterator[dict[str, Any]]:
    """Everybody's, in proportion to how far they came."""
    weights = [0.4 + way.good + 1.5 * len(way.steps) + (2 if way.live else 0) for way in ways]
    each = WANTED * 0.965 / sum(weights)
    for way, weight in zip(ways, weights, strict=True):
        for number in range(round(each * weight)):
            yield deed(way, number, contents, dice, at=at)
        yield from touches(way, dice, at=at)
        yield from said(way, dice, at=at)


def said(way: Way, dice: random.Random, *, at: datetime) -> Iterator[dict[str, Any]]:
    """What they told us in so many words: a demo asked for just before the pass, or no more mails."""
    if way.steps and way.steps[0][3] == "hand-raiser":
        when = way.steps[0][2] - timedelta(seconds=dice.randrange(2, 40))
        yield row_of(way, "asked", when, "demo requested", "Asked for a demo", {"path": "/demo"}, None)
    elif not way.live and dice.random() < LEFT:
        seen = way.person.seen_at or at
        when = seen + (at - seen) * dice.random()
        yield row_of(way, "left", when, "unsubscribed", "Monday letter", {"subject": "Monday letter"}, None)


def deed(way: Way, number: int, contents: dict[str, int], dice: random.Random, *, at: datetime) -> dict[str, Any]:
    """One visit, opening or download; most of them before the pass, in bursts."""
    kind, title, properties, content, _ = dice.choices(words.DEEDS, [row[4] for row in words.DEEDS])[0]
    seen = way.person.seen_at or at
    end = min(at, way.steps[0][2] + timedelta(days=30)) if way.steps else min(at, seen + timedelta(days=120))
    end = at if way.live else end
    when = seen + (end - seen) * dice.random() ** 0.8
    if way.steps and dice.random() < BEFORE:  # what brought them over the line
        when = max(seen, way.steps[0][2] - timedelta(days=dice.expovariate(1 / 5)))
    return row_of(
        way,
        f"d{number}",
        when,
        kind,
        title,
        properties,
        contents.get(words.CONTENT[content][1]) if content is not None else None,
    )


def touches(way: Way, dice: random.Random, *, at: datetime) -> Iterator[dict[str, Any]]:
    """What the rep did to reach them."""
    if way.rep is None:
        return
    when = way.steps[1][2]
    for number in range(dice.choice([1, 2, 3, 4, 6])):
        when += timedelta(minutes=dice.lognormvariate(3 + number, 1.0))
        if when > at:
            return
        channel = dice.choice(["phone", "email", "phone", "linkedin"])
        outcome = dice.choice(["reached", "no answer", "left a message", "reached"])
        properties = {"channel": channel, "outcome": outcome}
        yield row_of(way, f"t{number}", when, "touch", f"{channel.capitalize()}: {outcome}", properties, None, way.rep)


def row_of(
    way: Way,
    name: str,
    when: datetime,
    kind: str,
    title: str,
    properties: dict[str, Any],
    content: int | None,
    by: int | None = None,
) -> dict[str, Any]:
    """An activity as a row; the same message id each time."""
    return {
        "lead": way.lead,
        "at": when,
        "type": kind,
        "title": title,
        "properties": properties,
        "content": content,
        "by": by,
        "message": str(uuid.uuid5(NAMES, f"{way.person.email}-{name}")),
    }
