"""An offer goes elsewhere: not answered in time, its rep is gone, a manager decides, marketing takes it back."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts import bells
from accounts.actions import Refused
from accounts.models import Membership, User
from leads import actions as leads
from leads.models import Lead, StageChange
from leads.stages import Stage, by_marketing, by_sales, offered, waiting
from routing.actions.holding import held, swap
from routing.actions.offering import Given
from routing.models import OPEN, Handoff, Offer, State, Trigger
from routing.roster import Choice
from routing.ways import WAYS

PROMISE = timedelta(hours=1)
ROOM = "room"  # the bell by which what waits is looked at again
REPS = "Reps take leads: choose one who is active."


@transaction.atomic
def reoffer(handoff: Handoff, *, at: datetime, why: str, accept_by: datetime | None = None) -> bool:
    """Take an offer off its queue and let it be routed anew at once; whoever had it is not asked again first.

    `accept_by` is the deadline that was missed: False when it was moved or somebody answered in the meantime.
    """
    try:
        row, lead = held(handoff, State.OFFERED)
    except Refused:
        return False
    if accept_by is not None and row.accept_by != accept_by:
        return False
    tried = [*row.tried, *([row.rep_id] if row.rep_id is not None else [])]
    promise_at = at + PROMISE
    back = {"rep": None, "accept_by": None, "promise_at": promise_at, "held_for": why[:200], "look_at": at}
    swap(row, was=State.OFFERED, state=State.WAITING, tried=list(dict.fromkeys(tried))[-100:], **back)
    leads.hand(lead, custody=waiting(promise_at=promise_at, reason=why[:200]), at=at)
    for follow in WAYS.taken_back:
        follow(lead, at)
    return True


@transaction.atomic
def reassign(
    handoff: Handoff, *, to: User, by: User, at: datetime, why: str = "", next_step_at: datetime | None = None
) -> Handoff:
    """Give an open handoff, or a lead that is being worked, to another rep. TooLate when it was answered or closed."""
    check_rep(handoff.workspace_id, to)
    row, lead = held(handoff, State.WAITING, State.OFFERED, State.ACCEPTED)
    if row.rep_id == to.pk:
        raise Refused(f"{to.called} has this lead already.")
    words = f"Reassigned by {by.called}" + (f": {why}" if why else "")
    if row.state == State.ACCEPTED:
        hand_on(row, lead, to=to, by=by, at=at, why=words, next_step_at=next_step_at)
    else:
        offer_by_hand(row, lead, to=to, by=by, at=at, why=words)
    bells.ring(ROOM, row.workspace_id)  # whoever had it has room for another
    return row


def hand_on(
    row: Handoff, lead: Lead, *, to: User, by: User | None, at: datetime, why: str, next_step_at: datetime | None = None
) -> None:
    """Another rep works the lead from now on."""
    until = next_step_at or lead.next_step_at or at + PROMISE
    swap(row, was=State.ACCEPTED, rep=to)
    Lead.objects.filter(pk=lead.pk).update(owner=to)
    lead.owner = to
    leads.hand(lead, custody=by_sales(rep=to.pk, next_step_at=until), at=at, by=by, reason=why[:200])
    for follow in WAYS.passed_on:
        follow(row, lead)


def offer_by_hand(row: Handoff, lead: Lead, *, to: User, by: User, at: datetime, why: str) -> None:
    """Put the handoff on somebody's queue, whatever the plan says."""
    raised = row.trigger == Trigger.HAND_RAISER
    terms = WAYS.promises(row.workspace_id, [lead], at=at).promise(
        lead, rep=to.pk, pool=row.pool_id, hand_raiser=raised
    )
    offer = {"state": State.OFFERED, "rep": to, "offered_at": at, "accept_by": terms.due_at, "tier": terms.tier}
    offer |= {"agreement_version": terms.agreement_version, "promise_at": None, "held_for": ""}
    swap(row, was=State(row.state), offers=row.offers + 1, **offer)
    note_offer(row, by=by, at=at, why=why)
    leads.hand(lead, custody=offered(accept_by=terms.due_at, rep=to.pk), at=at, by=by, reason=why[:200])
    given = Given(row, lead, Choice(rep=to.pk, pool=row.pool_id, why=why), terms)
    for follow in WAYS.offered:
        follow([given])


def note_offer(row: Handoff, *, by: User, at: datetime, why: str) -> None:
    """A line in the ledger for what somebody decided by hand."""
    Offer.objects.create(
        workspace_id=row.workspace_id,
        handoff=row,
        number=row.offers,
        at=at,
        pool=row.pool,
        rep=row.rep,
        accept_by=row.accept_by,
        why=why[:200],
        by=by,
    )


@transaction.atomic
def withdraw(
    handoff: Handoff, *, by: User | None, at: datetime, why: str, return_at: datetime | None = None
) -> StageChange:
    """Take an open handoff back to marketing, which looks at the lead again at `return_at`. TooLate when answered."""
    row, lead = held(handoff, *OPEN)
    over: dict[str, Any] = {"rep": None, "accept_by": None, "promise_at": None, "answered_at": at, "answered_by": by}
    over |= {"closed_at": at, "closed_as": "withdrawn", "note": why[:500]}
    swap(row, was=State(row.state), state=State.WITHDRAWN, **over)
    custody = by_marketing(return_at=return_at) if return_at is not None else None
    return leads.move(lead, to=Stage.LEAD, at=at, cause="withdraw", by=by, reason=why[:200], custody=custody)


def check_rep(workspace_id: int, person: User) -> None:
    """Refuse to give a lead to somebody who cannot work it."""
    member = Membership.objects.active().filter(workspace_id=workspace_id, user=person).first()
    if member is None or not (member.rep or member.manager):
        raise Refused(REPS)


def look_again(workspace_id: int, *, at: datetime, most: int = 200) -> int:
    """There is room, or somebody is back: look at the most urgent of what waits."""
    waits = Handoff.objects.filter(workspace_id=workspace_id, state=State.WAITING, look_at__gt=at)
    first = list(waits.order_by("priority", "opened_at", "pk").values_list("pk", flat=True)[:most])
    return Handoff.objects.filter(pk__in=first, state=State.WAITING).update(look_at=at)
