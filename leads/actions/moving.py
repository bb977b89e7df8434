"""The only ways to change a lead's stage and its holder."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import User
from leads.changed import STANDING, tell
from leads.models import CustodyChange, Lead, LeadOptions, StageChange, columns_of
from leads.signals import stage_changed
from leads.stages import HOLDERS, Custody, Holder, Stage, by_marketing, can_move, waiting

PROMISE = timedelta(hours=1)  # how long a fresh MQL may wait for a rep before it shows as overdue


class IllegalMove(Exception):
    """The lead cannot make this step, or somebody moved it first; the text says which and who."""


@transaction.atomic
def move(
    lead: Lead,
    *,
    to: Stage,
    at: datetime,
    cause: str,
    by: User | None = None,
    reason: str = "",
    custody: Custody | None = None,
    definition_version: int | None = None,
    details: dict[str, Any] | None = None,
) -> StageChange:
    """Move a lead one step and hand it to its next holder, if it still stands where `lead` says it does.

    Compare-and-swap: of simultaneous moves one wins, the others raise IllegalMove. Without `custody` a lead given back
    is held by marketing for the usual days, and an MQL waits for a rep. Sends `stage_changed` in this transaction.
    """
    was = Stage(lead.stage)
    if not can_move(was, to):
        raise IllegalMove(f"A lead cannot go from {was.label} to {to.label} in one step.")
    custody = custody or usual_custody(lead, to, at=at)
    check_holder(custody, to)
    step(lead, was=was, to=to, at=at, custody=custody)
    note_custody(lead, custody, at=at, by=by, reason=reason)
    change = StageChange.objects.create(
        workspace_id=lead.workspace_id,
        lead=lead,
        was=was,
        to=to,
        cycle=lead.cycle,
        at=at,
        by=by,
        cause=cause,
        reason=reason,
        details=details or {},
        definition_version=definition_version,
    )
    stage_changed.send(StageChange, change=change)
    return change


@transaction.atomic
def hand(lead: Lead, *, custody: Custody, at: datetime, by: User | None = None, reason: str = "") -> bool:
    """Give a lead another holder, or a new date, without changing its stage; False when somebody was first.

    Compare-and-swap on stage, holder and the instant since which it is held.
    """
    check_holder(custody, Stage(lead.stage))
    still = Lead.objects.present().filter(
        pk=lead.pk, workspace_id=lead.workspace_id, stage=lead.stage, holder=lead.holder, held_since=lead.held_since
    )
    if not still.update(held_since=at, changed_at=at, **columns_of(custody)):
        return False
    lead.refresh_from_db()
    note_custody(lead, custody, at=at, by=by, reason=reason)
    return True


def put_off(workspace_id: int, lead_ids: Sequence[int], *, at: datetime, return_at: datetime) -> int:
    """Give leads that marketing looked at again another return date; answer how many still waited for one."""
    due = Lead.objects.present().filter(workspace_id=workspace_id, pk__in=lead_ids, stage=Stage.LEAD, return_at__lte=at)
    ids = list(due.values_list("pk", flat=True))
    due.update(return_at=return_at, held_since=at, changed_at=at)
    CustodyChange.objects.bulk_create(
        CustodyChange(
            workspace_id=workspace_id,
            lead_id=pk,
            at=at,
            holder=Holder.MARKETING,
            until=return_at,
            reason="Looked at again: not an MQL yet",
        )
        for pk in ids
    )
    return len(ids)


def step(lead: Lead, *, was: Stage, to: Stage, at: datetime, custody: Custody) -> None:
    """The compare-and-swap itself: one row or IllegalMove."""
    values = {"stage": to.value, "staged_at": at, "held_since": at, "changed_at": at, **columns_of(custody)}
    if to is Stage.LEAD:
        values |= {"cycle": F("cycle") + 1, "score_at_return": F("score")}
    still = Lead.objects.present().filter(pk=lead.pk, workspace_id=lead.workspace_id, stage=was)
    if not still.update(**values):
        raise IllegalMove(who_was_first(lead))
    tell(lead.workspace_id, [lead.pk], fields=STANDING)
    lead.refresh_from_db()


def check_holder(custody: Custody, stage: Stage) -> None:
    """Refuse a holder that a lead at this stage cannot have."""
    if custody.holder not in HOLDERS[stage]:
        raise IllegalMove(f"At {stage.label} a lead is not held by {custody.holder.label.lower()}.")


def usual_custody(lead: Lead, to: Stage, *, at: datetime) -> Custody:
    """Who holds a lead that was moved without saying so."""
    if to is Stage.LEAD:
        return by_marketing(return_at=at + return_after(lead.workspace_id))
    if to is Stage.MQL:
        return waiting(promise_at=at + PROMISE, reason="Looking for a rep")
    raise IllegalMove(f"Say who holds the lead at {to.label}, and until when or why.")


def return_after(workspace_id: int) -> timedelta:
    """After how many days marketing looks at a lead again, unless it said otherwise."""
    chosen = LeadOptions.objects.filter(workspace_id=workspace_id).values_list("return_days", flat=True).first()
    return timedelta(days=chosen or LeadOptions._meta.get_field("return_days").default)


def note_custody(lead: Lead, custody: Custody, *, at: datetime, by: User | None, reason: str) -> None:
    """Write down who holds the lead from now on."""
    CustodyChange.objects.create(
        workspace_id=lead.workspace_id,
        lead=lead,
        at=at,
        holder=custody.holder,
        until=custody.until,
        rep_id=custody.rep,
        pool=custody.pool,
        reason=(reason or custody.reason)[:200],
        by=by,
    )


def who_was_first(lead: Lead) -> str:
    """Why a move came too late, in words."""
    last = StageChange.objects.filter(workspace_id=lead.workspace_id, lead_id=lead.pk).select_related("by")
    change = last.order_by("-recorded_at", "-id").first()
    if change is None or change.to == lead.stage:
        return "This lead was merged or erased in the meantime."
    who = change.by.called if change.by else "Baton"
    return f"{who} was first: the lead is {Stage(change.to).label} now."
