"""Keeping the words by which leads are found in step with what is known of them."""

from collections import defaultdict
from collections.abc import Iterable

from leads import addresses
from leads.actions import storing
from leads.actions.statements import ask, id_list

KNOWN_AS = """
    WITH RECURSIVE family AS (
        SELECT id AS top, id FROM leads_lead WHERE workspace_id = %(ws)s AND id = ANY(%(ids)s::bigint[])
        UNION ALL
        SELECT family.top, l.id FROM leads_lead l JOIN family ON l.merged_into_id = family.id
         WHERE l.workspace_id = %(ws)s
    )
    SELECT family.top, l.first_name, l.last_name, l.email, l.email_key, l.email_domain, l.phone, l.company_name,
           coalesce(c.name, ''), coalesce(c.domain, '')
      FROM family JOIN leads_lead l ON l.id = family.id
      LEFT JOIN leads_company c ON c.id = l.company_id AND c.workspace_id = l.workspace_id
     WHERE l.workspace_id = %(ws)s AND l.erased_at IS NULL ORDER BY family.top, l.id = family.top DESC, l.id
"""
COLUMNS = ("first_name", "last_name", "email", "email_key", "email_domain", "phone", "company_name")


def refresh_words(workspace_id: int, ids: Iterable[int]) -> None:
    """Find leads by what is known of them now, and of those that were merged into them."""
    wanted = sorted(ids)
    if not wanted:
        return
    found: defaultdict[int, list[str]] = defaultdict(list)
    for top, *values, company, domain in ask(KNOWN_AS, {"ws": workspace_id, "ids": id_list(wanted)}):
        row = dict(zip(COLUMNS, values, strict=True))
        wide = addresses.widest(row["email"]) if row["email"] else ""
        firm = addresses.firm_of(row["email_domain"]) or domain
        row["email_key"] = row["email_key"] or wide
        found[top] += storing.words_of(row, wide_key=wide, firm=firm, company=company)
    storing.forget_words(workspace_id, wanted)
    storing.find_by(workspace_id, [(pk, list(dict.fromkeys(all_words))) for pk, all_words in found.items()])
