"""A lead became an MQL: the row of its pass is written in the same transaction, once for each cause."""

from django.db import transaction
from django.utils import timezone

from leads.models import Lead, StageChange
from leads.stages import Holder, Stage
from routing.models import OPEN, Handoff, State, Trigger
from routing.priority import priority

TRIGGERS = {trigger.value: trigger for trigger in Trigger} | {"return": Trigger.SCORE}
MERGING = frozenset({"merge", "unmerge"})


@transaction.atomic(savepoint=False)
def open(change: StageChange) -> Handoff | None:  # noqa: A001 - what it does; callers say routing.open
    """The handoff of a step to MQL, waiting for routing; the same row when it is asked for again.

    None where the lead has left the stage, or another handoff of the lead is open already.
    """
    if change.to != Stage.MQL or change.cause in MERGING:
        return None
    lead = Lead.objects.get(pk=change.lead_id, workspace_id=change.workspace_id)
    found = Handoff.objects.filter(workspace_id=change.workspace_id, cause=change).first()
    if found is not None or lead.stage != Stage.MQL or has_open(lead):
        return found
    Handoff.objects.bulk_create([row_of(change, lead)], ignore_conflicts=True)
    return Handoff.objects.filter(workspace_id=change.workspace_id, cause=change).first()


def has_open(lead: Lead) -> bool:
    """Whether a handoff of the lead is open."""
    return Handoff.objects.filter(workspace_id=lead.workspace_id, lead=lead, state__in=OPEN).exists()


def row_of(change: StageChange, lead: Lead) -> Handoff:
    """What is known at the moment of the pass."""
    trigger = TRIGGERS.get(change.cause, Trigger.OTHER)
    waits = lead.holder == Holder.WAITING
    return Handoff(
        workspace_id=change.workspace_id,
        lead_id=change.lead_id,
        cause=change,
        cycle=change.cycle,
        state=State.WAITING,
        trigger=trigger,
        said=(str(change.details.get("signal", "")) or change.reason)[:200],
        priority=priority(hand_raiser=trigger == Trigger.HAND_RAISER, grade=lead.grade),
        score=lead.score,
        grade=lead.grade,
        definition_version=change.definition_version,
        passed_by_id=change.by_id,
        wanted_rep_id=change.details.get("rep"),
        opened_at=change.at,
        look_at=min(change.at, timezone.now()),
        promise_at=lead.promise_at if waits else None,
        held_for=lead.held_for if waits else "",
    )
