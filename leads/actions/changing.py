"""Correcting one lead by hand: values are checked like any others, and blank means blank."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from leads import addresses, words
from leads.actions import firms, storing
from leads.actions.finding import refresh_words
from leads.actions.matching import ADDRESS
from leads.actions.rulebook import Rulebook, rulebook
from leads.changed import tell
from leads.drafts import FIRST_TOUCH, PLAIN, SEARCHED, Row, changes
from leads.models import Lead
from leads.normal import NOBODY, Clean, clean
from leads.person import Complaint, Person

TEXTS = ("email", *PLAIN, *(name for name in FIRST_TOUCH if name not in {"utm", "campaign_id"}))
TABLES = ("utm", "custom")
ROWS = {"owner": "owner_id", "campaign": "campaign_id"}
EDITABLE = (*TEXTS, *TABLES, *ROWS)


@transaction.atomic
def change(
    lead: Lead, *, fields: Mapping[str, Any], at: datetime, by: User | None, cause: str = "manual"
) -> list[Complaint]:
    """Set fields of one lead; answer what is wrong with them, and then nothing is set. Empty: all is set.

    `fields` may name the texts of EDITABLE, "utm" (the whole table), "custom" (its keys one by one), "owner" and
    "campaign" (rows or None). Blank clears. Complains of values that do not fit, of an address that is another
    lead's, and when nothing would be left to know the lead by.
    """
    book = rulebook(lead.workspace_id)
    person, complaints = checked(fields, book, country=lead.country)
    was = storing.load(lead.workspace_id, [lead.pk], lock=True).get(lead.pk)
    if was is None or was["merged_into_id"] or was["erased_at"]:
        complaints.append(Complaint("", "", "This lead was merged or erased in the meantime."))
    if complaints or was is None:
        return complaints
    row = dict(was)
    set_values(row, fields, person)
    if not is_known(lead, row):
        return [NOBODY]
    match_again(lead.workspace_id, was, row)
    changed = changes(was, row)
    if not changed:
        return []
    complaints = write(lead, was, row, at=at)
    if not complaints:
        by_id = by.pk if by else None
        storing.note_changes(lead.workspace_id, {lead.pk: changed}, at=at, by_id=by_id, cause=cause)
        lead.refresh_from_db()
        tell(lead.workspace_id, [lead.pk])
    return complaints


def checked(fields: Mapping[str, Any], book: Rulebook, *, country: str) -> tuple[Clean, list[Complaint]]:
    """The values in one spelling, and what is wrong with them."""
    unknown = [Complaint(name, "", "A lead has no such field.") for name in fields if name not in EDITABLE]
    tables: dict[str, Any] = {name: fields[name] or {} for name in TABLES if name in fields}
    texts: dict[str, Any] = {name: fields[name] or "" for name in TEXTS if name in fields}
    person = clean(Person(**{"country": country, **texts, **tables}), book.rules)
    return person, [*unknown, *(each for each in person.complaints if each is not NOBODY)]


def set_values(row: Row, fields: Mapping[str, Any], person: Clean) -> None:
    """Put what was said on the row."""
    for name in fields:
        if name in TEXTS:
            row[name] = person.values.get(name, "")
        elif name in ROWS:
            row[ROWS[name]] = fields[name].pk if fields[name] else None
    if "email" in fields:
        row |= {"email_key": person.email_key or None, "email_domain": person.values.get("email_domain", "")}
    if "utm" in fields:
        row["utm"] = person.values.get("utm", {})
    if "custom" in fields:
        blanked = {key for key in fields["custom"] or {} if key not in person.values.get("custom", {})}
        kept = {key: value for key, value in row["custom"].items() if key not in blanked}
        row["custom"] = {**kept, **person.values.get("custom", {})}


def is_known(lead: Lead, row: Row) -> bool:
    """Whether something is left to know the lead by."""
    name = words.split(f"{row['first_name']} {row['last_name']}")
    is_somebody = bool(name) and bool(row["company_name"] or row["company_id"])
    return bool(row["email_key"] or row["phone"] or is_somebody) or lead.identities.exists()


def match_again(workspace_id: int, was: Row, row: Row) -> None:
    """Let a new address or company name decide the company, unless a hand decided it."""
    said = [name for name in ("email_key", "company_name") if row[name] != was[name] and row[name]]
    if not said or was["company_fixed"]:
        return
    wanted = (addresses.firm_of(row["email_domain"]), row["company_name"])
    firm = firms.settle(workspace_id, [wanted]).of(*wanted)
    row["company_id"] = firm.id if firm else row["company_id"]


def write(lead: Lead, was: Row, row: Row, *, at: datetime) -> list[Complaint]:
    """Store the row; keep the old address as a way to find the lead; complain of another lead's address."""
    try:
        with transaction.atomic():
            storing.update(lead.workspace_id, {lead.pk: row}, at=at)
    except IntegrityError as error:
        if getattr(error.__cause__, "pgcode", "") != "23505":
            raise
        return [taken(lead, row)]
    if was["email_key"] and row["email_key"] and was["email_key"] != row["email_key"]:
        storing.identify(lead.workspace_id, {(ADDRESS, was["email_key"]): lead.pk}, at=at)
    if any(was[name] != row[name] for name in SEARCHED):
        refresh_words(lead.workspace_id, [lead.pk])
    return []


def taken(lead: Lead, row: Row) -> Complaint:
    """The complaint on an address that another lead has."""
    other = Lead.objects.filter(workspace_id=lead.workspace_id, email_key=row["email_key"]).first()
    who = f"{other.called} (lead {other.pk})" if other else "Another lead"
    return Complaint("email", row["email"], f"{who} has this address.", "If both are one person, merge them.")
