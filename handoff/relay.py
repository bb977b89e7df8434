"""The product on one screen: what happens next when somebody did something, and at each stage.

This is the only module that listens to the hall's two signals, and the only one that lets rooms work together. Both are
sent inside the transaction that wrote the rows, so what is done here is committed with its cause or not at all.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.dispatch import receiver

from accounts import bells, leaving
from accounts.models import Membership, Workspace
from handoff import following
from leads import actions as leads
from leads import changed
from leads.actions.activities import Recorded
from leads.matching.signals import keep
from leads.models import StageChange
from leads.signals import activities_recorded, stage_changed
from leads.stages import Stage
from reports import actions as reports
from routing import actions as routing
from routing.ways import WAYS
from scoring import actions as scoring
from sla import actions as sla

keep(scoring.sources)  # conditions may speak of signals


@receiver(activities_recorded)
def hear(workspace_id: int, activities: Sequence[Recorded], lost: frozenset[int], **_: Any) -> None:
    """Somebody did something: it is counted, who asked for us is passed on at once, and who qualifies now."""
    following.touched(workspace_id, activities)
    pass_heard(workspace_id, scoring.hear(workspace_id, activities, lost))


@changed.listen
def follow(workspace_id: int, lead_ids: Sequence[int], fields: frozenset[str] | None, are_new: bool) -> None:
    """Somebody's data changed: they are scored by it, and pass if they qualify now."""
    pass_heard(workspace_id, scoring.attributes_changed(workspace_id, lead_ids, fields=fields, are_new=are_new))


def pass_heard(workspace_id: int, heard: scoring.Heard) -> None:
    """Let those pass who raised a hand, and whom something brought over a line."""
    if not heard.raised and not heard.crossed:
        return
    now = sla.database_now()
    if heard.raised:
        leads.raise_hands(workspace_id, heard.raised, at=now)
    if heard.crossed:
        leads.qualify(workspace_id, heard.crossed, at=now)


def open_handoff(change: StageChange) -> None:
    """A lead is an MQL: write the pass down, and find a rep as soon as this is committed."""
    handoff = following.opened(change)
    if handoff is not None:
        following.route_soon(change.workspace_id)


STEPS: dict[Stage, tuple[Callable[[StageChange], object], ...]] = {
    Stage.LEAD: (following.stop_all, following.room_again),
    Stage.MQL: (open_handoff,),
    Stage.SAL: (following.accepted,),
    Stage.SQL: (),
    Stage.WON: (following.stop_all, following.room_again),
    Stage.LOST: (following.stop_all, following.room_again),
    Stage.DISQUALIFIED: (following.stop_all, following.room_again),
}


@receiver(stage_changed)
def pass_on(change: StageChange, **_: Any) -> None:
    """A lead took a step: put right what it leaves open, then do what follows at the stage it came to."""
    reports.note(change)
    if following.overtaken(change):
        return  # told again, late: what follows from it was done, and the lead has gone on
    routing.settle(change)
    for step in STEPS[Stage(change.to)]:
        step(change)
    routing.follow_up(change)


@bells.answers(following.ROUTE, every=timedelta(minutes=1))
def route(workspace_id: int, now: datetime) -> datetime | None:
    """Offer what waits to whoever the plan says: what was left, what was promised for now, what somebody gave back."""
    done = routing.route(Workspace.objects.get(pk=workspace_id), at=now)
    return now if done.more else now + following.SOON if done.skipped else None


@bells.answers(following.ROOM)
def room(workspace_id: int, now: datetime) -> datetime | None:
    """A rep has room again, or is back: look at the most urgent of what waits."""
    return route(workspace_id, now) if routing.look_again(workspace_id, at=now) else None


@bells.answers(following.PAPERS)
def papers(workspace_id: int, now: datetime) -> datetime | None:
    """A busy process passed leads on: write down why, as it was at that instant."""
    return following.missing_papers(workspace_id, now)


@bells.answers(following.CLOCKS)
def clocks(workspace_id: int, now: datetime) -> datetime:
    """Carry out what fell due; an offer nobody answered goes to the next runner in this transaction."""
    again = [following.fell_due(workspace_id, due, now) for due in sla.tick(workspace_id, now)]
    if any(again):
        routing.route(Workspace.objects.get(pk=workspace_id), at=now)
    return sla.next_look(workspace_id, now)


@leaving.follow
def left(member: Membership, at: datetime) -> None:
    """Somebody sells no longer: their leads are other people's at once."""
    if routing.leave(member.workspace, rep=member.user, at=at):
        following.route_soon(member.workspace_id)


WAYS.promises = sla.Promiser
WAYS.offered.append(following.offered)
WAYS.passed_on.append(following.handed_on)
WAYS.taken_back.append(following.taken_back)
WAYS.hours = following.hours
sla.follow_deadlines(following.moved)
