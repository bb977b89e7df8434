"""Leads, their ids and their words as rows: a statement each, whatever the number."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from leads import words
from leads.actions.statements import as_json, ask, id_list, run
from leads.drafts import COLUMNS, Row

# The sequence's name is looked up once, not for each id.
NEW_IDS = """
    SELECT nextval(name::regclass)
      FROM (SELECT pg_get_serial_sequence('leads_lead', 'id') AS name OFFSET 0) AS sequence, generate_series(1, %s)
"""
TYPES = {
    "company_id": "bigint",
    "campaign_id": "bigint",
    "owner_id": "bigint",
    "first_seen_at": "timestamptz",
}
TYPES |= {"utm": "jsonb", "custom": "jsonb"}
SAID = ", ".join(["id bigint", *(f"{name} {TYPES.get(name, 'text')}" for name in COLUMNS)])
EMPTY = {"email_key": "NULL", "company_id": "NULL", "campaign_id": "NULL", "owner_id": "NULL", "utm": "'{}'"}
EMPTY |= {"custom": "'{}'", "first_seen_at": "NULL"}
VALUES = ", ".join(f"coalesce(said.{name}, {EMPTY.get(name, repr(''))})" for name in COLUMNS)
# In the order of their addresses, so that two batches never wait for each other in a circle.
INSERT = f"""
    INSERT INTO leads_lead (id, workspace_id, {", ".join(COLUMNS)}, return_at, held_since, staged_at, created_at,
        changed_at, stage, holder, cycle, company_fixed, held_for, closed_for, score, fit, engagement, grade)
    SELECT said.id, %(ws)s, {VALUES}, %(return_at)s, %(at)s, %(at)s, %(at)s, %(at)s, 'lead', 'marketing', 1,
           false, '', '', 0, 0, 0, ''
      FROM json_to_recordset(%(rows)s) AS said ({SAID})
     ORDER BY said.email_key, said.id
    ON CONFLICT (workspace_id, email_key) DO NOTHING
    RETURNING id
"""  # noqa: S608 - only our own column names
LOAD = f"""
    SELECT id, company_fixed, merged_into_id, erased_at, {", ".join(COLUMNS)} FROM leads_lead
     WHERE workspace_id = %s AND id = ANY(%s::bigint[]) ORDER BY id
"""  # noqa: S608
UPDATE = f"""
    UPDATE leads_lead l SET {", ".join(f"{name} = said.{name}" for name in COLUMNS)}, changed_at = %(at)s
      FROM json_to_recordset(%(rows)s) AS said ({SAID})
     WHERE l.workspace_id = %(ws)s AND l.id = said.id
"""  # noqa: S608
NOTE = """
    INSERT INTO leads_leadchange (workspace_id, lead_id, at, by_id, cause, fields)
    SELECT %s, lead_id, %s, %s, %s, fields FROM json_to_recordset(%s) AS said (lead_id bigint, fields jsonb)
"""
NAMED = ("company", "campaign", "owner")
NAMES = """
    SELECT 'company', id, name FROM leads_company WHERE workspace_id = %(ws)s AND id = ANY(%(company)s::bigint[])
    UNION ALL
    SELECT 'campaign', id, name FROM leads_campaign WHERE workspace_id = %(ws)s AND id = ANY(%(campaign)s::bigint[])
    UNION ALL
    SELECT 'owner', id, coalesce(nullif(name, ''), email) FROM accounts_user WHERE id = ANY(%(owner)s::bigint[])
"""
IDENTIFY = """
    INSERT INTO leads_identity (workspace_id, kind, value, lead_id, created_at)
    SELECT %s, kind, value, lead_id, %s
      FROM json_to_recordset(%s) AS said (kind text, value text, lead_id bigint) ORDER BY kind, value
    ON CONFLICT (workspace_id, kind, value) DO NOTHING
    RETURNING kind, value
"""
BELONGS = """
    SELECT i.kind, i.value, i.lead_id FROM leads_identity i
      JOIN unnest(%s::text[], %s::text[]) AS said (kind, value) ON said.kind = i.kind AND said.value = i.value
     WHERE i.workspace_id = %s
"""
FIND_BY = """
    INSERT INTO leads_token (workspace_id, lead_id, word)
    SELECT %s, lead_id, word FROM unnest(%s::bigint[], string_to_array(%s, E'\\n')) AS said (lead_id, word)
     ORDER BY word, lead_id
"""
AGAIN = " ON CONFLICT (workspace_id, word, lead_id) DO NOTHING"
FORGET = "DELETE FROM leads_token WHERE workspace_id = %s AND lead_id = ANY(%s::bigint[])"
Pair = tuple[str, str]


def new_ids(count: int) -> list[int]:
    """Ids for leads that are still to be written."""
    return [row[0] for row in ask(NEW_IDS, [count])] if count else []


def insert(workspace_id: int, rows: Mapping[int, Row], *, at: datetime, return_at: datetime) -> set[int]:
    """Write new leads by id; answer the ids of those whose address nobody else had written first."""
    if not rows:
        return set()
    said = [{"id": pk, **{name: value for name, value in row.items() if value}} for pk, row in rows.items()]
    values = {"ws": workspace_id, "at": at, "return_at": return_at, "rows": as_json(said)}
    return {row[0] for row in ask(INSERT, values)}


def load(workspace_id: int, ids: Iterable[int], *, lock: bool = False) -> dict[int, dict[str, Any]]:
    """The leads with these ids, held until the transaction ends if `lock`; always in the order of their ids."""
    wanted = sorted(ids)
    if not wanted:
        return {}
    found = {}
    for row in ask(LOAD + (" FOR NO KEY UPDATE" if lock else ""), [workspace_id, id_list(wanted)]):
        values = dict(zip(("id", "company_fixed", "merged_into_id", "erased_at", *COLUMNS), row, strict=True))
        for name in ("utm", "custom"):
            values[name] = json.loads(values[name])
        found[values["id"]] = values
    return found


def update(workspace_id: int, rows: Mapping[int, Row], *, at: datetime) -> None:
    """Write the columns of leads that are there."""
    if rows:
        said = [{"id": pk, **{name: row[name] for name in COLUMNS}} for pk, row in sorted(rows.items())]
        run(UPDATE, {"ws": workspace_id, "at": at, "rows": as_json(said)})


def note_changes(
    workspace_id: int, changed: Mapping[int, Mapping[str, Any]], *, at: datetime, by_id: int | None, cause: str
) -> None:
    """Write down which fields of leads changed, from what to what; rows by their names, as people read them."""
    named = with_names(workspace_id, changed)
    if named:
        rows = [{"lead_id": pk, "fields": fields} for pk, fields in named.items()]
        run(NOTE, [workspace_id, at, by_id, cause[:60], as_json(rows)])


def with_names(workspace_id: int, changed: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, Any]]:
    """Changes with names for the ids of companies, campaigns and people."""
    names = names_of(workspace_id, changed)
    return {
        key: {field: in_names(field, pair, names) for field, pair in fields.items()} for key, fields in changed.items()
    }


def names_of(workspace_id: int, changed: Mapping[int, Mapping[str, Any]]) -> dict[tuple[str, int], str]:
    """The names of the companies, campaigns and people that changes speak of, by kind and id."""
    wanted = {
        kind: {pk for fields in changed.values() for pk in fields.get(kind, ()) if isinstance(pk, int)}
        for kind in NAMED
    }
    if not any(wanted.values()):
        return {}
    values = {"ws": workspace_id, **{kind: id_list(ids) for kind, ids in wanted.items()}}
    return {(kind, pk): name for kind, pk, name in ask(NAMES, values)}


def in_names(field: str, pair: Sequence[Any], names: Mapping[tuple[str, int], str]) -> list[Any]:
    """Was and to of one field, with names for ids."""
    return [names.get((field, value), "") or value for value in pair] if field in NAMED else list(pair)


def identify(workspace_id: int, pairs: Mapping[Pair, int], *, at: datetime) -> dict[Pair, int]:
    """Write down ids ({(kind, value): lead}); answer to which lead those belong that were taken already."""
    if not pairs:
        return {}
    said = [{"kind": kind, "value": value, "lead_id": pk} for (kind, value), pk in pairs.items()]
    fresh = {(kind, value) for kind, value in ask(IDENTIFY, [workspace_id, at, as_json(said)])}
    taken = sorted(set(pairs) - fresh)
    if not taken:
        return {}
    rows = ask(BELONGS, [[kind for kind, _ in taken], [value for _, value in taken], workspace_id])
    return {(kind, value): pk for kind, value, pk in rows}


def give_ids(workspace_id: int, moved: Mapping[int, int]) -> None:
    """Give the ids of leads that were not made after all to those that were there ({from: to})."""
    for was, to in moved.items():
        run(
            "UPDATE leads_identity SET lead_id = %s WHERE workspace_id = %s AND lead_id = %s",
            [to, workspace_id, was],
        )


def find_by(workspace_id: int, found: Sequence[tuple[int, list[str]]], *, are_new: bool = False) -> None:
    """Let leads be found by these words; those that `are_new` have none yet."""
    ids = [pk for pk, all_words in found for _ in all_words]
    if ids:
        texts = "\n".join(word for _, all_words in found for word in all_words)
        run(FIND_BY if are_new else FIND_BY + AGAIN, [workspace_id, id_list(ids), texts])


def forget_words(workspace_id: int, ids: Iterable[int]) -> None:
    """Let leads be found by no word any more."""
    run(FORGET, [workspace_id, id_list(ids)])


def words_of(row: Row, *, wide_key: str = "", firm: str = "", company: str = "", mark: str = "") -> list[str]:
    """The words of a lead from its columns; `company` is the name of the company it belongs to.

    `mark` is who it is by name and company, where the caller knows.
    """
    name = f"{row['first_name']} {row['last_name']}"
    return words.of_lead(
        names=[name],
        addresses=[row["email"]],
        companies=[row["company_name"], company],
        marks=[
            mark or words.by_name(name, row["company_name"] or firm),
            words.by_address(row["email_key"] or "", wide_key),
        ],
    )
