"""What a merge, its undoing, or a step taken elsewhere leaves open is put right: one lead, one state."""

from django.db import transaction

from leads.models import StageChange
from leads.stages import CLOSED, Stage
from routing.actions.opening import MERGING
from routing.models import OPEN, Handoff, State


@transaction.atomic(savepoint=False)
def settle(change: StageChange) -> None:
    """After any step: follow a merge, and end what does not fit the stage the lead came to."""
    if change.cause == "merge":
        follow(change.workspace_id, was=change.details.get("merged"), to=change.lead_id)
    elif change.cause == "unmerge":
        part(change.workspace_id, kept=change.lead_id, gone=change.details.get("merged"))
    end_what_is_over(change)
    if change.was == Stage.WON and change.to == Stage.SQL:
        go_on(change)


def go_on(change: StageChange) -> None:
    """A lead that was not won after all is worked on: its last pass is open again, with whoever holds the lead."""
    rows = Handoff.objects.filter(workspace_id=change.workspace_id, lead=change.lead_id, state=State.ACCEPTED)
    last = rows.order_by("-id").first()
    if last is not None and change.lead.rep_id is not None:
        rows.filter(pk=last.pk).update(closed_at=None, closed_as="", rep=change.lead.rep_id)


def follow(workspace_id: int, *, was: int | None, to: int) -> None:
    """The kept lead took over the other's stage: what is open for that one is the kept one's."""
    if was is None:
        return
    theirs = Handoff.objects.filter(workspace_id=workspace_id, lead=was)
    theirs.filter(state__in=OPEN).update(lead=to)
    theirs.filter(state=State.ACCEPTED, closed_at=None).update(lead=to)


def part(workspace_id: int, *, kept: int, gone: int | None) -> None:
    """The kept lead gave the stage back: so it does the pass that came with it."""
    if gone is None:
        return
    mine = Handoff.objects.filter(workspace_id=workspace_id, lead=kept, cause__lead=gone)
    mine.filter(state__in=OPEN).update(lead=gone)
    mine.filter(state=State.ACCEPTED, closed_at=None).update(lead=gone)


def end_what_is_over(change: StageChange) -> None:
    """A lead that was moved on without its handoff (an import, marketing, a merge) leaves none open."""
    to = Stage(change.to)
    rows = Handoff.objects.filter(workspace_id=change.workspace_id, lead=change.lead_id)
    if change.cause in MERGING:
        rows = rows.exclude(cause=change)
    over = {"closed_at": change.at, "closed_as": to.value, "rep": None, "accept_by": None, "promise_at": None}
    if to is not Stage.MQL and not (to is Stage.SAL and change.cause == "accept"):
        rows.filter(state__in=OPEN).update(state=State.WITHDRAWN, **over)
    if to in CLOSED or to is Stage.LEAD:
        rows.filter(state=State.ACCEPTED, closed_at=None).update(closed_at=change.at, closed_as=to.value)
