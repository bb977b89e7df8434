"""A lead as some source described it, before it is one of our rows: what every way in hands to the hall."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(slots=True)
class Person:
    """What is known of one person; empty texts and None mean “not said”. Values are as typed; the verb normalises them.

    `ids` are other systems' ids ({"user_id": "42"}); `custom` holds custom fields by key; `seen_at` is when they
    first showed up; `line` is the caller's own reference (a row number) that comes back in the outcome.
    """

    email: str = ""
    phone: str = ""
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    buying_role: str = ""
    preferred_channel: str = ""
    language: str = ""
    company_name: str = ""
    company_domain: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    time_zone: str = ""
    source: str = ""
    channel: str = ""
    campaign: str = ""
    landing_page: str = ""
    product: str = ""  # what they are interested in
    utm: dict[str, str] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    company: dict[str, Any] = field(default_factory=dict)  # industry, employees, revenue … of the company
    consent: bool | None = None
    consent_text: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    seen_at: datetime | None = None
    owner_email: str = ""
    line: int = 0


@dataclass(slots=True, frozen=True)
class Complaint:
    """What is wrong with one value: which field, what was there, why, and what to do about it."""

    field: str
    value: str
    why: str
    do: str = ""


@dataclass(slots=True)
class Outcome:
    """What became of one Person: `created`, `updated`, `same` or `refused` (then with complaints and no lead)."""

    line: int
    what: str
    lead_id: int | None = None
    complaints: list[Complaint] = field(default_factory=list)
    changed: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Event:
    """One activity as some source described it. `message_id` makes it happen once, however often it is sent.

    Exactly one of `lead_id` and `visitor_id` is needed at storing; `at` is already corrected for clock skew.
    """

    message_id: UUID
    at: datetime
    type: str
    title: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
    origin: str = ""
    lead_id: int | None = None
    visitor_id: int | None = None
    sent_at: datetime | None = None
    channel: str = ""
    campaign: str = ""
    by_id: int | None = None
    counts: bool = True
