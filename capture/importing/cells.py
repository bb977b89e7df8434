"""One cell of a row, put where its column says. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from capture.importing import dates, mapping, values, words
from capture.importing.faults import BadValue
from capture.importing.history import NAMES, History
from leads.person import Complaint, Person

SPAN = r"(\d[\d.,]*)\s*(?:-|–|_?to_?|\+|bis)\s*(\d[\d.,]*)?\s*(?:employees|people|mitarbeiter|mitarbeitende)?"
PREFIX = re.compile(r"(?:l|p|ag|as|c|f):(?=[+\d])")  # Meta marks the kinds of its numbers
TITLES = frozenset(["mr", "mrs", "ms", "dr", "prof", "herr", "frau", "mme", "m", "sr", "sra"])
PARTICLES = frozenset({"da", "de", "del", "della", "der", "den", "di", "dos", "du", "la", "le", "ter", "van"})
PARTICLES |= {"von", "zu", "zur", "zum", "al", "bin", "ibn", "el"}


@dataclass(frozen=True)
class Plan:
    """What to make of each row: targets by column, and how the file writes things."""

    headers: tuple[str, ...]
    targets: tuple[str, ...]
    zone: ZoneInfo
    dates: tuple[str, ...]  # dmy, mdy or empty, by column
    decimals: tuple[str, ...]
    types: dict[str, str] = field(default_factory=dict)  # of custom fields
    stage: str = ""  # "mql": everybody in the file is one since their first contact
    consent_text: str = ""
    strict: bool = False  # refuse a row for any value that cannot be read, instead of leaving the value out

    @property
    def used(self) -> list[tuple[int, str]]:
        """The columns that go somewhere."""
        return [(place, target) for place, target in enumerate(self.targets) if target]


@dataclass(slots=True)
class Said:
    """What a row says: the person, what else must be told after (a withdrawal), the history, and
    complaints."""

    person: Person
    history: History = field(default_factory=History)
    withdrawn_at: datetime | None = None
    withdrawn: bool = False
    outcome: str = ""
    closed_at: datetime | None = None
    owner: str = ""
    other_email: str = ""
    is_test: bool = False
    complaints: list[Complaint] = field(default_factory=list)
    remarks: list[Complaint] = field(default_factory=list)


def take(said: Said, target: str, text: str, plan: Plan, place: int) -> None:
    """Put one value where it goes. Raises BadValue."""
    if target in SIMPLE:
        setattr(said.person, target, text)
    elif target in READERS:
        READERS[target](said, text, plan, place)
    elif target in NAMES:
        said.history.reached[NAMES[target]] = day(text, plan, place)
    else:
        take_keyed(said, target, text, plan, place)


def take_keyed(said: Said, target: str, text: str, plan: Plan, place: int) -> None:
    """A value for a field with a key: ids, utm, the company, the workspace's own."""
    kind, _, key = target.replace(".", ":", 1).partition(":")
    key = key.split(":")[0]
    if kind == "id":
        said.person.ids[key] = PREFIX.sub("", text)
    elif kind == "utm":
        said.person.utm[key] = text
    elif kind == "company":
        said.person.company[key] = text if key == "industry" else whole(text, plan, place)
    else:
        said.person.custom[key] = own_value(text, plan.types.get(key, "text"), plan, place)


def own_value(text: str, kind: str, plan: Plan, place: int) -> Any:
    """A value for a custom field of a type. Raises BadValue."""
    if kind == "date":
        return day(text, plan, place).astimezone(zone_of(plan, place)).date()
    if kind in {"number", "money"}:
        return float(values.read_amount(text, decimal=plan.decimals[place])[0])
    return values.read_truth(text) if kind == "boolean" else text


def day(text: str, plan: Plan, place: int) -> datetime:
    """An instant. Raises BadValue."""
    return dates.read_date(text, style=plan.dates[place], zone=zone_of(plan, place))


def zone_of(plan: Plan, place: int) -> tzinfo:
    """The time zone of a column's instants: what its name says (“Create Date (GMT+1)”), else the file's."""
    return dates.zone_in(plan.headers[place]) or plan.zone


def whole(text: str, plan: Plan, place: int) -> int:
    """A whole number; of a range (“201-500”) its beginning. Raises BadValue."""
    span = re.fullmatch(SPAN, text, re.IGNORECASE)
    amount, _ = values.read_amount(span[1] if span else text, decimal=plan.decimals[place])
    if amount < 0:
        raise BadValue("This cannot be less than nothing.", "Correct the number.")
    return round(amount)


# --- fields with a way of their own
def take_phone(said: Said, text: str, plan: Plan, place: int) -> None:
    if values.DESTROYED.fullmatch(text):
        raise BadValue(
            "A spreadsheet turned this phone number into a rounded figure.",
            "Take it from where it came from.",
        )
    phone = PREFIX.sub("", text)
    if words.plain(plan.headers[place]) in {"sms", "whatsapp"} and re.fullmatch(r"[1-9]\d{9,14}", phone):
        phone = f"+{phone}"  # mailing tools write international numbers without it
    said.person.phone = phone


def take_full_name(said: Said, text: str, plan: Plan, place: int) -> None:
    said.person.first_name, said.person.last_name = split_name(text)


def take_company(said: Said, text: str, plan: Plan, place: int) -> None:
    first, sign, rest = text.partition(";")
    said.person.company_name = first.strip() if sign and len(rest) > 1 else text
    if sign and rest.strip():
        why = "Several companies stand here; the first was taken."
        said.remarks.append(Complaint(plan.headers[place], text[:200], why, "Correct the company if it is another."))


def take_consent(said: Said, text: str, plan: Plan, place: int) -> None:
    given = values.read_truth(text)
    said.person.consent = True if given else None
    said.withdrawn = said.withdrawn or not given


def take_unsubscribed(said: Said, text: str, plan: Plan, place: int) -> None:
    said.withdrawn = said.withdrawn or values.read_truth(text)


def take_unsubscribed_at(said: Said, text: str, plan: Plan, place: int) -> None:
    said.withdrawn, said.withdrawn_at = True, day(text, plan, place)


def take_seen(said: Said, text: str, plan: Plan, place: int) -> None:
    said.person.seen_at = day(text, plan, place)


def take_closed(said: Said, text: str, plan: Plan, place: int) -> None:
    said.closed_at = day(text, plan, place)


def take_outcome(said: Said, text: str, plan: Plan, place: int) -> None:
    said.outcome = mapping.outcome_of(text)


def take_amount(said: Said, text: str, plan: Plan, place: int) -> None:
    amount, currency = values.read_amount(text, decimal=plan.decimals[place])
    said.history.details["amount"] = round(amount * 100)
    if currency:
        said.history.details["currency"] = currency


def take_currency(said: Said, text: str, plan: Plan, place: int) -> None:
    said.history.details["currency"] = text.upper()[:3]


def take_reason(said: Said, text: str, plan: Plan, place: int) -> None:
    said.history.reason = text[:200]


def take_rep(said: Said, text: str, plan: Plan, place: int) -> None:
    said.history.rep = said.history.details["rep"] = text[:200]


def take_owner(said: Said, text: str, plan: Plan, place: int) -> None:
    said.owner = text


def take_other_email(said: Said, text: str, plan: Plan, place: int) -> None:
    said.other_email = text


Reader = Callable[[Said, str, Plan, int], None]
READERS: dict[str, Reader] = {
    "phone": take_phone,
    "full_name": take_full_name,
    "company_name": take_company,
    "consent": take_consent,
    "unsubscribed": take_unsubscribed,
    "unsubscribed_at": take_unsubscribed_at,
    "seen_at": take_seen,
    "closed_at": take_closed,
    "outcome": take_outcome,
    "amount": take_amount,
    "currency": take_currency,
    "lost_reason": take_reason,
    "rep": take_rep,
    "owner": take_owner,
    "other_email": take_other_email,
}
SIMPLE = frozenset({*mapping.TEXTS, *mapping.FROM} - set(READERS)) - {name for name in mapping.FROM if "." in name}


def split_name(text: str) -> tuple[str, str]:
    """First and last name of a full one: “Doe, Jane”, “Dr Jane van Doe”."""
    if text.count(",") == 1:
        last, first = (part.strip() for part in text.split(","))
        if last and first:
            return first, last
    parts = text.split()
    while len(parts) > 2 and parts[0].rstrip(".").casefold() in TITLES:
        parts = parts[1:]
    if len(parts) < 2:
        return text, ""
    cut = len(parts) - 1
    while cut > 1 and parts[cut - 1].casefold() in PARTICLES:
        cut -= 1
    return " ".join(parts[:cut]), " ".join(parts[cut:])
