"""Make the database say who is who: each person of a batch has one lead, and every id leads to it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
import structlog
from django.db import connection

from accounts.actions import Refused
from capture import traits
from capture.identity import ADDRESS, USER, Known, Name, Plan, Someone
from capture.portrait import Portrait, Told, Word
from leads import actions as leads
from leads.actions.rulebook import Rulebook
from leads.models import Lead

log = structlog.get_logger(__name__)
CAUSE = "tracking"
NAMES = """
INSERT INTO leads_identity (workspace_id, lead_id, kind, value)
SELECT %(workspace)s, said.* FROM unnest(%(leads)s::bigint[], %(kinds)s::text[], %(values)s::text[])
    AS said (lead_id, kind, value)
WHERE NOT (kind = 'email' AND EXISTS (
    SELECT 1 FROM leads_lead WHERE workspace_id = %(workspace)s AND email_key = said.value
))
ON CONFLICT (workspace_id, kind, value) DO NOTHING
"""
FIRST_VISITS = """
SELECT DISTINCT ON (visitor_id) visitor_id, at, message_id, properties FROM leads_activity
WHERE workspace_id = %s AND visitor_id = ANY(%s) AND visitor_id IS NOT NULL AND at >= %s
ORDER BY visitor_id, at, id
"""
LATER_WORDS = """
SELECT lead_id, at, message_id, properties -> 'traits' FROM leads_activity
WHERE workspace_id = %s AND lead_id = ANY(%s) AND at > %s AND type = 'identify'
"""


def settle(
    workspace_id: int, plan: Plan, known: Known, told: Sequence[Told], book: Rulebook, *, at: datetime
) -> dict[Name, int]:
    """Make, merge and describe the leads of a batch's people; answer the lead of every name in it.

    The caller looked `alone`.
    """
    portraits = paint(plan, told)
    for someone in plan.people:
        merge(workspace_id, someone, plan, known, at=at)
    write_names(workspace_id, plan.people, known, kind=USER)
    recall_visits(workspace_id, plan, known, portraits)
    recall_words(workspace_id, portraits.values())
    new = [someone for someone in plan.people if not someone.leads]
    for overwrite in (True, False):
        due = [one for one in portraits.values() if one.is_told is overwrite and needs_words(one, known)]
        describe(workspace_id, due, book, at=at, overwrite=overwrite)
    for someone in plan.people:
        # A form may have made another lead of the same address this moment.
        merge(workspace_id, someone, plan, known, at=at)
    write_names(workspace_id, new, known, kind=USER)
    write_names(workspace_id, plan.people, known, kind=ADDRESS)
    return {name: min(someone.leads) for name, someone in plan.someone.items()}


def paint(plan: Plan, told: Iterable[Told]) -> dict[Someone, Portrait]:
    """What the batch tells of each person: their own events, and those of browsers that become theirs."""
    portraits = {someone: Portrait(someone) for someone in plan.people}
    for one in told:
        names = one.claim.names
        if not names and one.claim.browser in plan.links:
            names = plan.links[one.claim.browser].names
        if names:
            portraits[plan.someone[names[0]]].hear(one.call)
    return portraits


def needs_words(portrait: Portrait, known: Known) -> bool:
    """Whether the person's row has to be made or may have to change."""
    someone = portrait.someone
    addresses = [name for name in someone.names if name.kind == ADDRESS]
    return portrait.is_told or not someone.leads or any(name not in known.leads for name in addresses)


def merge(workspace_id: int, someone: Someone, plan: Plan, known: Known, *, at: datetime) -> None:
    """Make one lead of all that turn out to be one person; the oldest stays."""
    if len(someone.leads) < 2:
        return
    kept_id, *others = sorted(someone.leads)
    rows = Lead.objects.filter(workspace_id=workspace_id).in_bulk([kept_id, *others])
    gone = set()
    for gone_id in others:
        try:
            leads.merge(rows[kept_id], gone=rows[gone_id], at=at, by=None, cause=CAUSE)
            gone.add(gone_id)
        except Refused as refusal:  # two reps work them: people have to settle it
            log.warning("not_merged", kept=kept_id, gone=gone_id, why=str(refusal))
    for other in plan.people:
        other.leads = {kept_id if lead_id in gone else lead_id for lead_id in other.leads}
    for browser in known.browsers.values():
        browser.lead_id = kept_id if browser.lead_id in gone else browser.lead_id
    someone.leads = {kept_id}


def write_names(workspace_id: int, people: Iterable[Someone], known: Known, *, kind: str) -> None:
    """Let every new id of a kind lead to its person's lead; the lead's own address does so already."""
    rows = [
        (min(someone.leads), kind, name.value)
        for someone in people
        for name in someone.names
        if someone.leads and name.kind == kind and name not in known.leads
    ]
    if rows:
        columns = dict(zip(("leads", "kinds", "values"), map(list, zip(*rows, strict=True)), strict=True))
        with connection.cursor() as cursor:
            cursor.execute(NAMES, {"workspace": workspace_id, **columns})


def describe(
    workspace_id: int, portraits: Sequence[Portrait], book: Rulebook, *, at: datetime, overwrite: bool
) -> None:
    """Write down what is told of people; a value the hall refuses is left out, and the rest counts."""
    people = [portrait.person(book.rules.fields) for portrait in portraits]
    for place, person in enumerate(people):
        person.line = place
    while people:
        outcomes = leads.upsert_many(workspace_id, people, at=at, cause=CAUSE, overwrite=overwrite)
        for outcome in outcomes:
            if outcome.lead_id is not None:
                portraits[outcome.line].someone.leads.add(outcome.lead_id)
        refused = {outcome.line: outcome.complaints for outcome in outcomes if outcome.lead_id is None}
        people = [traits.without(person, refused[person.line]) for person in people if person.line in refused]


def recall_visits(workspace_id: int, plan: Plan, known: Known, portraits: dict[Someone, Portrait]) -> None:
    """Let people who turn up for the first time be seen where their browsers first came from."""
    rows = {
        known.browsers[name].id: plan.someone[claim.names[0]]
        for name, claim in plan.links.items()
        if name not in plan.strangers and known.browsers[name].lead_id is None
    }
    began = [
        browser.first_seen_at for browser in known.browsers.values() if browser.id in rows and browser.first_seen_at
    ]
    if not rows or not began:
        return
    with connection.cursor() as cursor:
        cursor.execute(FIRST_VISITS, [workspace_id, list(rows), min(began)])
        for visitor_id, at, message_id, properties in cursor.fetchall():
            step = Word(at, str(message_id), msgspec.json.decode(properties))
            portraits[rows[visitor_id]].steps.append(step)


def recall_words(workspace_id: int, portraits: Iterable[Portrait]) -> None:
    """Let what was said later, but came in earlier, have the last word."""
    late = {min(one.someone.leads): one for one in portraits if one.words and one.someone.leads}
    if not late:
        return
    since = min(word.at for one in late.values() for word in one.words)
    with connection.cursor() as cursor:
        cursor.execute(LATER_WORDS, [workspace_id, list(late), since])
        for lead_id, at, message_id, said in cursor.fetchall():
            words = msgspec.json.decode(said) if said is not None else None
            if isinstance(words, dict):  # anybody may call an event “Identify”
                late[lead_id].words.append(Word(at, str(message_id), words))
