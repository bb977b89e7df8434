"""Where the fields of a condition stand in the tables. Missing is NULL or an empty text."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.db.models import BooleanField, DecimalField, F, JSONField, TextField, Value

from leads.conditions import Field, Type
from leads.maildomains import MailKind
from leads.matching.written import Written

CUSTOM = "lead.custom."
# A custom value that is not of its field's type counts as missing, so that no cast can fail.
KEPT_AS = "jsonb_typeof({0} -> {1}) = "
JSON_TEXT = f"(CASE WHEN {KEPT_AS}'string' THEN {{0}} ->> {{1}} ELSE '' END)"
JSON_DAY = (
    f"(CASE WHEN {KEPT_AS}'string' AND {{0}} ->> {{1}} ~ '^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$'"
    " THEN {0} ->> {1} ELSE '' END)"
)
JSON_NUMBER = f"(CASE WHEN {KEPT_AS}'number' THEN ({{0}} ->> {{1}})::numeric END)"
JSON_TRUTH = f"(CASE WHEN {KEPT_AS}'boolean' THEN ({{0}} ->> {{1}})::boolean END)"
AMONG = "(CASE WHEN {0} <> '' THEN EXISTS (SELECT 1 FROM leads_maildomain d WHERE d.domain = {0} AND d.kind = %s) END)"
JSON_LIST = f"(CASE WHEN {KEPT_AS}'array' THEN {{0}} -> {{1}} ELSE '[]' END)"


class Kind(StrEnum):
    """How a column is compared."""

    TEXT = "text"  # folded; '' is missing, never NULL
    CODE = "code"  # a key, compared as it is; '' is missing, never NULL
    ID = "id"  # a key to another table
    NUMBER = "number"
    INSTANT = "instant"  # seen as a day of the workspace's time zone
    DAY = "day"  # a day as text, YYYY-MM-DD; '' is missing, never NULL
    TRUTH = "truth"  # compared with IS, which NULL does not disturb
    LIST = "list"  # a JSON array of texts


@dataclass(frozen=True)
class Column:
    """One field's place. `nullable` says that its SQL may give NULL, against which comparing must guard."""

    kind: Kind
    source: Any
    nullable: bool = False


def of(field: Field) -> Column:
    """The column of a field of a checked condition."""
    if field.key.startswith(CUSTOM):
        return custom(field)
    return built_in()[field.key]


@cache
def built_in() -> dict[str, Column]:
    """The columns of the fields that need no setting up."""
    found = {f"lead.{name}": Column(Kind.TEXT, F(name)) for name in TEXTS}
    found |= {f"lead.{name}": Column(Kind.CODE, F(name)) for name in CODES}
    found |= {f"lead.{name}": Column(Kind.ID, F(f"{name}_id"), nullable=True) for name in IDS}
    found |= {f"lead.{name}": Column(Kind.NUMBER, F(name)) for name in NUMBERS}
    found |= {f"lead.{key}": Column(Kind.INSTANT, F(name), null) for key, (name, null) in INSTANTS.items()}
    found |= {f"lead.utm.{key}": Column(Kind.TEXT, inside("utm", key, JSON_TEXT, TextField())) for key in UTM}
    found |= {f"company.{name}": Column(Kind.TEXT, of_company(name)) for name in COMPANY_TEXTS}
    found["company.country"] = Column(Kind.CODE, of_company("country"))
    for name in ("employees", "revenue"):
        found[f"company.{name}"] = Column(Kind.NUMBER, F(f"company__{name}"), nullable=True)
    found["lead.qualifies"] = Column(Kind.TRUTH, F("qualifies"))
    found["lead.email_is_free"] = Column(Kind.TRUTH, among(MailKind.FREE))
    found["lead.email_is_disposable"] = Column(Kind.TRUTH, among(MailKind.DISPOSABLE))
    return found


TEXTS: tuple[str, ...] = ("title", "buying_role", "first_name", "last_name", "email", "email_domain", "phone")
TEXTS += ("language", "preferred_channel", "region", "city", "time_zone", "source", "channel")
TEXTS += ("landing_page", "company_name", "product", "barred_for")
COMPANY_TEXTS = ("name", "domain", "industry", "currency", "region", "city")
CODES = ("consent", "country", "stage", "grade", "holder")
IDS = ("campaign", "owner", "rep")
NUMBERS = ("score", "fit", "engagement", "cycle")
UTM = ("source", "medium", "campaign", "term", "content")
INSTANTS = {
    "created": ("created_at", False),
    "first_seen": ("first_seen_at", False),
    "last_activity": ("last_activity_at", True),
    "staged": ("staged_at", False),
}


def of_company(name: str) -> Written:
    """A text of the company; empty for a lead without one."""
    return Written("coalesce({0}, '')", sources=[F(f"company__{name}")], output_field=TextField())


def among(kind: MailKind) -> Written:
    """Whether the address's domain stands in one of the long lists (`leads.maildomains`); NULL without an address."""
    return Written(AMONG, params=[kind.value], sources=[F("email_domain")], output_field=BooleanField())


def inside(column: str, key: str, sql: str, kind: Any) -> Written:
    """One value of a JSON column."""
    return Written(sql, sources=[F(column), Value(key)], output_field=kind)


CUSTOM_KINDS: dict[Type, tuple[Kind, str, Callable[[], Any]]] = {
    Type.TEXT: (Kind.TEXT, JSON_TEXT, TextField),
    Type.CHOICE: (Kind.CODE, JSON_TEXT, TextField),
    Type.DATE: (Kind.DAY, JSON_DAY, TextField),
    Type.NUMBER: (Kind.NUMBER, JSON_NUMBER, DecimalField),
    Type.MONEY: (Kind.NUMBER, JSON_NUMBER, DecimalField),
    Type.BOOLEAN: (Kind.TRUTH, JSON_TRUTH, BooleanField),
    Type.LIST: (Kind.LIST, JSON_LIST, JSONField),
}


def custom(field: Field) -> Column:
    """The column of a workspace's own field."""
    kind, sql, output = CUSTOM_KINDS[field.type]
    source = inside("custom", field.key.removeprefix(CUSTOM), sql, output())
    return Column(kind, source, nullable=kind is Kind.NUMBER)
