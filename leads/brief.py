"""The brief: who, where, what, when, why and how, each line with its evidence. Pure: facts go in, JSON comes out.

Nothing is guessed. Why stays empty until the lead said it, and is then quoted; how we can help opens when why is known;
what is missing becomes a question for the rep to ask.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

JOURNEY = {"early": "awareness", "middle": "consideration", "late": "decision"}
RANK = {"": 0, "early": 1, "middle": 2, "late": 3}
OURS = frozenset({"note", "touch", "identify", "alias", "group"})  # types that are not something they looked at
WHY = ("why", "reason", "goal", "goals", "challenge", "challenges", "problem", "pain", "need", "needs", "use_case")
WORDS = ("message", "comment", "comments", "question", "note_from_lead")
RECENT, WEEK, SHORT_PAUSE = timedelta(days=30), timedelta(days=7), timedelta(minutes=30)
MOST = 8  # lines of one part
LONGEST = 400  # signs of a quotation


@dataclass(frozen=True)
class Deed:
    """One thing they did, or one note about them."""

    pk: int
    at: datetime
    type: str
    title: str = ""
    content: str = ""
    journey: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
    by_member: bool = False


@dataclass(frozen=True)
class Colleague:
    """Somebody else at the company: how often they were active lately, and when last."""

    pk: int
    name: str
    title: str = ""
    deeds: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True)
class Behaviour:
    """An exegraphic fact about the company."""

    text: str
    on: date


@dataclass(frozen=True)
class Help:
    """One of our offerings: what it is, and the words of those whom it helps."""

    pk: int
    name: str
    text: str
    helps_when: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """Everything a brief is made of."""

    lead: int
    changed_at: datetime
    first_seen_at: datetime
    contact: tuple[str, ...] = ()  # address, phone
    title: str = ""
    role: str = ""  # in the buying group
    place: str = ""
    zone: str = ""
    product: str = ""
    company: int | None = None
    company_line: str = ""  # “Northwind Freight: 420 people, logistics”
    employees: int | None = None
    own_fields: dict[str, Any] = field(default_factory=dict)
    deeds: Sequence[Deed] = ()  # newest first
    colleagues: Sequence[Colleague] = ()
    behaviours: Sequence[Behaviour] = ()
    helps: Sequence[Help] = ()


Line = dict[str, Any]


def line(text: str, *, of: str, pk: int | None, at: datetime | date | None, **more: Any) -> Line:
    """One line with what proves it: a lead, a company or an activity, and the instant it is from."""
    return {"text": text, "of": of, "id": pk, "at": at.isoformat() if at else None, **more}


def brief(known: Known, *, at: datetime) -> dict[str, Any]:
    """The whole brief, as it is at an instant."""
    why = said_why(known)
    missing = questions(known, why)
    return {
        "lead": known.lead,
        "at": at.isoformat(),
        "who": who(known),
        "group": group(known),
        "where": where(known),
        "zone": known.zone,
        "journey": journey(known.deeds, at=at),
        "what": what(known),
        "when": when(known, at=at),
        "why": why,
        "how": how(known, why),
        "missing": [question for _, question in missing],
        "completeness": round(100 * (1 - len(missing) / len(QUESTIONS))),
    }


def who(known: Known) -> list[Line]:
    """How they are reached, what they are, whom they work for and how that company behaves."""
    lines = []
    if known.contact:
        lines.append(line(" · ".join(known.contact), of="lead", pk=known.lead, at=known.changed_at))
    about = ", ".join(part for part in (known.title, known.role) if part)
    if about:
        lines.append(line(about, of="lead", pk=known.lead, at=known.changed_at))
    if known.company_line:
        lines.append(line(known.company_line, of="company", pk=known.company, at=None))
    return lines + [line(one.text, of="company", pk=known.company, at=one.on) for one in known.behaviours[:MOST]]


def group(known: Known) -> list[Line]:
    """The buying group: colleagues, the most active first."""
    active = sorted(known.colleagues, key=lambda one: (-one.deeds, one.pk))
    return [
        line(f"{one.name}, {one.title}" if one.title else one.name, of="lead", pk=one.pk, at=one.last_at, n=one.deeds)
        for one in active[:MOST]
    ]


def where(known: Known) -> list[Line]:
    """The place they are at; the clock there is read when the brief is."""
    return [line(known.place, of="lead", pk=known.lead, at=known.changed_at)] if known.place else []


def journey(deeds: Iterable[Deed], *, at: datetime) -> dict[str, Any] | None:
    """The stage of the buyer's journey that what they read lately speaks of, since when, and the one before."""
    tagged = sorted((deed for deed in deeds if deed.journey in JOURNEY), key=lambda deed: deed.at)
    recent = [deed for deed in tagged if at - deed.at <= RECENT] or tagged[-1:]
    if not recent:
        return None
    now = max((deed.journey for deed in recent), key=RANK.__getitem__)
    first = next(deed for deed in tagged if deed.journey == now)
    before = [deed.journey for deed in tagged if deed.at < first.at]
    was = max(before, key=RANK.__getitem__) if before else ""
    return {
        "stage": JOURNEY[now],
        "was": JOURNEY.get(was, ""),
        **line(first.content, of="activity", pk=first.pk, at=first.at),
    }


def what(known: Known) -> list[Line]:
    """What they looked at and asked for, late content first; and what they wrote, in their words."""
    runs: dict[str, list[Deed]] = {}
    for deed in known.deeds:
        if deed.type not in OURS and not deed.by_member:
            runs.setdefault(deed.content or deed.title or deed.type.capitalize(), []).append(deed)
    ordered = sorted(runs.items(), key=lambda run: (-RANK[run[1][0].journey], -run[1][0].at.timestamp()))
    lines = [
        line(text, of="activity", pk=run[0].pk, at=run[0].at, n=len(run), journey=JOURNEY.get(run[0].journey, ""))
        for text, run in ordered[:MOST]
    ]
    if known.product:
        lines.append(line(f"Interested in {known.product}", of="lead", pk=known.lead, at=known.changed_at))
    return lines + list(quotations(known.deeds, WORDS))


def when(known: Known, *, at: datetime) -> dict[str, Any]:
    """Since when they are known, how often they came, how often lately, and each of the last thirty days."""
    instants = sorted(deed.at for deed in known.deeds if deed.type not in OURS and not deed.by_member)
    visits = [one for place, one in enumerate(instants) if place == 0 or one - instants[place - 1] > SHORT_PAUSE]
    days: dict[date, int] = {}
    for one in instants:
        days[one.date()] = days.get(one.date(), 0) + 1
    span = [at.date() - timedelta(days=back) for back in range(RECENT.days - 1, -1, -1)]
    return {
        "first": known.first_seen_at.isoformat(),
        "last": instants[-1].isoformat() if instants else None,
        "visits": len(visits),
        "lately": sum(1 for one in visits if at - one <= WEEK),
        "days": [[day.isoformat(), days.get(day, 0)] for day in span],
    }


def said_why(known: Known) -> list[Line]:
    """Why they look: only in their own words, quoted."""
    said = list(quotations(known.deeds, WHY))
    told = [
        line(short(deed.properties.get("note")), of="activity", pk=deed.pk, at=deed.at, where="told to a colleague")
        for deed in known.deeds
        if deed.by_member and deed.properties.get("said") == "why" and short(deed.properties.get("note"))
    ]
    own = [
        line(short(value), of="lead", pk=known.lead, at=known.changed_at, where=name.replace("_", " "))
        for name, value in known.own_fields.items()
        if name in WHY and short(value)
    ]
    return told + said + own


def quotations(deeds: Iterable[Deed], names: Sequence[str]) -> Iterable[Line]:
    """What they typed into fields of these names, newest first, each text once."""
    seen = set()
    for deed in deeds:
        if deed.by_member:
            continue
        for name, value in deed.properties.items():
            text = short(value)
            if text and name.lower().replace(" ", "_") in names and text not in seen:
                seen.add(text)
                where = deed.title or deed.content or deed.type
                yield line(text, of="activity", pk=deed.pk, at=deed.at, where=where, quoted=True)


def short(value: Any) -> str:
    """A typed text, not too long; empty for what is no text."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def how(known: Known, why: Sequence[Line]) -> dict[str, Any]:
    """How we can help: shut until why is known; then what of our library answers their words, or all of it."""
    if not why:
        return {"open": False, "offerings": []}
    spoken = " ".join([known.product, *(one["text"] for one in why)]).casefold()
    hits = {one.pk: sum(word.casefold() in spoken for word in one.words if word) for one in known.helps}
    chosen = [one for one in known.helps if hits[one.pk]] or list(known.helps)
    chosen.sort(key=lambda one: -hits[one.pk])
    return {
        "open": True,
        "fits": any(hits.values()),
        "offerings": [
            {"id": one.pk, "name": one.name, "text": one.text, "when": one.helps_when} for one in chosen[:MOST]
        ],
    }


# What a rep needs to know, and the question that is asked while nobody does.
QUESTIONS = {
    "why": "What made them look now?",
    "phone": "Which number reaches them best?",
    "title": "What do they do there?",
    "role": "Who decides, and who else has a say?",
    "employees": "How many people work there?",
    "place": "Where do they work from?",
    "budget": "Is there a budget, and whose is it?",
    "timing": "When do they want it solved?",
}


def questions(known: Known, why: Sequence[Line]) -> list[tuple[str, str]]:
    """What is missing, as questions to ask, the most important first."""
    answers = {
        "why": bool(why),
        "phone": len(known.contact) > 1,
        "title": bool(known.title),
        "role": bool(known.role),
        "employees": known.employees is not None,
        "place": bool(known.place or known.zone),
        "budget": any("budget" in name and value for name, value in known.own_fields.items()),
        "timing": any(
            word in name and value
            for name, value in known.own_fields.items()
            for word in ("timing", "timeline", "when")
        ),
    }
    return [(name, question) for name, question in QUESTIONS.items() if not answers[name]]
