"""What a rep does with a lead they accepted: answer it, qualify it, win or lose it, give it back."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.actions import Refused
from accounts.models import User
from leads import actions as leads
from leads.models import StageChange
from leads.stages import Stage, by_sales, closed
from routing.actions.answering import check_reason, give_back
from routing.actions.holding import check_holds, held, swap
from routing.models import Fate, Handoff, RejectReason, State


@transaction.atomic
def respond(handoff: Handoff, *, by: User | int | None, at: datetime) -> bool:
    """Note the first human touch, which stops the response clock; False when there was one before."""
    rows = Handoff.objects.filter(pk=handoff.pk, workspace_id=handoff.workspace_id, responded_at=None)
    person = by.pk if isinstance(by, User) else by
    first = bool(rows.update(responded_at=at, responded_by=person))
    if first:
        handoff.responded_at, handoff.responded_by_id = at, person
    return first


@transaction.atomic
def qualify(
    handoff: Handoff,
    *,
    by: User,
    at: datetime,
    next_step_at: datetime,
    checklist: dict[str, Any] | None = None,
    amount: int | None = None,
    currency: str = "",
    expected_on: date | None = None,
) -> StageChange:
    """Make an SAL an SQL: the checklist is met. `amount` is in hundredths."""
    row, lead = held(handoff, State.ACCEPTED)
    check_holds(row, by)
    swap(row, was=State.ACCEPTED, qualified_at=at)
    details: dict[str, Any] = {"checklist": checklist or {}, **money(amount, currency)}
    if expected_on is not None:
        details["expected_on"] = expected_on.isoformat()
    custody = by_sales(rep=row.rep_id or by.pk, next_step_at=next_step_at)
    return leads.move(lead, to=Stage.SQL, at=at, cause="qualify", by=by, custody=custody, details=details)


@transaction.atomic
def won(
    handoff: Handoff, *, by: User, at: datetime, reason: str, amount: int | None = None, currency: str = ""
) -> StageChange:
    """The lead is a customer. `amount` is in hundredths; `reason` is why they bought."""
    return close(handoff, to=Stage.WON, by=by, at=at, reason=reason, details=money(amount, currency))


@transaction.atomic
def lost(
    handoff: Handoff, *, by: User, at: datetime, reason: str, details: dict[str, Any] | None = None
) -> StageChange:
    """Sales worked it and it came to nothing; `reason` is why."""
    return close(handoff, to=Stage.LOST, by=by, at=at, reason=reason, details=details or {})


@transaction.atomic
def recycle(
    handoff: Handoff,
    *,
    by: User,
    at: datetime,
    reason: RejectReason,
    note: str = "",
    return_at: datetime | None = None,
    track: str = "",
    fate: Fate | str = Fate.NURTURE,
) -> StageChange:
    """Hand an accepted lead back to nurture (or, by `fate`, out): marketing looks at it again at `return_at`."""
    row, lead = held(handoff, State.ACCEPTED)
    check_holds(row, by)
    check_reason(row, reason)
    as_what = "disqualified" if fate == Fate.DISQUALIFY else "recycled"
    swap(row, was=State.ACCEPTED, closed_at=at, closed_as=as_what, reason=reason, note=note[:500])
    return give_back(
        lead, cause="recycle", by=by, at=at, reason=reason, fate=fate, return_at=return_at, track=track, note=note
    )


def close(handoff: Handoff, *, to: Stage, by: User, at: datetime, reason: str, details: dict[str, Any]) -> StageChange:
    """End the work on a lead, well or not."""
    if not reason.strip():
        raise Refused("Say why.")
    row, lead = held(handoff, State.ACCEPTED)
    check_holds(row, by)
    swap(row, was=State.ACCEPTED, closed_at=at, closed_as=to.value)
    why = reason.strip()[:200]
    return leads.move(
        lead, to=to, at=at, cause=to.value, by=by, reason=why, custody=closed(reason=why), details=details
    )


def money(amount: int | None, currency: str) -> dict[str, Any]:
    """An amount in hundredths with its currency, as stage changes carry it; nothing without an amount."""
    return {} if amount is None else {"amount": amount, "currency": currency}
