"""A lead's columns as a draft, and what one more description of the person makes of it. Pure.

Said values replace what is there, or only fill what is blank; where a lead came from is kept from the earliest time it
was seen; an address that gives way to another is remembered, so that the lead is still found by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leads import addresses
from leads.normal import Clean

PLAIN = (
    "first_name",
    "last_name",
    "phone",
    "title",
    "buying_role",
    "preferred_channel",
    "language",
    "company_name",
    "country",
    "region",
    "city",
    "time_zone",
    "product",
)
FIRST_TOUCH = ("source", "channel", "landing_page", "utm", "campaign_id")
COLUMNS: tuple[str, ...] = ("email", "email_key", "email_domain", *PLAIN, *FIRST_TOUCH)
COLUMNS += ("company_id", "custom", "consent", "owner_id", "first_seen_at")
REPLACED = frozenset(PLAIN)  # by what is said later
SEARCHED = frozenset({"first_name", "last_name", "email", "phone", "company_name", "company_id"})
UNSHOWN = frozenset({"email_key", "email_domain"})  # they follow the address, which is shown
NAMES = {"company_id": "company", "campaign_id": "campaign", "owner_id": "owner"}
Row = dict[str, Any]
EMPTY: Row = dict.fromkeys(COLUMNS, "") | dict.fromkeys(("email_key", "campaign_id", "company_id", "owner_id"))
EMPTY["consent"] = "unknown"


@dataclass(slots=True)
class Found:
    """The rows that a description of a person names: company by domain or by name, campaign, owner."""

    company_id: int | None = None
    campaign_id: int | None = None
    owner_id: int | None = None


@dataclass(slots=True)
class Draft:
    """A lead as it will be: its columns, addresses by which it was known as well, and those that are new."""

    row: Row
    company_fixed: bool = False
    former_keys: frozenset[str] = frozenset()
    other_keys: list[str] = field(default_factory=list)


def blank(*, seen_at: datetime) -> Row:
    """A lead of whom nothing is known yet."""
    row = EMPTY.copy()
    row["utm"], row["custom"], row["first_seen_at"] = {}, {}, seen_at
    return row


def tell(draft: Draft, person: Clean, found: Found, *, at: datetime, overwrite: bool) -> None:
    """Let the draft know what was said of the person at `at`."""
    row, said = draft.row, person.values
    for name, value in said.items():
        if name in REPLACED and (overwrite or not row[name]):
            row[name] = value
    tell_address(draft, person, overwrite=overwrite)
    tell_company(draft, person, found, overwrite=overwrite)
    seen_at = min(person.seen_at or at, at)
    is_earlier = seen_at < row["first_seen_at"]
    for name in FIRST_TOUCH:
        value = found.campaign_id if name == "campaign_id" else said.get(name)
        if value and (is_earlier or not row[name]):
            row[name] = value
    row["first_seen_at"] = min(seen_at, row["first_seen_at"])
    if "custom" in said:
        row["custom"] = {**row["custom"], **said["custom"]} if overwrite else {**said["custom"], **row["custom"]}
    if found.owner_id and (overwrite or not row["owner_id"]):
        row["owner_id"] = found.owner_id


def tell_address(draft: Draft, person: Clean, *, overwrite: bool) -> None:
    """Take the address when there is none or it may be replaced; remember the other one."""
    row, key = draft.row, person.email_key
    if not key or key == row["email_key"] or key in draft.former_keys:
        return
    if row["email_key"] and not overwrite:
        draft.other_keys.append(key)
        return
    if row["email_key"]:
        draft.other_keys.append(row["email_key"])
    row |= {name: person.values[name] for name in ("email", "email_domain")}
    row["email_key"] = key


def tell_company(draft: Draft, person: Clean, found: Found, *, overwrite: bool) -> None:
    """Put the lead at its company: a web domain decides, a name only where no domain does, a hand over both."""
    row = draft.row
    if draft.company_fixed or not found.company_id:
        return
    decides = bool(person.firm) or not addresses.firm_of(row["email_domain"])
    if not row["company_id"] or (overwrite and decides):
        row["company_id"] = found.company_id


def changes(was: Mapping[str, Any], to: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Which fields differ: {field: [was, to]}, as JSON can say it."""
    return {
        NAMES.get(name, name): [plain(was[name]), plain(to[name])]
        for name in COLUMNS
        if was[name] != to[name] and name not in UNSHOWN
    }


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, datetime) else value
