"""Traits, as tracking clients name them, as what we know of a person, their firm and their way here."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from leads.person import Complaint, Person

PERSON = {
    "first_name": ("firstname", "first_name", "givenname", "given_name"),
    "last_name": ("lastname", "last_name", "familyname", "family_name", "surname"),
    "phone": ("phone", "phonenumber", "phone_number", "mobile"),
    "title": ("title", "jobtitle", "job_title", "position"),
    "buying_role": ("buyingrole", "buying_role"),
    "language": ("language", "locale"),
    "country": ("country", "countrycode", "country_code"),
    "region": ("region", "state"),
    "city": ("city",),
    "product": ("product", "product_interest", "productinterest", "interested_in"),
    "time_zone": ("timezone", "time_zone"),
}
FIRM = {
    "name": ("name", "company", "company_name"),
    "domain": ("domain", "website", "url"),
    "industry": ("industry",),
    "employees": ("employees", "employeecount", "employee_count", "size"),
    "revenue": ("revenue", "annualrevenue", "annual_revenue"),
}
FIRM_OF_PERSON = ("company", "company_name", "companyname", "organization", "organisation")
DIRECT = "direct"


def describe(found: Person, traits: Mapping[str, Any], *, own_fields: Iterable[str] = ()) -> None:
    """Put on a person what an identify call says; `own_fields` are the keys of the workspace's own fields."""
    address = traits.get("address")
    flat = lowered({**(address if isinstance(address, dict) else {}), **traits})
    for name, keys in PERSON.items():
        setattr(found, name, first(flat, keys))
    if not (found.first_name or found.last_name):
        found.first_name, _, found.last_name = first(flat, ("name", "fullname", "full_name")).partition(" ")
    firm = traits.get("company")
    if isinstance(firm, dict):
        employ(found, firm)
    else:
        found.company_name = first(flat, FIRM_OF_PERSON)
        found.company_domain = host(first(flat, ("website",)))
    found.custom = {key: flat[key] for key in own_fields if flat.get(key) not in (None, "", {})}


def employ(found: Person, firm: Mapping[str, Any]) -> None:
    """Put on a person what is said of their firm."""
    flat = lowered(firm)
    found.company_name = first(flat, FIRM["name"])
    found.company_domain = host(first(flat, FIRM["domain"]))
    about: dict[str, Any] = {"industry": first(flat, FIRM["industry"])}
    about |= {name: number(first(flat, FIRM[name])) for name in ("employees", "revenue")}
    found.company = {name: value for name, value in about.items() if value not in (None, "")}


def came_by(found: Person, properties: Mapping[str, Any]) -> None:
    """Put on a person where their first visit came from: the link's campaign, else the page before."""
    found.utm = {
        name: value for name, value in properties.items() if name.startswith("utm_") and isinstance(value, str)
    }
    found.landing_page = text(properties.get("url")) or text(properties.get("path"))
    found.campaign = found.utm.get("utm_campaign", "")
    found.channel = channel(found.utm)
    referrer = host(text(properties.get("referrer")))
    found.source = found.utm.get("utm_source") or referrer or (DIRECT if found.landing_page else "")


def channel(utm: Mapping[str, str]) -> str:
    """The kind of way somebody came, as links write it."""
    return " ".join(utm.get("utm_medium", "").lower().split())[:60]


def without(person: Person, complaints: Iterable[Complaint]) -> Person:
    """The person without the values that were complained of: what else was said still counts."""
    for complaint in complaints:
        name, _, part = complaint.field.partition(".")
        value = getattr(person, name, None)
        if part and isinstance(value, dict):
            setattr(person, name, {key: inner for key, inner in value.items() if key != part})
        elif isinstance(value, dict):
            setattr(person, name, {})
        elif isinstance(value, str):
            setattr(person, name, "")
    return person


def lowered(traits: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name).strip().lower(): value for name, value in traits.items()}


def first(flat: Mapping[str, Any], keys: Iterable[str]) -> str:
    """The first of the keys that holds a text or a number, as text."""
    return next((found for key in keys if (found := text(flat.get(key)))), "")


def text(value: Any) -> str:
    """A text or a number as text; nothing else."""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def number(said: str) -> int | None:
    """A whole number of people or money; None for what is not one plain number (“50-100”)."""
    try:
        found = int(float(said.replace(",", "").replace(" ", "")))
    except (ValueError, OverflowError):
        return None
    return found if 0 <= found < 2**53 else None


def host(said: str) -> str:
    """The host of a web address or a plain domain."""
    try:
        return (urlsplit(said if "//" in said else f"//{said}").hostname or "")[:253] if said else ""
    except ValueError:
        return ""
