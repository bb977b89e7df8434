"""Many leads change hands at once: what `hand` does for one, in two statements whatever the number."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from leads.actions.moving import check_holder
from leads.actions.statements import as_json, ask
from leads.models import CustodyChange, columns_of
from leads.stages import Custody, Holder, Stage

HELD = "holder text, held_for text, closed_for text, rep_id bigint, offered_pool bigint, return_at timestamptz,"
HELD += " promise_at timestamptz, accept_by timestamptz, next_step_at timestamptz"
HAND = f"""
    UPDATE leads_lead l SET held_since = %(at)s, changed_at = %(at)s, holder = said.holder, held_for = said.held_for,
        closed_for = said.closed_for, rep_id = said.rep_id, offered_pool = said.offered_pool,
        return_at = said.return_at, promise_at = said.promise_at, accept_by = said.accept_by,
        next_step_at = said.next_step_at
      FROM json_to_recordset(%(rows)s) AS said (id bigint, {HELD})
     WHERE l.workspace_id = %(ws)s AND l.id = said.id AND l.stage = %(stage)s AND l.holder = %(holder)s
       AND l.merged_into_id IS NULL AND l.erased_at IS NULL
    RETURNING l.id
"""  # noqa: S608 - our own column names


@transaction.atomic
def hand_many(
    workspace_id: int, custodies: Mapping[int, Custody], *, stage: Stage, holder: Holder, at: datetime, reason: str = ""
) -> list[int]:
    """Give many leads (by id) other holders; answer those that still stood at the stage and with the holder said.

    Compare-and-swap on both; the caller has locked the rows in the order of their ids.
    """
    for custody in custodies.values():
        check_holder(custody, stage)
    rows = [{"id": pk, **columns_of(custody)} for pk, custody in sorted(custodies.items())]
    values = {"ws": workspace_id, "rows": as_json(rows), "at": at, "stage": stage.value, "holder": holder.value}
    handed = [row[0] for row in ask(HAND, values)] if rows else []
    CustodyChange.objects.bulk_create(
        CustodyChange(
            workspace_id=workspace_id,
            lead_id=pk,
            at=at,
            holder=custodies[pk].holder,
            until=custodies[pk].until,
            rep_id=custodies[pk].rep,
            pool=custodies[pk].pool,
            reason=(reason or custodies[pk].reason)[:200],
        )
        for pk in handed
    )
    return handed
