"""Give what waits to somebody: all that is due, most urgent first, in short transactions that wait for each other.

The pools are locked first (so that two decisions never see the same turn), then the leads and their handoffs, skipping
those that somebody else is busy with. See docs/routing.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.models import Workspace
from leads.models import Lead
from leads.stages import Holder
from routing.actions.gathering import roster_of
from routing.actions.offering import Given, hold_many, offer_many, save_seats
from routing.actions.planning import in_force, read
from routing.models import Handoff, Pool, State, Trigger
from routing.models.handoff import HandoffQuerySet
from routing.picker import choose
from routing.roster import Choice, Roster, Subject
from routing.valve import in_all, promise
from routing.ways import WAYS

MOST = 200  # handoffs in one transaction


@dataclass
class Routed:
    """What one transaction did: the offers made, how many had to wait, and when to look again."""

    offered: list[Given] = field(default_factory=list)
    held: int = 0
    skipped: int = 0
    more: bool = False


@transaction.atomic
def route(workspace: Workspace, *, at: datetime, most: int = MOST) -> Routed:
    """Offer what is due to whoever the plan says, or hold it with a promise and a reason."""
    if not due(workspace, at).exists():
        return Routed()
    list(Pool.objects.filter(workspace=workspace).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    ids = list(due(workspace, at).order_by("priority", "opened_at", "pk").values_list("lead_id", flat=True)[:most])
    handoffs = lock(workspace, ids)
    done = Routed(skipped=len(ids) - len(handoffs), more=len(ids) == most)
    if handoffs:
        decide(workspace, handoffs, done, at=at)
    return done


def due(workspace: Workspace, at: datetime) -> HandoffQuerySet:
    """Handoffs that wait and are to be looked at."""
    return Handoff.objects.filter(workspace=workspace, state=State.WAITING, look_at__lte=at)


def lock(workspace: Workspace, leads: Sequence[int]) -> list[Handoff]:
    """The handoffs of these leads that nobody else is busy with, most urgent first."""
    free = Lead.objects.present().filter(workspace=workspace, pk__in=leads, holder=Holder.WAITING)
    mine = list(free.select_for_update(no_key=True, skip_locked=True).order_by("pk").values_list("pk", flat=True))
    rows = Handoff.objects.filter(workspace=workspace, lead__in=mine, state=State.WAITING)
    found = list(rows.select_for_update(no_key=True, skip_locked=True).order_by("pk"))
    return sorted(found, key=lambda row: (row.priority, row.opened_at, row.pk))


def decide(workspace: Workspace, handoffs: Sequence[Handoff], done: Routed, *, at: datetime) -> None:
    """Choose for each, and write it all down."""
    reading = read(workspace, in_force(workspace), now=at)
    roster = roster_of(workspace, now=at, plan=reading.plan)
    known = reading.met([row.lead_id for row in handoffs], workspace_id=workspace.pk)
    owners = company_owners(workspace, [lead for lead, _ in known.values()]) if reading.plan.owner_first else {}
    terms = WAYS.promises(workspace.pk, [lead for lead, _ in known.values()], at=at)
    given, kept = [], []
    for row in handoffs:
        lead, met = known[row.lead_id]
        subject = subject_of(row, lead, met, owners)
        choice = choose(subject, reading.plan, roster)
        if choice.nobody:
            kept.append((row, choice))
            continue
        raised = row.trigger == Trigger.HAND_RAISER
        given.append(
            Given(row, lead, choice, terms.promise(lead, rep=choice.rep, pool=choice.pool, hand_raiser=raised))
        )
    save_seats(workspace.pk, roster)
    done.offered = offer_many(workspace.pk, given, at=at, version=reading.plan.version)
    if done.offered:
        for follow in WAYS.offered:
            follow(done.offered)
    done.held = hold(workspace, kept, roster, at=at, version=reading.plan.version)


def subject_of(row: Handoff, lead: Lead, met: frozenset[int], owners: dict[int, int]) -> Subject:
    """A lead as the picker reads it."""
    return Subject(
        met=met,
        wanted=row.wanted_rep_id,
        owner=lead.owner_id,
        company_owner=owners.get(lead.company_id or 0),
        language=lead.language,
        bypasses=row.trigger in (Trigger.HAND_RAISER, Trigger.SELF_SOURCED),
        tried=tuple(row.tried),
    )


def company_owners(workspace: Workspace, leads: Iterable[Lead]) -> dict[int, int]:
    """Who works with each company: whoever holds or owns the newest of its leads that somebody owns."""
    companies = {lead.company_id for lead in leads if lead.company_id}
    if not companies:
        return {}
    rows = Lead.objects.present().filter(workspace=workspace, company__in=companies, owner__isnull=False)
    return dict(rows.order_by("company_id", "-id").distinct("company_id").values_list("company_id", "owner_id"))


def hold(
    workspace: Workspace, kept: list[tuple[Handoff, Choice]], roster: Roster, *, at: datetime, version: int
) -> int:
    """Let what nobody can take wait, with a promise for each by how much waits before it."""
    if not kept:
        return 0
    reps, zone = list(roster.reps.values()), workspace.time_zone
    weekly = in_all(reps)
    waiting = Handoff.objects.filter(workspace=workspace, state=State.WAITING, look_at__gt=at).count()
    rows = [
        (row, choice, promise(choice, reps, now=at, zone=zone, ahead=place, weekly=weekly))
        for place, (row, choice) in enumerate(kept, start=waiting)
    ]
    return hold_many(workspace.pk, rows, at=at, version=version)
