"""Which column of a file is which field: the fields there are, and suggestions by header and by content.
Pure."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from capture.importing import values, words
from capture.importing.dates import DateLook, look_at_dates
from leads import countries

IGNORE = ""
TEXTS = {
    "email": "E-mail",
    "other_email": "E-mail, where the first is empty",
    "full_name": "Full name",
    "first_name": "First name",
    "last_name": "Last name",
    "title": "Job title",
    "phone": "Phone",
    "company_name": "Company",
    "company_domain": "Company's web domain",
    "country": "Country",
    "region": "Region",
    "city": "City",
    "language": "Language",
    "time_zone": "Time zone",
    "buying_role": "Buying role",
    "preferred_channel": "Preferred channel",
    "product": "Product of interest",
}
FROM = {
    "source": "Source",
    "channel": "Channel",
    "campaign": "Campaign",
    "landing_page": "Landing page",
    "utm.source": "utm_source",
    "utm.medium": "utm_medium",
    "utm.campaign": "utm_campaign",
    "utm.term": "utm_term",
    "utm.content": "utm_content",
}
FIRM = {"company.industry": "Industry", "company.employees": "Employees", "company.revenue": "Yearly revenue"}
CONSENT = {
    "consent": "Consent (yes or no)",
    "unsubscribed": "Unsubscribed (yes or no)",
    "unsubscribed_at": "Unsubscribed on",
}
DATES = {
    "seen_at": "First contact",
    "mql_at": "Became MQL",
    "sal_at": "Accepted by sales",
    "sql_at": "Became SQL",
    "won_at": "Won",
    "lost_at": "Lost",
    "closed_at": "Closed (won or lost)",
}
HISTORY = {
    **DATES,
    "outcome": "Outcome (won or lost)",
    "lost_reason": "Reason of loss",
    "amount": "Amount",
    "currency": "Currency",
    "rep": "Sales rep (name, e-mail or id)",
}
OWNER = {"owner": "Owner (name or e-mail)"}
GROUPS = {
    "Person": TEXTS,
    "Where from": FROM,
    "Company": FIRM,
    "Consent": CONSENT,
    "Owner": OWNER,
    "History": HISTORY,
}
LABELS = {key: label for fields in GROUPS.values() for key, label in fields.items()}
IS_DATE = frozenset({*DATES, "unsubscribed_at"})
IS_NUMBER = frozenset({"amount", "company.revenue", "company.employees"})
KNOWS = ("email", "other_email", "phone", "full_name", "first_name", "last_name", "company_name")
ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
NUMBER = re.compile(r"\+?[\d\s()./-]{7,20}")
OWN = re.compile(r"(custom|new|id):[a-z][a-z0-9_]{0,39}(:(text|number|money|date|boolean))?")


@dataclass
class Column:
    """One column: its name, some of its values, what its dates look like, which field it goes to and why."""

    place: int
    name: str
    samples: list[str] = field(default_factory=list)
    target: str = IGNORE
    why: str = ""
    dates: DateLook = field(default_factory=DateLook)
    decimal: str = ""
    unclear_decimal: bool = False
    tells_outcome: bool = False  # whether “won” or “lost” is said in it

    @property
    def is_empty(self) -> bool:
        """Whether nothing was seen in it."""
        return not self.samples


def columns(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Column]:
    """The columns with what the first rows show of them."""
    found = []
    for place, name in enumerate(headers):
        texts = [row[place] for row in rows if place < len(row) and not values.is_nothing(row[place])]
        decimal, unclear = values.decimal_of(texts[:5000])
        samples = list(dict.fromkeys(words.tidy(text)[:80] for text in texts[:200]))[:3]
        look = look_at_dates(texts)
        column = Column(place, name, samples, dates=look, decimal=decimal, unclear_decimal=unclear)
        column.tells_outcome = any(outcome_of(text) for text in set(texts) if len(text) < 60)
        found.append(column)
    return found


def suggest(found: Sequence[Column], rows: Sequence[Sequence[str]], *, own: Mapping[str, str] | None = None) -> None:
    """Put a target and its reason on each column; `own` are the workspace's custom fields ({key: label}).

    No field is suggested twice, but for ids. A suggestion by name that the content contradicts is not made.
    """
    labels = {words.plain(label): key for key, label in (own or {}).items()}
    taken: set[str] = set()
    for column in found:
        target = words.known(column.name)
        key = words.key_of(column.name)
        if key in (own or {}) or words.plain(column.name) in labels:
            target = f"custom:{key if key in (own or {}) else labels[words.plain(column.name)]}"
        if target == "country" and column.samples and not any(countries.read(text) for text in column.samples):
            target = "region" if "region" in words.plain(column.name) else IGNORE
        if target and target not in taken and not (rows and contradicts(column, target)):
            column.target, column.why = target, "by its name"
            taken.add(target)
    by_content(found, rows, taken)
    for column in found:
        if column.target == "closed_at" and "outcome" not in taken:
            column.target, column.why = IGNORE, ""  # nobody knows how it ended
    if "id:id" in taken or sum(column.target.startswith("id:") for column in found) > 1:
        keep_first_id(found)


def contradicts(column: Column, target: str) -> bool:
    """Whether what stands in a column cannot be what its name says."""
    if column.is_empty:
        return True
    if target in IS_DATE:
        return not column.dates.is_column
    if target in {"email", "other_email"}:
        return not any("@" in text for text in column.samples)
    if target in {"consent", "unsubscribed"}:
        return not all(is_truth(text) for text in column.samples)
    if target == "outcome":
        return not column.tells_outcome
    if target in IS_NUMBER:
        return not any(char.isdigit() for text in column.samples for char in text)
    return target == "rep" and all(ADDRESS.fullmatch(text) is None and len(text) > 60 for text in column.samples)


def is_truth(text: str) -> bool:
    """Whether a text says yes or no."""
    return words.plain(text) in values.YES | values.NO


def outcome_of(text: str) -> str:
    """“won”, “lost” or nothing, of a deal's stage as people write it."""
    said = f" {words.plain(text)} "
    for word, wanted in (("won", " won "), ("lost", " lost "), ("won", " gewonnen "), ("lost", " verloren ")):
        if wanted in said:
            return word
    return ""


def by_content(found: Sequence[Column], rows: Sequence[Sequence[str]], taken: set[str]) -> None:
    """Addresses and, where there is no header, phone numbers are known by what they look like."""
    for column in found:
        texts = [row[column.place].strip() for row in rows[:200] if column.place < len(row)]
        texts = [text for text in texts if text]
        if column.target or not texts:
            continue
        if "email" not in taken and share(texts, ADDRESS) > 0.8:
            column.target, column.why = "email", "by its content"
        elif "phone" not in taken and looks_like_phones(texts) and not column.dates.is_column:
            column.target, column.why = "phone", "by its content"
        taken.add(column.target)


def looks_like_phones(texts: Sequence[str]) -> bool:
    """Whether most of the texts may be phone numbers, and one says so."""
    return share(texts, NUMBER) > 0.8 and any(text[0] in "+0(" for text in texts)


def share(texts: Sequence[str], pattern: re.Pattern[str]) -> float:
    """How many of the texts have a form."""
    return sum(1 for text in texts if pattern.fullmatch(text)) / len(texts)


def keep_first_id(found: Sequence[Column]) -> None:
    """Of several ids only the first is suggested: an export's first id is the person's."""
    seen = False
    for column in found:
        if column.target.startswith("id:"):
            if seen:
                column.target, column.why = IGNORE, ""
            seen = True


def layout_key(headers: Sequence[str]) -> str:
    """What a layout is remembered by: its column names in their order."""
    return hashlib.sha256("\x1f".join(words.plain(name) for name in headers).encode()).hexdigest()


def faults(targets: Sequence[str]) -> list[str]:
    """What keeps a mapping from being used, as sentences."""
    found = []
    used = [target for target in targets if target]
    for target in sorted({target for target in used if used.count(target) > 1}):
        found.append(f"Two columns go to “{label(target)}”. Choose one of them.")
    for target in used:
        if target not in LABELS and not OWN.fullmatch(target):
            found.append(f"There is no field “{target[:60]}”.")
    if not any(target in KNOWS or target.startswith("id:") for target in used):
        found.append("No column says who the leads are. Choose one for the e-mail address, the phone, a name or an id.")
    if "closed_at" in used and "outcome" not in used:
        found.append("“Closed (won or lost)” needs a column for the outcome, too.")
    return found


def label(target: str) -> str:
    """A target as people read it."""
    if target in LABELS:
        return LABELS[target]
    kind, _, rest = target.partition(":")
    key = rest.split(":")[0]
    return {"id": f"Id “{key}”", "custom": f"Own field “{key}”", "new": f"New field “{key}”"}.get(kind, "Left out")
