"""A clock stands still while the lead has the ball: with a reason, as long as the policy lets it, for all to see."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from accounts import bells
from accounts.actions import Refused
from accounts.models import User
from leads import actions as leads
from leads.models import Lead
from leads.stages import Holder, offered
from sla.actions.choosing import way_of
from sla.actions.running import BELL, steps_of
from sla.models import Clock, ClockPause, ClockStep, Kind

Follower = Callable[[Clock, datetime], None]
FOLLOWERS: list[Follower] = []  # told the clock and when, after its deadline moved


def follow_deadlines(follower: Follower) -> None:
    """Let the roof tell others that keep a deadline of their own; called once."""
    if follower not in FOLLOWERS:
        FOLLOWERS.append(follower)


@transaction.atomic
def pause(clock: Clock, *, by: User, reason: str, at: datetime) -> ClockPause:
    """Hold a running clock, at the longest for what the policy leaves; the deadline moves with it.

    Until it is resumed the deadline is the latest it can become. While the lead has the ball its first response waits
    as well as its acceptance. Raises Refused without a reason, when the clock does not run, is over, or has used its
    pauses up.
    """
    clock, reason = locked(clock), reason.strip()
    if not reason:
        raise Refused("Say what you are waiting for: it is shown beside the clock.")
    row = hold(clock, by=by, reason=reason, at=at)
    for other in waiting_with(clock):
        with suppress(Refused):
            hold(other, by=by, reason=reason, at=at)
    return row


def hold(clock: Clock, *, by: User, reason: str, at: datetime) -> ClockPause:
    """Hold one clock whose row is locked."""
    if clock.stopped_at is not None or clock.paused_at is not None:
        raise Refused("This clock does not run.")
    if at >= clock.due_at:
        raise Refused("The time is up: a pause cannot turn it back.")
    left = left_to_pause(clock, at=at)
    if left <= timedelta():
        raise Refused(f"The agreement lets it wait {clock.policy.pause_days} days for the lead, and they are used up.")
    row = ClockPause.objects.create(
        workspace_id=clock.workspace_id,
        clock=clock,
        lead_id=clock.lead_id,
        reason=reason[:200],
        by=by,
        began_at=at,
        most_until=at + left,
    )
    clock.paused_at = at
    settle(clock, at=at, by=by, reason=f"Waiting for the lead: {reason}", next_at=row.most_until)
    return row


@transaction.atomic
def resume(clock: Clock, *, by: User | None, at: datetime) -> None:
    """Let a held clock run on, and what waited with it. Raises Refused when it is not held."""
    clock = locked(clock)
    if clock.paused_at is None:
        raise Refused("This clock is not held.")
    for each in [clock, *waiting_with(clock)]:
        if each.paused_at is not None:
            let_run(each, by=by, at=at)


def let_run(clock: Clock, *, by: User | None, at: datetime) -> None:
    """Let one clock run on whose row is locked."""
    for row in clock.pauses.filter(ended_at=None):
        row.ended_at = min(max(at, row.began_at), row.most_until)
        row.save(update_fields=["ended_at"])
    clock.paused_at = None
    settle(clock, at=at, by=by, reason="The clock runs on", next_at=None)


def waiting_with(clock: Clock) -> list[Clock]:
    """The first-response clock of a lead whose acceptance is held or runs on; its row held."""
    if clock.kind != Kind.ACCEPT:
        return []
    rows = Clock.objects.running().filter(workspace_id=clock.workspace_id, lead=clock.lead_id, kind=Kind.RESPOND)
    return list(rows.select_related("policy", "edition", "lead").select_for_update(of=("self",)))


def settle(clock: Clock, *, at: datetime, by: User | None, reason: str, next_at: datetime | None) -> None:
    """Work the deadline out anew, and let the lead's custody follow it."""
    way = way_of(clock, list(clock.pauses.order_by("began_at")))
    clock.due_at = way.at(100)
    done = ClockStep.objects.filter(clock=clock).values_list("key", flat=True)
    ahead = way.ahead(steps_of(clock, clock.policy), done)
    clock.next_at = next_at or min((instant for instant, _ in ahead), default=None)
    clock.save(update_fields=["paused_at", "due_at", "next_at"])
    if clock.next_at is not None:
        bells.ring(BELL, clock.workspace_id, at=clock.next_at)
    move_custody(clock, at=at, by=by, reason=reason)
    for follower in FOLLOWERS:
        follower(clock, at)


def move_custody(clock: Clock, *, at: datetime, by: User | None, reason: str) -> None:
    """An offer's time to accept by is the acceptance clock's."""
    lead: Lead = clock.lead
    lead = lead.merged_into or lead
    if clock.kind != Kind.ACCEPT or lead.holder != Holder.OFFERED or lead.accept_by == clock.due_at:
        return
    custody = offered(accept_by=clock.due_at, rep=lead.rep_id, pool=lead.offered_pool)
    if not leads.hand(lead, custody=custody, at=at, by=by, reason=reason):
        raise Refused("Somebody was first: the lead is no longer offered.")


def left_to_pause(clock: Clock, *, at: datetime) -> timedelta:
    """How long the clock may still stand still."""
    used = sum(((row.ended_at or at) - row.began_at for row in clock.pauses.all()), timedelta())
    return timedelta(days=clock.policy.pause_days) - used


def locked(clock: Clock) -> Clock:
    """The row as it is now, held; its lead first, as whoever answers does, so that they never wait crosswise."""
    Lead.objects.select_for_update(no_key=True).filter(workspace_id=clock.workspace_id, pk=clock.lead_id).first()
    rows = Clock.objects.filter(workspace_id=clock.workspace_id).select_related("policy", "edition", "lead")
    return rows.select_for_update(of=("self",)).get(pk=clock.pk)
