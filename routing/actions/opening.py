"""A lead became an MQL: the row of its pass is written in the same transaction, once for each cause."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from leads.models import Lead, StageChange
from leads.stages import Holder, Stage
from routing.models import OPEN, Handoff, State, Trigger
from routing.priority import priority

TRIGGERS = {trigger.value: trigger for trigger in Trigger} | {"return": Trigger.SCORE}
MERGING = frozenset({"merge", "unmerge"})


@transaction.atomic(savepoint=False)
def open(  # noqa: A001 - what it does; callers say routing.open
    change: StageChange, *, papers_due: bool = False
) -> Handoff | None:
    """The handoff of a step to MQL, waiting for routing; the same row when it is asked for again.

    `papers_due` says that its receipt and brief are kept later (`without_papers` finds it).
    None where the lead has left the stage, or another handoff of the lead is open already.
    """
    if change.to != Stage.MQL or change.cause in MERGING:
        return None
    lead = Lead.objects.get(pk=change.lead_id, workspace_id=change.workspace_id)
    found = Handoff.objects.filter(workspace_id=change.workspace_id, cause=change).first()
    if found is not None or lead.stage != Stage.MQL or has_open(lead):
        return found
    Handoff.objects.bulk_create([row_of(change, lead, papers_due)], ignore_conflicts=True)
    return Handoff.objects.filter(workspace_id=change.workspace_id, cause=change).first()


def has_open(lead: Lead) -> bool:
    """Whether a handoff of the lead is open."""
    return Handoff.objects.filter(workspace_id=lead.workspace_id, lead=lead, state__in=OPEN).exists()


def row_of(change: StageChange, lead: Lead, papers_due: bool) -> Handoff:
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
        papers_due=papers_due,
    )


def without_papers(workspace_id: int, *, before: datetime, most: int) -> list[Handoff]:
    """Some passes from before an instant whose receipt and brief are still to be kept.

    They are not held: whoever routes one passes over what somebody holds, and keeping papers twice keeps the same.
    """
    rows = Handoff.objects.filter(workspace_id=workspace_id, papers_due=True, opened_at__lte=before)
    return list(rows.order_by("pk")[:most])


def papers_kept(handoffs: Iterable[Handoff]) -> None:
    """Nothing is to be kept of these any more."""
    for handoff in handoffs:
        Handoff.objects.filter(pk=handoff.pk, workspace_id=handoff.workspace_id).update(papers_due=False)
