"""A rep answers an offer. Of any number of simultaneous answers one wins; the others are told who and when."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.actions import Refused
from accounts.models import User
from leads import actions as leads
from leads.models import Lead, StageChange
from leads.stages import Stage, by_marketing, by_sales, closed
from routing.actions.holding import check_addressed, held, swap
from routing.models import Fate, Handoff, RejectReason, State


@transaction.atomic
def accept(handoff: Handoff, *, by: User, at: datetime, next_step_at: datetime, note: str = "") -> StageChange:
    """Take the lead: it is an SAL, this rep holds it and does the next step at `next_step_at`.

    Raises TooLate (who was first, and when) and Refused when the offer is not for this person.
    """
    row, lead = held(handoff, State.OFFERED)
    check_addressed(row, by)
    answer = {"answered_at": at, "answered_by": by, "rep": by, "note": note[:500]}
    swap(row, was=State.OFFERED, state=State.ACCEPTED, **answer)
    Lead.objects.filter(pk=lead.pk).update(owner=by)
    custody = by_sales(rep=by.pk, next_step_at=next_step_at)
    return leads.move(lead, to=Stage.SAL, at=at, cause="accept", by=by, custody=custody)


@transaction.atomic
def reject(
    handoff: Handoff,
    *,
    by: User,
    at: datetime,
    reason: RejectReason,
    note: str = "",
    fate: Fate | str = "",
    return_at: datetime | None = None,
    track: str = "",
) -> StageChange:
    """Refuse the lead for a reason, which says where it goes unless `fate` does: to nurture, or out.

    `return_at` is when marketing looks at it again, `track` how it is nurtured; the reason has both. Raises TooLate
    and Refused as `accept` does.
    """
    row, lead = held(handoff, State.OFFERED)
    check_addressed(row, by)
    check_reason(row, reason)
    answer = {"answered_at": at, "answered_by": by, "reason": reason, "note": note[:500]}
    swap(row, was=State.OFFERED, state=State.REJECTED, closed_at=at, closed_as="rejected", **answer)
    return give_back(
        lead, cause="reject", by=by, at=at, reason=reason, fate=fate, return_at=return_at, track=track, note=note
    )


def check_reason(row: Handoff, reason: RejectReason) -> None:
    """Refuse a reason that is not on the workspace's list."""
    if reason.workspace_id != row.workspace_id or reason.retired_at is not None:
        raise Refused("Choose a reason from the list.")


def give_back(
    lead: Lead,
    *,
    cause: str,
    by: User,
    at: datetime,
    reason: RejectReason,
    fate: Fate | str,
    return_at: datetime | None,
    track: str,
    note: str,
) -> StageChange:
    """Move a lead that sales does not want to where its reason, or the rep, says."""
    details = {"reason": reason.key, "note": note[:500], "score": lead.score}
    if (fate or reason.fate) == Fate.DISQUALIFY:
        custody, to = closed(reason=reason.label), Stage.DISQUALIFIED
    else:
        custody, to = by_marketing(return_at=return_on(reason, return_at, at=at)), Stage.LEAD
        details["track"] = track or reason.track
    return leads.move(lead, to=to, at=at, cause=cause, by=by, reason=reason.label, custody=custody, details=details)


def return_on(reason: RejectReason, return_at: datetime | None, *, at: datetime) -> datetime:
    """When marketing looks at it again; never in the past."""
    found = return_at or at + timedelta(days=reason.return_days)
    if found <= at:
        raise Refused("The day on which marketing looks at the lead again must lie ahead.")
    return found
