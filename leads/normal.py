"""What is said of a lead, made into one spelling, or refused with the field and the reason. Pure.

Nothing is cut, guessed or dropped: a value that does not fit its field is a complaint, and a person with a complaint
is not stored. The one exception is the query of a landing page's address: machines make it longer than anyone needs.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from leads import addresses, countries, words
from leads.custom import Fault, OwnField, is_blank, kind, read, shown
from leads.person import Complaint, Person
from leads.texts import country, instant, line, of_company, phone, storable, zones

LIMITS = {
    "first_name": 100,
    "last_name": 100,
    "title": 150,
    "buying_role": 40,
    "preferred_channel": 20,
    "company_name": 200,
    "region": 80,
    "city": 80,
    "product": 80,
    "source": 80,
    "channel": 60,
    "campaign": 120,
    "consent_text": 80,
}
MOST_PAGE, MOST_ID, MOST_ID_KIND, MOST_UTM, MOST_UTMS = 500, 200, 40, 300, 20
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,6})?", re.IGNORECASE)
FIRST_TOUCH = ("source", "channel", "landing_page", "utm", "campaign")

NOBODY = Complaint(
    "",
    "",
    "There is nothing to know this person by.",
    "Give an e-mail address, a phone number, an id, or a name with a company.",
)


@dataclass(frozen=True)
class Rules:
    """What a workspace decided: which addresses are one, the country of numbers without +, its own fields."""

    email_rule: str = addresses.CASE
    country: str = ""
    fields: Mapping[str, OwnField] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(slots=True)
class Clean:
    """A person in one spelling. `values` holds the lead's columns of which something was said."""

    values: dict[str, Any] = field(default_factory=dict)
    email_key: str = ""
    wide_key: str = ""
    firm: str = ""  # the registrable domain of the company
    company: dict[str, Any] = field(default_factory=dict)
    campaign: str = ""
    ids: list[tuple[str, str]] = field(default_factory=list)
    consent: bool | None = None
    consent_text: str = ""
    seen_at: datetime | None = None
    owner_email: str = ""
    name_mark: str = ""
    complaints: list[Complaint] = field(default_factory=list)


def clean(person: Person, rules: Rules) -> Clean:
    """The person in one spelling, with every complaint there is; refused when there is any."""
    found = Clean(consent=person.consent)
    for name, reader in READERS.items():
        value = getattr(person, name)
        if value:
            try:
                reader(found, name, value, person, rules)
            except Fault as fault:
                complain(found, name, value, fault)
    try:
        found.seen_at = instant(person.seen_at) if person.seen_at else None
    except Fault as fault:
        complain(found, "seen_at", str(person.seen_at), fault)
    values = found.values
    company = values.get("company_name") or found.firm
    found.name_mark = words.by_name(f"{values.get('first_name', '')} {values.get('last_name', '')}", company)
    if not (found.complaints or found.email_key or found.ids or "phone" in values or found.name_mark):
        found.complaints.append(NOBODY)
    return found


def complain(found: Clean, name: str, value: Any, fault: Fault) -> None:
    """Note a fault."""
    found.complaints.append(Complaint(name, shown(value), fault.why, fault.do))


# --- the fields of a person
Reader = Callable[[Clean, str, Any, Person, Rules], None]


def read_line(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    text = line(value, LIMITS[name])
    if text:
        found.values[name] = text


def read_email(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    typed = line(value, 10 * addresses.MOST)
    if not typed:
        return
    try:
        address = addresses.read(typed, rule=rules.email_rule)
    except addresses.BadAddress as bad:
        raise Fault(str(bad), "Write one address, such as jane@example.com.") from None
    found.email_key, found.wide_key = address.key, address.wide
    found.values |= {"email": address.typed, "email_domain": address.domain}
    found.firm = found.firm or addresses.firm_of(address.domain)


def read_phone(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    typed = line(value, 100)
    own = countries.read(person.country) if isinstance(person.country, str) and person.country else None
    if typed:
        found.values[name] = phone(typed, country=own or rules.country)


def read_country(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    typed = line(value, 100)
    if typed:
        found.values[name] = country(typed)


def read_time_zone(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    typed = line(value, 100)
    if typed and typed.lower() not in zones():
        raise Fault("There is no such time zone.", "Use a name such as Europe/Berlin.")
    if typed:
        found.values[name] = zones()[typed.lower()]


def read_language(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    typed = line(value, 100).replace("_", "-")
    if typed and not LANGUAGE.fullmatch(typed):
        raise Fault("That is not a language code.", "Use a code such as de or en-GB.")
    if typed:
        found.values[name] = typed


def read_landing_page(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    page = line(value, 100_000)
    page = page if len(page) <= MOST_PAGE else re.split("[?#]", page, maxsplit=1)[0]
    found.values[name] = line(page, MOST_PAGE)


def read_company_domain(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    try:
        found.firm = addresses.read_domain(line(value, 2000))
    except addresses.BadAddress as bad:
        raise Fault(str(bad), "Write the firm's web domain.") from None


def read_consent_text(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    found.consent_text = line(value, LIMITS[name])


def read_campaign(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    found.campaign = line(value, LIMITS[name])


def read_owner(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    found.owner_email = line(value, addresses.MOST).lower()


def read_ids(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    for key, text in table(value).items():
        if not is_blank(text):
            found.ids.append((line(key, MOST_ID_KIND), line(text, MOST_ID)))


def read_utm(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    said = {}
    for key, text in table(value).items():
        short = line(key, MOST_ID_KIND).lower().removeprefix("utm_")
        if not is_blank(text):
            said[short] = line(text, MOST_UTM)
    if len(said) > MOST_UTMS:
        raise Fault(f"At most {MOST_UTMS} tags fit here, these are {len(said)}.")
    if said:
        found.values[name] = said


def read_custom(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    said = {}
    for key, raw in table(value).items():
        if is_blank(raw):
            continue
        try:
            said[key] = own(rules, key, raw)
        except Fault as fault:
            complain(found, f"custom.{shown(key)}", raw, fault)
    if said:
        found.values[name] = said


def read_company(found: Clean, name: str, value: Any, person: Person, rules: Rules) -> None:
    for key, raw in table(value).items():
        if is_blank(raw):
            continue
        try:
            found.company[key] = of_company(key, raw)
        except Fault as fault:
            complain(found, f"company.{shown(key)}", raw, fault)


READERS: dict[str, Reader] = {
    **{name: read_line for name in LIMITS if name not in {"campaign", "consent_text"}},
    "company_domain": read_company_domain,
    "email": read_email,
    "country": read_country,
    "phone": read_phone,
    "language": read_language,
    "time_zone": read_time_zone,
    "campaign": read_campaign,
    "landing_page": read_landing_page,
    "utm": read_utm,
    "custom": read_custom,
    "company": read_company,
    "consent_text": read_consent_text,
    "ids": read_ids,
    "owner_email": read_owner,
}


def table(value: Any) -> dict[str, Any]:
    """A table of names and values; raises Fault."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise Fault(f"This takes names with values, not {kind(value)}.")
    return dict(value)


def own(rules: Rules, key: str, value: Any) -> Any:
    """The value of a custom field; raises Fault."""
    if key not in rules.fields:
        known = ", ".join(sorted(rules.fields)) or "none so far"
        raise Fault("This workspace has no such field.", f"Its fields are: {known}.")
    if isinstance(value, str):
        value = unicodedata.normalize("NFC", storable(value, lines=True))
    return read(rules.fields[key], value)
