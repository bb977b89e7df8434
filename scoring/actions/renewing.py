"""Landmarks move on. A sum is kept as of its slot's landmark, so long after it a fresh hit weighs more than a float
holds: a half-life of a day fills one in less than three years. Moved by whole half-lives, no sum loses a bit.
"""

import math
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from scoring.actions.book import alone, turn_page
from scoring.actions.settling import run
from scoring.models import Due, Slot
from scoring.points import DAY

HALVINGS = 400  # half-lives after which a landmark is moved; a float holds about a thousand


def outlived(workspace_id: int, now: datetime) -> list[Slot]:
    """The slots whose landmarks are to be moved. Those that are being counted keep theirs until they are live."""
    slots = Slot.objects.filter(workspace_id=workspace_id, state="live", half_life_days__isnull=False)
    return [slot for slot in slots if halvings(slot, now) >= HALVINGS]


def halvings(slot: Slot, now: datetime) -> int:
    """Whole half-lives since a slot's landmark."""
    assert slot.half_life_days is not None
    return math.floor((now - slot.landmark).total_seconds() / (slot.half_life_days * DAY))


@transaction.atomic
def renew(workspace_id: int, *, now: datetime) -> int:
    """Move the landmarks that are too old, and the sums with them; answer how many. Take no row before."""
    if not outlived(workspace_id, now):
        return 0
    alone(workspace_id)
    slots = outlived(workspace_id, now)
    for slot in slots:
        moved = halvings(slot, now)
        factor, column = 2.0**-moved, f"s{slot.number:02d}"
        run(
            f"UPDATE scoring_tally SET {column} = {column} * %s, changes = changes + 1"  # noqa: S608 - our own name
            f" WHERE workspace_id = %s AND {column} IS NOT NULL",
            [factor, workspace_id],
        )
        Due.objects.filter(workspace_id=workspace_id, slot=slot.number).update(change=F("change") * factor)
        slot.landmark += timedelta(days=moved * (slot.half_life_days or 0))
        slot.save(update_fields=["landmark"])
    if slots:
        turn_page(workspace_id)
    return len(slots)
