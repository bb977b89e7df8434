"""From lead to MQL: whoever meets the agreed definition, and whoever raises a hand; each once, however often asked.

All leads asked about are judged by one statement. Each that passes is then moved by `move`, a compare-and-swap on its
stage, so of any number of workers one wins and the others find nothing to do.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import F, Q

from leads.actions import probing
from leads.actions.defining import in_force
from leads.actions.moving import IllegalMove, move
from leads.actions.probing import unbarred
from leads.definitions import Kind
from leads.matching.agreed import running
from leads.models import Definition, Lead, StageChange
from leads.models.lead import LeadQuerySet
from leads.stages import Stage

log = structlog.get_logger(__name__)
WARMER = 1_000  # hundredths of a point that a lead given back must have gained to pass before its return date
SCORE, RETURN, HAND_RAISER = "score", "return", "hand-raiser"


@transaction.atomic(savepoint=False)
def qualify(workspace_id: int, lead_ids: Iterable[int], *, at: datetime, cause: str = SCORE) -> list[StageChange]:
    """Move those of the leads to MQL that marketing holds, that nothing bars and that meet the definition in force.

    A lead that was given back passes again from its return date on, or as soon as it is ten points warmer than it
    was then. Safe to call twice, late and in parallel.
    """
    ids = sorted(set(lead_ids))
    if not ids or not probing.may_pass(workspace_id, ids, at=at):
        return []
    definition = in_force(workspace_id, Kind.MQL)
    if definition is None:
        return []
    rows = meeting(definition, at=at).filter(pk__in=ids)
    return passed(rows, definition, at=at, cause=cause)


@transaction.atomic(savepoint=False)
def raise_hands(workspace_id: int, hands: Mapping[int, str], *, at: datetime) -> list[StageChange]:
    """Move leads that asked for us (lead id -> what they did) to MQL at once, whatever their score or return date.

    A lead that sales had lost comes back first. Only what bars a lead holds one up.
    """
    definition = in_force(workspace_id, Kind.MQL)
    reopened(workspace_id, hands, at=at)
    rows = unbarred(workspace_id).filter(pk__in=sorted(hands))
    return passed(rows, definition, at=at, cause=HAND_RAISER, reasons=hands)


def meeting(definition: Definition, *, at: datetime) -> LeadQuerySet:
    """The leads with marketing that pass by a definition of an MQL; none, and an alarm, where it cannot be read."""
    clause = running(definition, definition.workspace)
    met = clause.compile(now=at)
    if met is None:
        log.error("definition_unreadable", definition=str(definition), faults=[each.text for each in clause.faults])
        return Lead.objects.none()
    ready = Q(cycle=1) | Q(return_at__lte=at) | Q(score__gte=F("score_at_return") + WARMER)
    return unbarred(definition.workspace_id).filter(ready).filter(met)


def reopened(workspace_id: int, hands: Mapping[int, str], *, at: datetime) -> None:
    """Take lost leads that raise a hand back to marketing, from where they pass."""
    lost = Lead.objects.present().filter(workspace_id=workspace_id, stage=Stage.LOST, barred_for="")
    for lead in locked(lost.filter(pk__in=sorted(hands))):
        move(lead, to=Stage.LEAD, at=at, cause=HAND_RAISER, reason=hands[lead.pk][:200])


def passed(
    rows: LeadQuerySet,
    definition: Definition | None,
    *,
    at: datetime,
    cause: str,
    reasons: Mapping[int, str] | None = None,
) -> list[StageChange]:
    """Move the rows to MQL, in the order of their ids so that nobody waits for each other in a circle."""
    version = definition.version if definition else None
    said = f"Meets {definition}" if definition else ""
    changes = []
    for lead in locked(rows):
        reason = (reasons or {}).get(lead.pk, said)[:200]
        try:
            changes.append(move(lead, to=Stage.MQL, at=at, cause=cause, reason=reason, definition_version=version))
        except IllegalMove:
            continue  # somebody was first, and what they did stands
    return changes


def locked(rows: LeadQuerySet) -> LeadQuerySet:
    """The rows, held until the transaction ends and judged by what they are once they are held."""
    return rows.select_for_update(of=("self",)).order_by("pk")
