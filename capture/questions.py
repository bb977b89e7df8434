"""What a form on a web site can ask, and how answers become a description of a person. Pure."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from leads.custom import OwnField
from leads.person import Person

MESSAGE = "message"
MOST_MESSAGE = 2_000
CONSENT, TRAP, TOKEN, BROWSER, PAGE = "consent", "leave_empty", "entry_token", "anonymous_id", "page"
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
SAME_FOR = timedelta(minutes=10)  # equal answers without a token within this are one sending
SPACE = uuid.UUID("6f1f27cc-5f0b-5a3e-9b63-6a4a2f2c8f10")


@dataclass(frozen=True)
class Question:
    """One thing a form may ask: its usual label, what browsers fill in for it, how long the answer may be."""

    key: str
    label: str
    autocomplete: str = "off"
    kind: str = "text"  # text, email, tel, number, lines, date, choice, list, boolean
    most: int = 200
    choices: tuple[str, ...] = ()


ABOUT_THEM = (
    Question("email", "E-mail", "email", "email", 254),
    Question("first_name", "First name", "given-name", most=100),
    Question("last_name", "Last name", "family-name", most=100),
    Question("phone", "Phone", "tel", "tel", 40),
    Question("company_name", "Company", "organization", most=200),
    Question("title", "Job title", "organization-title", most=150),
    Question("country", "Country", "country-name", most=60),
    Question("city", "City", "address-level2", most=80),
    Question("company.industry", "Industry", most=80),
    Question("company.employees", "How many people work there", kind="number", most=12),
    Question("product", "What are you interested in?", most=80),
    Question("language", "Language", "language", most=10),
    Question(MESSAGE, "Message", kind="lines", most=MOST_MESSAGE),
)
KINDS = {"number": "number", "money": "number", "date": "date", "choice": "choice", "list": "list"}
KINDS |= {"boolean": "boolean"}
USUAL = {"email": "must", "first_name": "may", "last_name": "may", "company_name": "may"}


@dataclass(frozen=True)
class Asked:
    """A question as one form puts it."""

    question: Question
    label: str
    required: bool

    @property
    def name(self) -> str:
        """What the answer is called in what a browser sends."""
        return self.question.key.replace(".", "_")


@dataclass
class Said:
    """What one sending says besides the answers: where it was sent from, and by which browser."""

    token: str = ""
    browser: str = ""
    page: str = ""
    utm: dict[str, str] = field(default_factory=dict)
    consent: bool = False
    others: dict[str, str] = field(default_factory=dict)  # what a form on another web site asks and this one does not


def questions(own: Iterable[OwnField]) -> dict[str, Question]:
    """Everything a form of a workspace can ask, by key."""
    found = {question.key: question for question in ABOUT_THEM}
    for each in own:
        key = f"custom.{each.key}"
        found[key] = Question(key, each.label, kind=KINDS.get(each.type, "text"), most=1_000, choices=each.choices)
    return found


def asked(kept: Sequence[Mapping[str, Any]], known: Mapping[str, Question]) -> list[Asked]:
    """A form's questions in their order; those about fields that are out of use are not asked."""
    return [
        Asked(known[each["key"]], each.get("label") or known[each["key"]].label, bool(each.get("required")))
        for each in kept
        if each.get("key") in known
    ]


def person(answers: Mapping[str, Any], said: Said, *, at: datetime, line: int = 0) -> Person:
    """The description of a person that a sending is; answers by the keys of their questions."""
    found = Person(line=line, seen_at=at)
    for key, value in answers.items():
        if value in ("", None, []) or key == MESSAGE:
            continue
        kind, _, part = key.partition(".")
        if part:
            getattr(found, kind)[part] = value
        else:
            setattr(found, key, value)
    found.utm = {name.removeprefix("utm_"): value for name, value in said.utm.items() if value}
    found.landing_page = said.page
    return found


def message_id(public_id: str, answers: Mapping[str, Any], said: Said, *, at: datetime) -> uuid.UUID:
    """The id of a sending: pressed twice, or sent again after a lost answer, it is the same one."""
    once = said.token or f"{int(at.timestamp() // SAME_FOR.total_seconds())}"
    words = "\x1f".join(f"{key}={value}" for key, value in sorted(answers.items()))
    return uuid.uuid5(SPACE, f"{public_id}\x1e{once}\x1e{words}".encode("utf-8", "replace").decode())


def properties(name: str, public_id: str, answers: Mapping[str, Any], said: Said, *, hand: bool) -> dict[str, Any]:
    """What the activity keeps of a sending: the form, the page, and every answer as it was given."""
    found: dict[str, Any] = {"form": name, "form_id": public_id, "raises_hand": hand}
    if answers.get(MESSAGE):
        found["message"] = answers[MESSAGE]
    if said.page:
        found["url"] = said.page
    given = {key: value for key, value in answers.items() if value not in ("", None, []) and key != MESSAGE}
    others = {"other": said.others} if said.others else {}
    return {**found, **said.utm, "answers": given, "consent": said.consent, **others}
