"""Leads that may be one person: the same phone, the same name and company, the same address read widely."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from leads import addresses, words
from leads.actions.statements import ask
from leads.models import Lead, Token

PHONE, NAME, ADDRESS = (
    "The same phone number",
    "The same name and company",
    "Addresses that reach the same person",
)
# Each group is answered with its newest lead first in the order of groups; the oldest lead of a group is kept.
PHONES = """
    SELECT array_agg(id ORDER BY id) FROM leads_lead
     WHERE workspace_id = %(ws)s AND phone <> '' AND merged_into_id IS NULL AND erased_at IS NULL
     GROUP BY phone HAVING count(*) > 1 ORDER BY max(id) DESC LIMIT %(most)s
"""
NAMES = """
    SELECT array_agg(lead_id ORDER BY lead_id) FROM leads_token
     WHERE workspace_id = %(ws)s AND word >= %(begin)s AND word < %(end)s
     GROUP BY word HAVING count(*) > 1 ORDER BY max(lead_id) DESC LIMIT %(most)s
"""
ADDRESSES = """
    SELECT array_agg(id ORDER BY id) FROM (
        SELECT word, lead_id AS id FROM leads_token
         WHERE workspace_id = %(ws)s AND word >= %(begin)s AND word < %(end)s
        UNION
        SELECT t.word, l.id FROM leads_token t
          JOIN leads_lead l ON l.workspace_id = %(ws)s AND l.email_key = substr(t.word, 2)
         WHERE t.workspace_id = %(ws)s AND t.word >= %(begin)s AND t.word < %(end)s
    ) AS spelt GROUP BY word HAVING count(*) > 1 ORDER BY max(id) DESC LIMIT %(most)s
"""


@dataclass(slots=True)
class Pair:
    """Two leads that may be one person, the older first, and why."""

    first: Lead
    second: Lead
    reasons: list[str] = field(default_factory=list)


def find(workspace_id: int, *, most: int = 100) -> list[Pair]:
    """Likely duplicates, those with the newest lead first; at most `most` of each kind."""
    groups = [(PHONE, ids) for (ids,) in ask(PHONES, {"ws": workspace_id, "most": most})]
    groups += [(NAME, ids) for ids in marked(NAMES, workspace_id, words.BY_NAME, most)]
    groups += [(ADDRESS, ids) for ids in marked(ADDRESSES, workspace_id, words.BY_ADDRESS, most)]
    return pairs(workspace_id, groups)


def marked(sql: str, workspace_id: int, sign: str, most: int) -> list[list[int]]:
    """Groups of leads that have a mark in common."""
    values = {"ws": workspace_id, "most": most, "begin": sign, "end": words.beyond(sign)}
    return [ids for (ids,) in ask(sql, values)]


def pairs(workspace_id: int, groups: Iterable[tuple[str, list[int]]]) -> list[Pair]:
    """The oldest of each group with each of the others; reasons of one pair together."""
    reasons: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for reason, ids in groups:
        for other in ids[1:]:
            reasons[ids[0], other].append(reason)
    wanted = {pk for pair in reasons for pk in pair}
    rows = Lead.objects.present().filter(workspace_id=workspace_id).select_related("company").in_bulk(wanted)
    found = [
        Pair(rows[first], rows[second], why)
        for (first, second), why in reasons.items()
        if first in rows and second in rows
    ]
    return sorted(found, key=lambda pair: (-pair.second.pk, -pair.first.pk))


def duplicates_of(lead: Lead) -> list[Pair]:
    """Leads that may be the same person as this one; a few index look-ups."""
    mine = Lead.objects.present().filter(workspace_id=lead.workspace_id).exclude(pk=lead.pk)
    found: list[tuple[str, list[int]]] = []
    if lead.phone:
        found += [(PHONE, [lead.pk, pk]) for pk in mine.filter(phone=lead.phone).values_list("pk", flat=True)[:20]]
    tokens = Token.objects.filter(workspace_id=lead.workspace_id)
    mark = words.by_name(lead.name, lead.company_name)
    if mark:
        rows = tokens.filter(word=mark).exclude(lead=lead.pk).values_list("lead", flat=True)[:20]
        found += [(NAME, [lead.pk, pk]) for pk in rows]
    if lead.email:
        wide = addresses.widest(lead.email)
        alike = set(tokens.filter(word=words.by_address("?", wide)).values_list("lead", flat=True)[:20])
        alike |= set(mine.filter(email_key=wide).values_list("pk", flat=True))
        found += [(ADDRESS, [lead.pk, pk]) for pk in sorted(alike - {lead.pk})]
    return pairs(lead.workspace_id, found)
