"""Life in the demo: people look at pages, some ask for a demo, reps take leads and speak to them. By the verbs only."""

import random
import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts import tenancy
from accounts.actions import Refused
from accounts.models import Workspace
from handoff.demo import words
from leads import actions as leads
from leads.models import Lead
from leads.person import Event, Person
from routing import actions as routing
from routing.models import Handoff, State

CALLED = {"channel": "phone", "outcome": "reached"}
RAISES, ANSWERS, NEWCOMERS = 0.06, 0.2, 0.12  # parts of all events


def event(workspace: Workspace, dice: random.Random, *, at: datetime) -> str:
    """One thing that happens now, in a transaction of its own; what it was, in words."""
    chance = dice.random()
    with tenancy.workspace(workspace), transaction.atomic():
        if chance < ANSWERS:
            return answer(workspace, dice, at=at)
        if chance < ANSWERS + NEWCOMERS:
            return arrive(workspace, dice, at=at)
        return visit(workspace, dice, at=at, raised=chance > 1 - RAISES)


def visit(workspace: Workspace, dice: random.Random, *, at: datetime, raised: bool) -> str:
    """A lead that marketing holds does something."""
    lead = somebody(workspace, dice)
    if lead is None:
        return "nobody is there yet"
    kind, title, properties, _, _ = dice.choices(words.DEEDS, [row[4] for row in words.DEEDS])[0]
    if raised:
        kind, title, properties = "demo requested", "Demo requested", {"name": "Demo"}
    record(workspace, lead.pk, kind, title, properties, at=at)
    return f"{lead.called}: {title}"


def arrive(workspace: Workspace, dice: random.Random, *, at: datetime) -> str:
    """Somebody new, with a first visit."""
    firm, domain, country, city, zone, industry, employees = dice.choice(words.FIRMS)
    first, last = dice.choice(words.FIRST), dice.choice(words.LAST)
    person = Person(first_name=first, last_name=last, title=dice.choice(words.TITLES), company_name=firm, seen_at=at)
    person.email = f"{first}.{last}.{uuid.uuid4().hex[:6]}@{domain}.example".lower()
    person.country, person.city, person.time_zone = country, city, zone
    person.source, person.channel, *_ = dice.choice(words.SOURCES)
    person.company = {"industry": industry, "employees": employees}
    (outcome,) = leads.upsert_many(workspace.pk, [person], at=at, cause="demo")
    if outcome.lead_id is not None:
        record(workspace, outcome.lead_id, "page", "Pricing", {"path": "/pricing"}, at=at)
    return f"{first} {last} is new"


def answer(workspace: Workspace, dice: random.Random, *, at: datetime) -> str:
    """A rep takes the most urgent of their leads, or speaks to one they took."""
    offered = Handoff.objects.filter(workspace=workspace, state=State.OFFERED, rep__isnull=False)
    row = offered.select_related("rep").order_by("priority", "accept_by").first()
    if row is None or row.rep is None or dice.random() < 0.4:  # noqa: PLR2004
        return touch(workspace, dice, at=at)
    with suppress(Refused, routing.TooLate):
        routing.accept(row, by=row.rep, at=at, next_step_at=at + timedelta(days=1))
    return f"{row.rep.called} took lead {row.lead_id}"


def touch(workspace: Workspace, dice: random.Random, *, at: datetime) -> str:
    """A rep calls a lead that is being worked."""
    worked = Handoff.objects.filter(workspace=workspace, state=State.ACCEPTED, closed_at=None, rep__isnull=False)
    row = worked.select_related("rep").order_by("-answered_at")[dice.randrange(20) :].first()
    if row is None:
        return "nothing is being worked"
    with suppress(Refused, routing.TooLate):
        record(workspace, row.lead_id, "touch", "Phone: reached", CALLED, at=at, by=row.rep_id)
        routing.respond(row, by=row.rep, at=at)
    return f"{row.rep.called if row.rep else 'Somebody'} called lead {row.lead_id}"


def somebody(workspace: Workspace, dice: random.Random) -> Lead | None:
    """A lead that marketing holds, more often one of the newer ones."""
    rows = Lead.objects.present().filter(workspace=workspace, stage="lead").order_by("-pk")
    return rows[int(dice.random() ** 2 * 400) :].first()


def record(
    workspace: Workspace, lead: int, kind: str, title: str, said: dict[str, Any], *, at: datetime, by: int | None = None
) -> None:
    """Store one activity as any door does."""
    happened = Event(message_id=uuid.uuid4(), at=at, type=kind, title=title)
    happened.properties, happened.origin, happened.lead_id = dict(said), "demo", lead
    happened.by_id = by
    leads.record(workspace.pk, [happened])
