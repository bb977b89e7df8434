"""The rep's daily work: touches, next steps, the checklist and the opportunity."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.actions import Refused
from accounts.models import User
from leads import actions as leads
from leads.models import Lead, StageChange
from leads.person import Event
from leads.stages import OPEN, Stage, by_sales
from routing.actions.holding import check_holds, held
from routing.actions.working import qualify, respond
from routing.models import ChecklistItem, Handoff, NextStep, Opportunity, State
from routing.touches import CHANNELS, OUTCOMES, first_step, in_words

TOUCH = "touch"


@transaction.atomic
def log_touch(
    handoff: Handoff,
    *,
    by: User,
    at: datetime,
    channel: str,
    outcome: str,
    note: str = "",
    next_step: str = "",
    next_step_at: datetime | None = None,
    spoke_at: datetime | None = None,
) -> None:
    """Write down that somebody spoke with a lead (`spoke_at`; just now where not said), and what is done next.

    The first touch stops the response clock. Without a next step the usual one after such an outcome is set.
    """
    if channel not in CHANNELS or outcome not in OUTCOMES:
        raise Refused("Say how you reached them and what came of it.")
    row, lead = held(handoff, State.ACCEPTED)
    check_holds(row, by)
    when = spoke_at or at
    spoke(lead, by=by, at=when, channel=channel, outcome=outcome, note=note)
    respond(row, by=by, at=when)
    usual, usual_at = first_step(outcome, at=at)
    text, due = next_step or usual, next_step_at or usual_at
    plan(row, lead, by=by, at=at, text=text, due=due, touched_at=when, channel=channel, outcome=outcome)


def spoke(lead: Lead, *, by: User, at: datetime, channel: str, outcome: str, note: str = "") -> None:
    """Put a touch on a lead's timeline; the relay stops the response clock and counts the attempt."""
    event = Event(uuid.uuid4(), at, TOUCH, title=in_words(channel, outcome), lead_id=lead.pk)
    event.properties = {"channel": channel, "outcome": outcome, **({"note": note[:2000]} if note else {})}
    event.origin, event.by_id = "member", by.pk
    leads.record(lead.workspace_id, [event])


@transaction.atomic
def set_next_step(handoff: Handoff, *, by: User, at: datetime, text: str, next_step_at: datetime) -> None:
    """Say what is done next with a lead, and by when."""
    row, lead = held(handoff, State.ACCEPTED)
    check_holds(row, by)
    plan(row, lead, by=by, at=at, text=text, due=next_step_at)


def plan(row: Handoff, lead: Lead, *, by: User, at: datetime, text: str, due: datetime, **touched: Any) -> None:
    """Put the next step on the lead; it lies ahead."""
    if due <= at:
        raise Refused("The next step must lie ahead.")
    if not text.strip():
        raise Refused("Say what the next step is.")
    words = text.strip()[:200]
    NextStep.objects.update_or_create(
        workspace_id=row.workspace_id, lead=lead, defaults={"text": words, "set_at": at, "set_by": by, **touched}
    )
    custody = by_sales(rep=row.rep_id or by.pk, next_step_at=due)
    if not leads.hand(lead, custody=custody, at=at, by=by, reason=words):
        raise Refused("Somebody changed this lead just now. Look at it again.")


@transaction.atomic
def qualify_sql(
    handoff: Handoff,
    *,
    by: User,
    at: datetime,
    answers: Mapping[str, str],
    amount: int | None = None,
    currency: str = "",
    expected_on: date | None = None,
    next_step: str,
    next_step_at: datetime,
) -> Opportunity:
    """Make an SAL an SQL with an opportunity; every required question of the checklist must be answered.

    `answers` is keyed by the questions' keys; `amount` is in hundredths.
    """
    if next_step_at <= at:
        raise Refused("The next step must lie ahead.")
    items = list(ChecklistItem.objects.filter(workspace_id=handoff.workspace_id, retired_at=None).order_by("position"))
    missing = [item.label for item in items if item.required and not answers.get(item.key, "").strip()]
    if missing:
        raise Refused(f"Not answered yet: {', '.join(missing)}.")
    said = {item.key: answers[item.key].strip()[:500] for item in items if answers.get(item.key, "").strip()}
    qualify(
        handoff,
        by=by,
        at=at,
        next_step_at=next_step_at,
        checklist=said,
        amount=amount,
        currency=currency,
        expected_on=expected_on,
    )
    NextStep.objects.update_or_create(
        workspace_id=handoff.workspace_id,
        lead_id=handoff.lead_id,
        defaults={"text": next_step.strip()[:200], "set_at": at, "set_by": by},
    )
    return Opportunity.objects.get(workspace_id=handoff.workspace_id, lead_id=handoff.lead_id, closed_at=None)


def keep_opportunity(change: StageChange) -> None:
    """Open the opportunity of a lead that became an SQL, and close it with the step that ends it; once for each step.

    The relay calls it for every step, so whoever moved the lead, by page, API or import, the opportunity follows.
    """
    rows = Opportunity.objects.filter(workspace_id=change.workspace_id, lead_id=change.lead_id)
    if change.to == Stage.SQL and change.was == Stage.SAL and not rows.filter(closed_at=None).exists():
        handoffs = Handoff.objects.filter(workspace_id=change.workspace_id, lead_id=change.lead_id)
        handoff = handoffs.filter(state=State.ACCEPTED).order_by("-id").first()
        if handoff is not None:
            open_one(change, handoff)
    elif change.was == Stage.SQL:
        lost_value = {"closed_at": change.at, "closed_as": change.to, "reason": change.reason[:200]}
        amount = change.details.get("amount")
        if change.to == Stage.WON and amount is not None:
            lost_value |= {"amount": amount, "currency": change.details.get("currency", "")}
        rows.filter(closed_at=None).update(**lost_value)
    elif change.was not in OPEN and change.to == Stage.SQL:
        last = rows.order_by("-id").first()
        if last is not None:
            rows.filter(pk=last.pk).update(closed_at=None, closed_as="", reason="")


def open_one(change: StageChange, handoff: Handoff) -> None:
    """The opportunity as the step to SQL tells of it."""
    details, expected = change.details, change.details.get("expected_on")
    Opportunity.objects.create(
        workspace_id=change.workspace_id,
        lead_id=change.lead_id,
        handoff=handoff,
        amount=details.get("amount"),
        currency=details.get("currency", "")[:3],
        expected_on=date.fromisoformat(expected) if expected else None,
        checklist=details.get("checklist", {}),
        opened_at=change.at,
        opened_by_id=change.by_id,
    )
