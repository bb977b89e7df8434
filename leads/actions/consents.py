"""The consent log and the list of addresses nobody may write to.

The last word counts, and of two words at one instant the withdrawal. A withdrawal puts the address on the list; only a
consent that is given later takes it off again. What is on the list for another reason (it bounced, its owner
complained) stays there. The list holds hashes, so that it outlives the erasure of the lead.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from leads import addresses
from leads.actions.statements import as_json, ask, id_list, run
from leads.changed import tell
from leads.models import Lead, Suppressed
from leads.normal import LIMITS
from leads.texts import line

GIVEN, WITHDRAWN, UNKNOWN = "given", "withdrawn", "unknown"
BY_WITHDRAWAL, BY_ERASURE = "Consent withdrawn", "Erased at the person's wish"
LIFTED_BY_CONSENT = frozenset({BY_WITHDRAWAL, BY_ERASURE})
LAST = """
    SELECT DISTINCT ON (lead_id) lead_id, given, at, text_version FROM leads_consent
     WHERE workspace_id = %s AND lead_id = ANY(%s::bigint[]) ORDER BY lead_id, at DESC, given, id DESC
"""
NOTE = """
    INSERT INTO leads_consent (workspace_id, lead_id, given, at, text_version, origin, by_id, recorded_at)
    SELECT %s, lead_id, given, at, text, origin, by_id, now()
      FROM json_to_recordset(%s) AS said
           (lead_id bigint, given boolean, at timestamptz, text text, origin text, by_id bigint)
"""
STOPPED = "SELECT hashed, reason, at FROM leads_suppressed WHERE workspace_id = %s AND hashed = ANY(%s)"
LIST = """
    INSERT INTO leads_suppressed (workspace_id, hashed, reason, at)
    SELECT %s, hashed, reason, at FROM json_to_recordset(%s) AS said (hashed text, reason text, at timestamptz)
     ORDER BY hashed
    ON CONFLICT (workspace_id, hashed) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said about being written to."""

    given: bool
    at: datetime
    text: str = ""
    origin: str = ""
    by_id: int | None = None
    is_dated: bool = True  # False: a file says it was given, and nobody knows when


@dataclass(frozen=True, slots=True)
class Last:
    """The newest word on record."""

    given: bool
    at: datetime
    text: str


def changes_it(word: Word, last: Last | None) -> bool:
    """Whether a word becomes the last one: newer, or a withdrawal at the same instant, or to a new text."""
    if last is None:
        return True
    if not word.given:
        return last.given and word.at >= last.at
    if not last.given:
        return word.is_dated and word.at > last.at
    return bool(word.text) and word.text != last.text and word.at > last.at


def last_words(workspace_id: int, lead_ids: Iterable[int]) -> dict[int, Last]:
    """The newest word of each lead that said one."""
    rows = ask(LAST, [workspace_id, id_list(lead_ids)])
    return {lead_id: Last(given, at, text) for lead_id, given, at, text in rows}


def write_down(workspace_id: int, said: Iterable[tuple[int, Word]]) -> None:
    """Add words to the log."""
    rows = [
        {
            "lead_id": lead_id,
            "given": word.given,
            "at": word.at.isoformat(),
            "text": word.text,
            "origin": word.origin[:120],
            "by_id": word.by_id,
        }
        for lead_id, word in said
    ]
    if rows:
        run(NOTE, [workspace_id, as_json(rows)])


@transaction.atomic
def consent(
    lead: Lead, *, given: bool, at: datetime, text_version: str = "", origin: str = "", by: User | None = None
) -> bool:
    """Write down that somebody gave or withdrew consent at `at`; False when an earlier word stands against it.

    Kept in the log in either case: a consent that is older than a withdrawal is written down and changes nothing.
    Raises custom.Fault for texts that are too long.
    """
    Lead.objects.select_for_update(no_key=True).get(pk=lead.pk, workspace_id=lead.workspace_id)
    last = last_words(lead.workspace_id, [lead.pk]).get(lead.pk)
    word = Word(given, at, line(text_version, LIMITS["consent_text"]), line(origin, 120), by.pk if by else None)
    is_news = last is None or last.given != given
    counts = changes_it(word, last)
    write_down(lead.workspace_id, [(lead.pk, word)])
    if counts and is_news:
        lead.consent = GIVEN if given else WITHDRAWN
        Lead.objects.filter(pk=lead.pk).update(consent=lead.consent, changed_at=at)
        tell(lead.workspace_id, [lead.pk])
    if lead.email and counts:
        keep_list(lead.workspace_id, {lead.email: word})
    return counts


def keep_list(workspace_id: int, said: Mapping[str, Word]) -> None:
    """Put addresses whose owners withdrew on the list, and take those off who consented later."""
    withdrawn = {address: word.at for address, word in said.items() if not word.given}
    suppress(workspace_id, withdrawn, reason=BY_WITHDRAWAL)
    given = {hash_of(workspace_id, address): word.at for address, word in said.items() if word.given}
    if given:
        rows = Suppressed.objects.filter(workspace_id=workspace_id, hashed__in=sorted(given))
        late = [row.pk for row in rows if row.reason in LIFTED_BY_CONSENT and row.at < given[row.hashed]]
        rows.filter(pk__in=late).delete()


def suppress(workspace_id: int, stopped: Mapping[str, datetime], *, reason: str) -> None:
    """Put addresses ({address: since when}) on the list of those nobody may write to."""
    hashes = {hash_of(workspace_id, address): at for address, at in stopped.items() if address}
    if hashes:
        rows = [{"hashed": key, "reason": reason[:120], "at": at.isoformat()} for key, at in hashes.items()]
        run(LIST, [workspace_id, as_json(rows)])


def suppressed(workspace_id: int, emails: Iterable[str]) -> set[str]:
    """Which of these addresses nobody may write to."""
    hashes = {email: hash_of(workspace_id, email) for email in emails if email}
    found = Suppressed.objects.filter(workspace_id=workspace_id, hashed__in=sorted(set(hashes.values())))
    stopped = set(found.values_list("hashed", flat=True))
    return {email for email, key in hashes.items() if key in stopped}


def withdrawn_since(workspace_id: int, wide_keys: Iterable[str]) -> dict[str, datetime]:
    """Since when those of these addresses (widest keys) are on the list whose owners wished it."""
    hashes = {hashed(workspace_id, key): key for key in wide_keys}
    rows = ask(STOPPED, [workspace_id, sorted(hashes)]) if hashes else []
    return {hashes[key]: at for key, reason, at in rows if reason in LIFTED_BY_CONSENT}


def hash_of(workspace_id: int, email: str) -> str:
    """How the list knows an address: every spelling of it that may reach the same person has the same hash."""
    return hashed(workspace_id, addresses.widest(email))


def hashed(workspace_id: int, wide_key: str) -> str:
    """The hash of an address's widest key; no two workspaces have the same for one address."""
    return hashlib.sha256(f"{workspace_id}:{wide_key}".encode()).hexdigest()


def may_be_written_to(lead: Lead) -> bool:
    """Whether there is an address, nothing was withdrawn, and the address is not on the list."""
    return bool(lead.email) and lead.consent != WITHDRAWN and not suppressed(lead.workspace_id, [lead.email])
