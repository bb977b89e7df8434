"""What time alone does: hits leave windows, points cool over a border, facts expire, lists are brought up to date."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min

from accounts import bells
from accounts.models import Workspace
from leads import actions as hall
from leads.models import Lead
from scoring.actions.asking import ask_leads, asked_again, differing, ensure
from scoring.actions.book import Book, current
from scoring.actions.counting import give_tallies
from scoring.actions.publishing import NEXT
from scoring.actions.renewing import renew
from scoring.actions.settling import SWEEP, Heard, add, ask, hold_leads, id_list, locked, run, settle
from scoring.models import Due, Recheck, Stale, State, Trait

EVERY = timedelta(minutes=1)
SOON = timedelta(seconds=1)
SOME = 2_000
ROUND = timedelta(days=1)
LISTS = "score_lists"  # the bell of what is shown, and of what a new day changes
DUE = """
SELECT lead_id FROM (
    (SELECT lead_id, due_at FROM scoring_due WHERE workspace_id = %(ws)s AND due_at <= %(now)s ORDER BY due_at LIMIT %(most)s)
    UNION ALL
    (SELECT lead_id, due_at FROM scoring_recheck WHERE workspace_id = %(ws)s AND due_at <= %(now)s ORDER BY due_at LIMIT %(most)s)
) due GROUP BY lead_id ORDER BY lead_id
"""  # noqa: E501
FREE = """
SELECT id FROM leads_lead WHERE workspace_id = %s AND id = ANY(%s::bigint[]) ORDER BY id
FOR NO KEY UPDATE SKIP LOCKED
"""
CHANGES = """
DELETE FROM scoring_due WHERE workspace_id = %s AND lead_id = ANY(%s::bigint[]) AND due_at <= %s
RETURNING lead_id, slot, change
"""
LOOKED = "DELETE FROM scoring_recheck WHERE workspace_id = %s AND lead_id = ANY(%s::bigint[]) AND due_at <= %s"
TAKEN = "DELETE FROM scoring_stale WHERE id IN (SELECT id FROM scoring_stale WHERE workspace_id = %s ORDER BY id"
TAKEN += " LIMIT 200 FOR UPDATE SKIP LOCKED) RETURNING leads"


def sweep(workspace_id: int, now: datetime) -> Heard:
    """Do what is due on tallies, and judge again whoever may have crossed something; a portion of leads.

    Leads that somebody else holds are left to the next sweep.
    """
    book, clock = current(workspace_id)
    now = max(now, clock)
    wanted = [row[0] for row in ask(DUE, {"ws": workspace_id, "now": now, "most": SOME})]
    free = [row[0] for row in ask(FREE, [workspace_id, id_list(wanted)])] if wanted else []
    forget_gone(workspace_id, set(wanted) - set(free))
    if not free:
        return Heard()
    rows = {row[0]: row for row in locked(workspace_id, free)}
    amounts: dict[int, dict[str, float]] = {}
    again: set[int] = set()
    for lead, slot, change in ask(CHANGES, [workspace_id, id_list(free), now]):
        if slot is None:
            again.add(lead)
        else:
            slots = amounts.setdefault(lead, {})
            name = f"s{slot:02d}"
            slots[name] = slots.get(name, 0.0) + change
    run(LOOKED, [workspace_id, id_list(free), now])
    ensure(book, amounts.keys() - rows.keys(), now=now)
    rows |= {row[0]: row for row in add(workspace_id, amounts)}
    found = asked_again(book, list(rows.values()), again, now=now)
    return settle(book, found, now=now, cause="time")


def forget_gone(workspace_id: int, leads: set[int]) -> None:
    """What is due on leads that are no longer there is never done."""
    if leads:
        there = Lead.objects.filter(workspace_id=workspace_id, pk__in=leads).values_list("pk", flat=True)
        gone = leads - set(there)
        for rows in (Due.objects, Recheck.objects):
            rows.filter(workspace_id=workspace_id, lead_id__in=gone).delete()


@bells.answers(SWEEP, every=EVERY)
def sweep_and_pass(workspace_id: int, now: datetime) -> datetime | None:
    """Sweep, and let those that qualify by it pass; answer when the next is due."""
    heard = sweep(workspace_id, now)
    if heard.crossed:
        hall.qualify(workspace_id, heard.crossed, at=now)
    return min(next_due(workspace_id, now), now + EVERY)


def next_due(workspace_id: int, now: datetime) -> datetime:
    """The instant of the next work, at least a second from now."""
    firsts = [
        rows.filter(workspace_id=workspace_id).aggregate(first=Min("due_at"))["first"]
        for rows in (Due.objects, Recheck.objects)
    ]
    return max(now + SOON, min((first for first in firsts if first), default=now + EVERY))


@bells.answers(LISTS, every=EVERY)
def keep_lists(workspace_id: int, now: datetime) -> datetime | None:
    """Bring the scores that lists show up to date for everybody who did something, and note a new day."""
    renew(workspace_id, now=now)
    book, now = current(workspace_id)
    turn_day(book, now)
    leads = {
        lead for (raw,) in ask(TAKEN, [workspace_id]) for lead in (json.loads(raw) if isinstance(raw, str) else raw)
    }
    show_more(book, now)
    some = sorted(leads)
    for start in range(0, len(some), SOME):
        bring(book, some[start : start + SOME], now)
    return now + SOON if Stale.objects.filter(workspace_id=workspace_id).exists() else None


def bring(book: Book, leads: list[int], now: datetime) -> None:
    """Bring these leads' scores into the lists, and let those that qualify by it pass."""
    held = hold_leads(book.workspace_id, leads)
    heard = settle(book, locked(book.workspace_id, leads), now=now, cause="time", held=held)
    if heard.crossed:
        hall.qualify(book.workspace_id, heard.crossed, at=now)


def show_more(book: Book, now: datetime) -> None:
    """Bring the scores of the next leads into the lists, all once a day: those that nothing happens to cool too."""
    row = State.objects.filter(workspace_id=book.workspace_id).first()
    if row is None or (not row.displayed_to and row.displayed_at is not None and now - row.displayed_at < ROUND):
        return
    leads = [found for (found,) in ask(NEXT, [book.workspace_id, row.displayed_to, SOME])]
    if leads:
        bring(book, leads, now)
    done = {"displayed_to": leads[-1]} if len(leads) == SOME else {"displayed_to": 0, "displayed_at": now}
    State.objects.filter(workspace_id=book.workspace_id).update(**done)


def turn_day(book: Book, now: datetime) -> None:
    """On the first look of the workspace's new day ask again what may change with the day."""
    if not book.by_day or book.terms is None:
        return
    today = now.astimezone(ZoneInfo(Workspace.objects.get(pk=book.workspace_id).time_zone)).date()
    rows = State.objects.filter(workspace_id=book.workspace_id).exclude(looked_on=today)
    if not rows.update(looked_on=today):
        return
    traits = list(Trait.objects.filter(workspace_id=book.workspace_id, number__in=book.by_day, state="live"))
    last = 0
    while (found := give_tallies(book.workspace_id, after=last)) is not None:
        last = found
    for portion in changed_by_day(book, traits, now):
        heard = ask_leads(book, portion, now=now, cause="time")
        hall.qualify(book.workspace_id, heard.crossed, at=now)


def changed_by_day(book: Book, traits: list[Trait], now: datetime) -> list[list[int]]:
    """Leads whose answers are others than yesterday, in portions."""
    found = differing(book, [trait.number for trait in traits], now=now)
    return [found[start : start + SOME] for start in range(0, len(found), SOME)]
