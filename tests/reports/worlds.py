"""Random histories of leads, and reports counted from the rows alone, in another way than the product does."""

import random
from collections import Counter, defaultdict
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.actions import Refused
from capture.actions.undoing import BELONGINGS
from leads import actions as leads
from leads.actions.statements import run
from leads.models import Campaign, CustodyChange, Lead, Merge, StageChange
from leads.person import Person
from leads.stages import MOVES, Custody, Holder, Stage, by_marketing, by_sales, closed, waiting
from reports.counting import STAGES
from reports.models import Counted, Passed, Reason, Rollup, Spread
from tests.conftest import who

BEGIN = datetime(2025, 11, 3, 22, 30, tzinfo=UTC)
SOURCES = ["", "Organic", "Paid", "Fair"]
REASONS = ["", "No budget", "Wrong person", "Too early"]
COLUMNS = ["source", "channel", "campaign_id", "landing_page", "product"]
LADDER = ["lead", "mql", "sal", "sql", "won"]


def custody(to, at):
    """A holder that fits the stage."""
    later = at + timedelta(days=3)
    return {
        Stage.LEAD: by_marketing(return_at=later),
        Stage.MQL: waiting(promise_at=later, reason="Looking"),
        Stage.SAL: by_sales(rep=who("ravi").pk, next_step_at=later),
        Stage.SQL: by_sales(rep=who("ravi").pk, next_step_at=later),
    }.get(to, Custody(Holder.CLOSED, reason="Over") if to else closed(reason="Over"))


def make(workspace, count, dice):
    """Leads of all sorts."""
    campaign = Campaign.objects.get_or_create(workspace=workspace, name="Route 26")[0]
    people = []
    for number in range(count):
        person = Person(email=f"p{number}-{dice.random()}@x{number}.example", source=dice.choice(SOURCES))
        person.seen_at = BEGIN + timedelta(hours=dice.randrange(2000))
        people.append(person)
    made = leads.upsert_many(workspace.pk, people, at=BEGIN + timedelta(days=90), cause="test")
    ids = [one.lead_id for one in made]
    Lead.objects.filter(pk__in=ids[::3]).update(campaign=campaign, landing_page="/a?x=1", product="Rail")
    return ids


def walk(workspace, ids, dice, steps):
    """So many steps by anybody anywhere."""
    at = BEGIN + timedelta(days=90)
    for _ in range(steps):
        at += timedelta(minutes=dice.randrange(5000))
        lead = Lead.objects.present().filter(pk=dice.choice(ids)).first()
        if lead is None:
            continue
        to = dice.choice(sorted(MOVES[Stage(lead.stage)]))
        cause = dice.choice(["score", "manual", "hand-raiser"])
        details = {"amount": dice.randrange(10_000), "rep": "r-1"} if to == Stage.WON else {}
        leads.move(
            lead, to=to, at=at, cause=cause, custody=custody(to, at), details=details, reason=dice.choice(REASONS)
        )


def mix(workspace, ids, dice):
    """Other things that happen to leads: merged, parted, erased, renamed, removed."""
    now = BEGIN + timedelta(days=200)
    for _ in range(6):
        there = list(Lead.objects.present().filter(pk__in=ids).order_by("pk"))
        with suppress(Refused):
            leads.merge(*dice.sample(there, 2), at=now, by=who("maya"))
    for row in Merge.objects.filter(undone_at=None)[:2]:
        with suppress(Refused):
            leads.undo_merge(row, at=now, by=who("maya"))
    for lead in Lead.objects.present().filter(pk__in=dice.sample(ids, 3)):
        with suppress(Refused):
            leads.erase(lead, by=who("ada"), at=now)
    take_back(alone(ids)[:2])
    Lead.objects.filter(pk__in=dice.sample(ids, 5)).update(source="Renamed")
    Lead.objects.filter(pk__in=dice.sample(ids, 3)).update(owner=who("ravi"))


def alone(ids):
    """Those that nothing happened to: an undone import takes no others away."""
    touched = {pk for pair in Merge.objects.values_list("kept", "gone") for pk in pair}
    touched |= {
        *CustodyChange.objects.values_list("lead", flat=True),
        *StageChange.objects.values_list("lead", flat=True),
    }
    return [pk for pk in ids if pk not in touched]


def take_back(ids):
    """What an undone import does: the rows of its leads go."""
    for pk in ids:
        for table in BELONGINGS:
            run(f"DELETE FROM {table} WHERE lead_id = %s", [pk])
        run("DELETE FROM leads_lead WHERE id = %s", [pk])


def recount(workspace):
    """(dimension, grain, day, measure) -> value -> count; from leads and their steps, plainly."""
    zone = ZoneInfo(workspace.time_zone)
    found = defaultdict(Counter)
    merged = dict(Lead.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
    steps = defaultdict(list)
    for step in StageChange.objects.exclude(cause__in=["merge", "unmerge"]).order_by("at", "pk"):
        steps[root(step.lead_id, merged)].append(step)
    for lead in Lead.objects.filter(merged_into=None):
        for dimension, value in values_of(lead, steps[lead.pk], merged).items():
            count_lead(found, dimension, value, lead, steps[lead.pk], zone)
    return {
        key: {value: n for value, n in values.items() if n} for key, values in found.items() if any(values.values())
    }


def root(pk, merged):
    while pk in merged:
        pk = merged[pk]
    return pk


def values_of(lead, steps, merged):
    reps = [step.details["rep"] for step in steps if step.details.get("rep")]
    rep = f"u{lead.owner_id}" if lead.owner_id else (reps[-1] if reps else "")
    family = [pk for pk in merged if root(pk, merged) == lead.pk]
    passed = list(Passed.objects.filter(lead__in=[lead.pk, *family]).order_by("at", "pk"))
    grade = [row.grade for row in passed if row.grade][-1:]
    pool = [str(row.pool) for row in passed if row.pool][-1:]
    campaign = str(lead.campaign_id) if lead.campaign_id else ""
    return {
        "all": "",
        "source": lead.source,
        "channel": lead.channel,
        "campaign": campaign,
        "landing": lead.landing_page.split("?")[0],
        "product": lead.product,
        "rep": rep,
        "grade": "".join(grade),
        "pool": "".join(pool),
        "content": "",
    }


def recount_refusals(workspace):
    """(dimension, grain, day, value, what became of a pass or why it was refused) -> count, plainly."""
    zone, found = ZoneInfo(workspace.time_zone), Counter()
    merged = dict(Lead.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
    rows = {lead.pk: lead for lead in Lead.objects.filter(merged_into=None)}
    steps = StageChange.objects.exclude(cause__in=["merge", "unmerge"])
    for step in steps:
        lead = rows[root(step.lead_id, merged)]
        family = [each for each in steps if root(each.lead_id, merged) == lead.pk]
        said = [("at", lead.stage)] if step.to == "mql" else []
        if step.was == "mql" and step.to in {"lead", "disqualified"}:
            said.append(("why", step.reason))
        day = step.at.astimezone(zone).date()
        for dimension, value in values_of(lead, sorted(family, key=lambda each: (each.at, each.pk)), merged).items():
            for kind, name in said:
                found[dimension, kind, "d", day, value, name] += 1
                found[dimension, kind, "m", day.replace(day=1), value, name] += 1
    return dict(found)


def spread_refusals():
    """The same from the spreads."""
    texts = {0: "", **dict(Reason.objects.values_list("number", "text"))}
    found = {}
    for row in Spread.objects.filter(kind__in=["why", "at"]):
        name = texts[row.place] if row.kind == "why" else STAGES[row.place]
        found[row.dimension, row.kind, row.grain, row.day, row.value, name] = row.count
    return found


def count_lead(found, dimension, value, lead, steps, zone):
    """What one lead adds."""

    def on(grain, day, name, amount=1):
        found[dimension, grain, day, name][value] += amount

    def flow(at, name, amount=1):
        day = at.astimezone(zone).date()
        on("d", day, name, amount)
        on("m", day.replace(day=1), name, amount)

    flow(lead.first_seen_at, "entered")
    count_steps(flow, steps)
    month = lead.first_seen_at.astimezone(zone).date().replace(day=1)
    for name in names_of(lead, steps):
        on("c", month, name)
    wins = [step.details.get("amount", 0) for step in steps if step.to == "won"]
    on("c", month, "revenue", wins[-1] if lead.stage == "won" and wins else 0)
    on("n", lead.staged_at.astimezone(zone).date(), "entered" if lead.stage == "lead" else lead.stage)
    on("s", date.min, "entered" if lead.stage == "lead" else lead.stage)


def count_steps(flow, steps):
    """What happened on its way."""
    for step in steps:
        amount = step.details.get("amount", 0)
        if step.was == "won":
            flow(step.at, "won", -1)
            flow(step.at, "revenue", -amount)
            continue
        if step.to != "lead":
            flow(step.at, step.to)
        if step.to == "won":
            flow(step.at, "revenue", amount)
        if step.was == "mql" and step.to in {"lead", "disqualified"}:
            flow(step.at, "rejected")
        if step.was in {"sal", "sql"} and step.to == "lead":
            flow(step.at, "recycled")


def names_of(lead, steps):
    """How far it came, and how it stands, by name."""
    reached = {"lead", lead.stage, *(step.to for step in steps)} - ({"won"} if lead.stage != "won" else set())
    furthest = max(LADDER.index(stage) for stage in reached if stage in LADDER)
    is_in = {
        "open": lead.stage in {"lead", "mql", "sal", "sql"},
        "lost": lead.stage == "lost",
        "disqualified": lead.stage == "disqualified",
        "rejected": any(step.was == "mql" and step.to in {"lead", "disqualified"} for step in steps),
        "recycled": any(step.was in {"sal", "sql"} and step.to == "lead" for step in steps),
        "unflagged": lead.stage == "won"
        and not any(step.to == "mql" and step.cause in {"score", "return", "hand-raiser"} for step in steps),
    }
    return ["entered", *LADDER[1 : furthest + 1], *(name for name, yes in is_in.items() if yes)]


def rolled():
    """The same from the rollups."""
    found = defaultdict(dict)
    names = [f.name for f in Rollup._meta.fields if f.get_internal_type() == "BigIntegerField"]
    for row in Rollup.objects.values():
        for name in names:
            if row[name]:
                found[row["dimension"], row["grain"], row["day"], name][row["value"]] = row[name]
    return dict(found)


def dice(seed):
    """The same throws each time."""
    return random.Random(seed)


__all__ = ["Counted", "Spread"]
