"""The leads of the demo: who they are, where they came from, and how far each will come."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User, Workspace
from handoff.demo import words
from leads import actions as leads
from leads.person import Person

COUNT = 2_000
SPAN = 548  # days
STEPS = ("lead", "mql", "sal", "sql", "won")


@dataclass
class Way:
    """One lead's way: the steps with their instants, and how it ended."""

    lead: int
    person: Person
    good: float  # how likely it is to go on, 1 is usual
    steps: list[tuple[str, str, datetime, str, str]] = field(default_factory=list)  # was, to, at, cause, reason
    rep: int | None = None
    amount: int = 0
    live: bool = False  # of the last days: passed on by the verbs, as they would be today

    @property
    def stage(self) -> str:
        """Where it stands."""
        return self.steps[-1][1] if self.steps else "lead"

    @property
    def taken_by(self) -> int:
        """The rep of a lead that one took."""
        assert self.rep is not None
        return self.rep


def make(workspace: Workspace, dice: random.Random, *, by: User, at: datetime) -> list[Way]:
    """The rows of the leads, by the hall's own verb, and the way each will take."""
    made = [person(number, dice, at=at) for number in range(COUNT)]
    people = [who for who, _ in made]
    outcomes = []
    for start in range(0, COUNT, 500):
        outcomes += leads.upsert_many(workspace.pk, people[start : start + 500], at=at, cause="demo", by=by)
    return [
        Way(outcome.lead_id, who, good)
        for outcome, (who, good) in zip(outcomes, made, strict=True)
        if outcome.lead_id is not None
    ]


def person(number: int, dice: random.Random, *, at: datetime) -> tuple[Person, float]:
    """Somebody at one of the firms; more of them lately than long ago."""
    first = words.FIRST[number % len(words.FIRST)]
    last = words.LAST[(number * 7 + number // len(words.FIRST)) % len(words.LAST)]
    firm, domain, country, city, zone, industry, employees = words.FIRMS[dice.randrange(len(words.FIRMS))]
    branch = dice.choice(words.BRANCHES)
    source, channel, _, quality, campaigns = dice.choices(words.SOURCES, [row[2] for row in words.SOURCES])[0]
    title = dice.choices(words.TITLES, [2, 2, 1, 3, 3, 3, 2, 2, 0.7, 4])[0]
    site = f"{domain}{branch.strip().lower()}.example"
    found = Person(first_name=first, last_name=last, title=title, company_name=f"{firm}{branch}", company_domain=site)
    found.email = f"{first}.{last}.{number}@{site}".lower()
    found.country, found.city, found.time_zone, found.source, found.channel = country, city, zone, source, channel
    found.campaign = dice.choice(campaigns)
    found.product = dice.choice(words.PRODUCTS)
    found.landing_page = dice.choice(["/", "/pricing", "/guides/lead-routing", "/webinars/route-26", "/features"])
    found.company = {"industry": industry, "employees": employees}
    found.language = {"DE": "de", "AT": "de", "FR": "fr"}.get(country, "en")
    found.phone = f"+49 30 {5_550_000 + number}" if dice.random() < 0.5 else ""
    found.seen_at = at - timedelta(days=SPAN) * dice.random() ** 1.4 - timedelta(minutes=dice.randrange(1, 400))
    found.consent = True if dice.random() < 0.7 else None
    found.consent_text = "newsletter-2026" if found.consent else ""
    size = 0.6 if employees < 80 else 1.2 if employees > 800 else 1.0
    return found, quality * words.LEVEL[title] * size


def value_of(way: Way, dice: random.Random) -> int:
    """What a win of this firm is worth, in hundredths."""
    employees: Any = way.person.company["employees"]
    return int(min(9.0, 1.2 + employees / 700) * dice.uniform(0.7, 1.5) * 400_000) // 10_000 * 10_000
