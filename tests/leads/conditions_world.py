"""Leads for the property tests of conditions: odd texts, edges of days, missing and mistyped values."""

import random
import unicodedata
import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef

from leads.models import Activity, Campaign, Company, CustomField, Fact, Lead
from tests.conftest import NOON, who

LEADS = 140
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Africa/Cairo")
MICROSECOND = timedelta(microseconds=1)
# Where folding, normalising and LIKE go wrong: sharp s, dotted I, ligatures, sigmas, half-width kana, signs.
TEXTS = [
    "",
    "",
    "VP",
    "vp of sales",
    "Head of Marketing",
    "straße",
    "STRASSE",
    "ſtraẞe",
    "İstanbul",
    "i̇stanbul",
]
TEXTS += ["ISTANBUL", "ıstanbul", "ﬁnance", "FINANCE", "Å", "\u212b", "A\u030a", "100%_done", "100\\%", "％"]
TEXTS += [
    "a_b",
    "axb",
    "a\\b",
    "a\\",
    "Ⅷ",
    "viii",
    "ΑΣ",
    "ας",
    "ασ",
    "ŉ",
    "ʼN",
    "ΐ",
    "\u03b9\u0308\u0301",
    "ǰ",
]
TEXTS += ["  VP ", "ﷺ", "ｶﾞ", "ガ", "\u1112\u1161", "하"]
TEXTS += [
    "é",
    "e\u0301",
    "\u1e9e",
    "Ω",
    "Ω",
    "日本",
    "🙂",
    "'; --",
    '"quoted"',
    "{0}",
    "%s",
    "null",
    "ǅ",
    "ᾳ",
    "ᾼ",
]
KINDS = ("hiring_cmo", "funding", "new_office")
SIGNALS = ("viewed pricing", "asked for a demo")
TODAY = NOON.date()
DAYS = [TODAY + timedelta(days=shift) for shift in (-400, -181, -180, -30, -8, -7, -1, 0, 1, 9)]
DAYS += [date(2026, 3, 8), date(2025, 10, 26), date(2024, 2, 29)]
NUMBERS = [0, 1, -1, 49, 50, 51, 1000, 0.1, 0.3, 12.5, 12.49, 10**9]
CUSTOM = {"note": "text", "seats": "number", "budget": "money", "renewal": "date", "tier": "choice"}
CUSTOM |= {"partner": "boolean", "tools": "list"}
TIERS = ["Gold", "Silver", "gold"]
TOOLS = ["CRM", "ﬁre", "Straße", ""]
DIRT = [None, "", [], {}, "12", 5, True, [1], ["", None], {"a": 1}, "2026-3-1"]


class ByType:
    """The simplest source of a signal: activities of one type that count."""

    def __init__(self, name):
        self.label = name

    def happened(self, *, at_least, since, until):
        from leads.matching import at_least as so_many

        rows = Activity.objects.filter(lead=OuterRef("pk"), type=self.label, counts=True, at__lte=until)
        return so_many(rows if since is None else rows.filter(at__gte=since), at_least)


def edges():
    """Instants at which a day begins or ends somewhere, or a window does."""
    found = [NOON - timedelta(days=days, microseconds=shift) for days in (0, 1, 7, 30) for shift in (-1, 0, 1)]
    for zone in ZONES:
        for day in DAYS:
            start = datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
            found += [start - MICROSECOND, start, start + timedelta(hours=5)]
    return found


def text(chance):
    """One of the odd texts, or random characters that have a meaning."""
    if chance.random() < 0.75:
        return chance.choice(TEXTS)
    spans = [(0x20, 0x600), (0x1E00, 0x3100), (0xA640, 0x1F000)]
    signs = (chr(chance.randrange(*chance.choice(spans))) for _ in range(6))
    return "".join(sign for sign in signs if unicodedata.category(sign) not in {"Cc", "Cs", "Cn"})


def own(chance):
    """Custom values as they are stored, some of the wrong type; and what they count as."""
    good = {
        "note": lambda: text(chance),
        "seats": lambda: chance.choice(NUMBERS),
        "budget": lambda: chance.choice([0, 99.99, 100, 250.5]),
        "renewal": lambda: chance.choice(DAYS).isoformat(),
        "tier": lambda: chance.choice(TIERS),
        "partner": lambda: chance.choice([True, False]),
        "tools": lambda: chance.sample(TOOLS, chance.randrange(3)),
    }
    stored, facts = {}, {}
    for key, kind in CUSTOM.items():
        luck = chance.random()
        if luck < 0.25:
            continue
        stored[key] = chance.choice(DIRT) if luck < 0.4 else good[key]()
        facts[f"lead.custom.{key}"] = counted(kind, stored[key])
    return stored, facts


def counted(kind, value):
    """A stored custom value as it counts: missing when it is not of its type."""
    if kind == "date":
        shaped = isinstance(value, str) and len(value) == 10
        return date.fromisoformat(value) if shaped else None
    if kind in ("number", "money"):
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    fits = {"boolean": bool, "list": list}.get(kind, str)
    return value if isinstance(value, fits) else None


def build(workspace, seed=20260310):
    """Fill the workspace; answer {lead id: facts for the oracle}."""
    chance = random.Random(seed)
    for key, kind in CUSTOM.items():
        choices = {"tier": TIERS, "tools": TOOLS[:-1]}.get(key, [])
        CustomField.objects.create(workspace=workspace, key=key, label=key.capitalize(), type=kind, choices=choices)
    campaigns = [Campaign.objects.create(workspace=workspace, name=name) for name in ("Spring", "Autumn")]
    firms = [firm(workspace, chance, place) for place in range(24)]
    world = {}
    for _ in range(LEADS):
        lead, facts = one(workspace, chance, campaigns, firms)
        lead.save()
        facts["signals"] = activities(workspace, chance, lead)
        world[lead.pk] = facts
    return world


def firm(workspace, chance, place):
    """A company with what the oracle is to know of it."""
    values = {
        "name": text(chance) or "-",
        "industry": text(chance)[:80],
        "country": chance.choice(["", "DE", "US"]),
    }
    values |= {
        "employees": chance.choice([None, 0, 49, 50, 1000]),
        "revenue": chance.choice([None, 0, 10**6]),
    }
    company = Company.objects.create(workspace=workspace, **values)
    company.refresh_from_db()
    facts = []
    for _ in range(chance.randrange(4)):
        fact = {
            "kind": chance.choice(KINDS),
            "on": chance.choice(DAYS),
            "expires": chance.choice([None, *DAYS]),
        }
        fact["withdrawn"] = chance.choice([None, None, NOON])
        facts.append(fact)
        Fact.objects.create(
            workspace=workspace,
            company=company,
            kind=fact["kind"],
            on=fact["on"],
            expires_on=fact["expires"],
            withdrawn_at=fact["withdrawn"],
        )
    return company, {f"company.{key}": value for key, value in values.items()}, facts


def one(workspace, chance, campaigns, firms):
    """A lead that is not saved yet, and its facts."""
    at = edges()
    values = {name: text(chance) for name in ("title", "first_name", "source", "city", "region", "channel", "product")}
    values |= {"country": chance.choice(["", "DE", "US", "AT"]), "grade": chance.choice(["", "A1", "B2"])}
    values |= {"email_domain": chance.choice(["", "gmail.com", "acme.example", "mailinator.com"])}
    values |= {"consent": chance.choice(["unknown", "given", "withdrawn"])}
    values |= {"qualifies": chance.choice([True, False]), "barred_for": chance.choice(["", "", "Student"])}
    score, staged = chance.choice([0, 1, 5999, 6000, 6001]), chance.choice(at)
    utm = chance.choice([{}, {"source": text(chance)}, {"source": 5}])
    company, of_company, facts_of_company = chance.choice([*firms, (None, {}, [])])
    campaign, owner = chance.choice([None, *campaigns]), chance.choice([None, who("ravi"), who("maya")])
    custom, of_custom = own(chance)
    last = chance.choice([None, *at])
    lead = Lead(
        workspace=workspace,
        return_at=NOON,
        company=company,
        campaign=campaign,
        owner=owner,
        custom=custom,
        utm=utm,
        score=score,
        first_seen_at=staged,
        last_activity_at=last,
        **values,
    )
    facts = {f"lead.{key}": value for key, value in values.items()} | of_company | of_custom
    facts |= {
        "lead.score": f"{score}e-2",
        "lead.first_seen": staged,
        "lead.last_activity": last,
        "lead.stage": "lead",
    }
    facts |= {
        "lead.campaign": str(campaign.pk) if campaign else None,
        "lead.owner": str(owner.pk) if owner else None,
    }
    known = {"gmail.com": (True, False), "acme.example": (False, False), "mailinator.com": (True, True)}
    facts["lead.email_is_free"], facts["lead.email_is_disposable"] = known.get(values["email_domain"], (None, None))
    source = utm.get("source")
    facts["lead.utm.source"] = source if isinstance(source, str) else None
    return lead, facts | {"facts": facts_of_company}


def activities(workspace, chance, lead):
    """What the lead did: {signal: [instants]}."""
    found, at = {}, edges()
    for name in SIGNALS:
        found[name] = chance.sample(at, chance.choice([0, 0, 1, 2, 5]))
        for each in found[name]:
            key = uuid.UUID(int=chance.getrandbits(128))
            Activity.objects.create(workspace=workspace, lead=lead, at=each, type=name, origin="api", message_id=key)
    return found
