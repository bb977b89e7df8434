"""Leads for the demo workspace: fictional people and firms, the same each time, dated back from now."""

import random
import uuid
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User, Workspace
from leads import actions as leads
from leads.models import Lead
from leads.person import Event, Person
from leads.stages import Stage, closed

FIRST = [
    "Jonas",
    "Priya",
    "Tom",
    "Ana",
    "Li",
    "Erik",
    "Sara",
    "Omar",
    "Nadia",
    "Lukas",
    "Ines",
    "Dan",
    "Yuki",
    "Chloe",
    "Mateo",
    "Freya",
    "Hugo",
    "Amara",
    "Noor",
    "Pavel",
]
LAST = [
    "Okafor", "Raman", "Becker", "Sousa", "Wei", "Nyman", "Holm", "Haddad",
    "Petrova", "Weiss", "Moreau", "Whitfield", "Tanaka", "Laurent", "Rojas",
]  # fmt: skip
FIRMS = [
    ("Helio Labs", "heliolabs.example", "DE", "Berlin"),
    ("Castor Insurance", "castor.example", "GB", "Leeds"),
    ("Fjord Bikes", "fjordbikes.example", "NO", "Bergen"),
    ("Mar Azul", "marazul.example", "PT", "Porto"),
    ("Orbit Retail", "orbitretail.example", "FR", "Lyon"),
    ("Northwind Freight", "northwind.example", "SE", "Stockholm"),
    ("Lumen Clinics", "lumenclinics.example", "NL", "Utrecht"),
    ("Granite Works", "granite.example", "AT", "Graz"),
]
TITLES = ["VP Marketing", "Head of RevOps", "CMO", "Growth lead", "Ops manager", "Analyst", "Sales director", "Founder"]
SOURCES = ["Organic search", "Webinar “Route 26”", "Paid search", "Referral", "Trade fair"]
DEEDS: list[tuple[str, str, dict[str, Any]]] = [
    ("page", "Home", {"path": "/"}),
    ("page", "Pricing", {"path": "/pricing"}),
    ("page", "Customer story", {"path": "/stories/freight"}),
    ("guide downloaded", "Guide downloaded", {"name": "Lead routing guide"}),
    ("webinar attended", "Webinar attended", {"name": "Route 26", "minutes": 41}),
    ("demo requested", "Demo requested", {"name": "Demo"}),
]
PEOPLE = 160
SPAN = timedelta(days=120)
NAMES = uuid.UUID("6f6e1c1e-5c1e-4f7e-9a53-0b8a7e2f4c11")  # makes the demo's message ids the same each time


def fill(workspace: Workspace, *, by: User, at: datetime) -> int:
    """Leads with what they did, some passed on and some closed; in the workspace's transaction. Answers how many."""
    dice = random.Random(26)  # noqa: S311 - the same demo each time
    people = [person(number, dice, at=at) for number in range(PEOPLE)]
    outcomes = leads.upsert_many(workspace.pk, people, at=at, cause="demo", by=by)
    ids = [outcome.lead_id for outcome in outcomes if outcome.lead_id is not None]
    leads.record(workspace.pk, [event for pk in ids for event in deeds(pk, dice, at=at)])
    for number, lead in enumerate(Lead.objects.filter(pk__in=ids[:40]).order_by("pk")):
        if number % 8 == 0:
            reason = "Student, not a buyer"
            leads.move(
                lead,
                to=Stage.DISQUALIFIED,
                at=at,
                cause="manual",
                by=by,
                reason=reason,
                custody=closed(reason=reason),
            )
        elif number % 3 == 0:
            leads.move(lead, to=Stage.MQL, at=at, cause="manual", by=by, reason="Asked for a demo")
    return len(ids)


def person(number: int, dice: random.Random, *, at: datetime) -> Person:
    """Somebody at one of the firms."""
    first, last = FIRST[number % len(FIRST)], LAST[(number * 7 + number // len(FIRST)) % len(LAST)]
    firm, domain, country, city = FIRMS[dice.randrange(len(FIRMS))]
    found = Person(first_name=first, last_name=last, title=dice.choice(TITLES), company_name=firm)
    found.email = f"{first}.{last}.{number}@{domain}".lower()
    found.country, found.city, found.source = country, city, dice.choice(SOURCES)
    found.seen_at = at - SPAN * dice.random()
    found.consent = True if dice.random() < 0.7 else None  # noqa: PLR2004
    found.consent_text = "newsletter-2026" if found.consent else ""
    return found


def deeds(lead_id: int, dice: random.Random, *, at: datetime) -> list[Event]:
    """What one person did: a few things, more of them lately."""
    events = []
    for number in range(dice.choice([0, 1, 2, 3, 5, 8, 13])):
        kind, title, properties = dice.choices(DEEDS, weights=[6, 4, 3, 2, 1, 1])[0]
        when = at - SPAN * dice.random() ** 2
        event = Event(message_id=uuid.uuid5(NAMES, f"{lead_id}-{number}"), at=when, type=kind, title=title)
        event.properties, event.origin, event.lead_id = properties, "demo", lead_id
        events.append(event)
    return events
