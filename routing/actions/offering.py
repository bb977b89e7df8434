"""Offers, written down: the handoff, the lead's custody, the ledger's entry and the pool's order."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads import actions as leads
from leads.actions.statements import as_json, run
from leads.models import Lead
from leads.stages import Holder, Stage, offered, waiting
from routing.models import Handoff, Offer, State
from routing.roster import Choice, Roster
from routing.ways import Promised

OFFER = """
    UPDATE routing_handoff h SET state = 'offered', rep_id = said.rep, pool_id = said.pool, offered_at = %(at)s,
        accept_by = said.accept_by, offers = h.offers + 1, decision = said.decision, plan_version = %(version)s,
        agreement_version = said.agreement, tier = said.tier, promise_at = NULL, held_for = ''
      FROM json_to_recordset(%(rows)s) AS said (id bigint, rep bigint, pool bigint, accept_by timestamptz,
        decision jsonb, agreement int, tier text)
     WHERE h.workspace_id = %(ws)s AND h.id = said.id AND h.state = 'waiting'
"""
HOLD = """
    UPDATE routing_handoff h SET promise_at = said.promise_at, look_at = said.promise_at, held_for = said.held_for,
        decision = said.decision, plan_version = %(version)s
      FROM json_to_recordset(%(rows)s) AS said (id bigint, promise_at timestamptz, held_for text, decision jsonb)
     WHERE h.workspace_id = %(ws)s AND h.id = said.id AND h.state = 'waiting'
"""
SEATS = """
    UPDATE routing_poolmember m SET turn = said.turn, given = said.given
      FROM json_to_recordset(%(rows)s) AS said (pool bigint, rep bigint, turn bigint, given int)
     WHERE m.workspace_id = %(ws)s AND m.pool_id = said.pool AND m.rep_id = said.rep
"""


@dataclass
class Given:
    """One offer: the handoff, its lead, the decision, and what the agreement allows."""

    handoff: Handoff
    lead: Lead
    choice: Choice
    terms: Promised


def offer_many(workspace_id: int, given: Sequence[Given], *, at: datetime, version: int) -> list[Given]:
    """Put each on its queue; rows are locked by the caller. Answers those that were still waiting."""
    if not given:
        return []
    custodies = {
        each.lead.pk: offered(
            accept_by=each.terms.due_at,
            rep=each.choice.rep,
            pool=None if each.choice.rep is not None else each.choice.pool,
        )
        for each in given
    }
    handed = set(leads.hand_many(workspace_id, custodies, stage=Stage.MQL, holder=Holder.WAITING, at=at))
    made = [each for each in given if each.lead.pk in handed]
    run(OFFER, {"ws": workspace_id, "at": at, "version": version or None, "rows": as_json(list(map(said, made)))})
    Offer.objects.bulk_create(entry(each, at=at, version=version) for each in made)
    for each in made:
        row, each.handoff.offers = each.handoff, each.handoff.offers + 1
        row.state, row.rep_id, row.pool_id = State.OFFERED, each.choice.rep, each.choice.pool
        row.offered_at, row.accept_by = at, each.terms.due_at
    return made


def said(each: Given) -> dict[str, Any]:
    """An offer as the statement reads it."""
    return {
        "id": each.handoff.pk,
        "rep": each.choice.rep,
        "pool": each.choice.pool,
        "accept_by": each.terms.due_at,
        "decision": {"why": each.choice.why, "steps": each.choice.steps},  # the candidates stand in the ledger
        "agreement": each.terms.agreement_version,
        "tier": each.terms.tier,
    }


def entry(each: Given, *, at: datetime, version: int) -> Offer:
    """The ledger's line."""
    return Offer(
        workspace_id=each.handoff.workspace_id,
        handoff=each.handoff,
        number=each.handoff.offers + 1,
        at=at,
        pool_id=each.choice.pool,
        rep_id=each.choice.rep,
        accept_by=each.terms.due_at,
        why=each.choice.why[:200],
        plan_version=version or None,
        decision=each.choice.as_json(),
    )


def hold_many(
    workspace_id: int, kept: Sequence[tuple[Handoff, Choice, datetime]], *, at: datetime, version: int
) -> int:
    """Let each wait with its promise and its reason."""
    custodies = {
        row.lead_id: waiting(promise_at=until, reason=choice.why[:200])
        for row, choice, until in kept
        if (row.held_for, row.promise_at) != (choice.why[:200], until)
    }
    leads.hand_many(workspace_id, custodies, stage=Stage.MQL, holder=Holder.WAITING, at=at)
    rows = [
        {"id": row.pk, "promise_at": until, "held_for": choice.why[:200], "decision": choice.as_json()}
        for row, choice, until in kept
    ]
    return run(HOLD, {"ws": workspace_id, "version": version or None, "rows": as_json(rows)})


def save_seats(workspace_id: int, roster: Roster) -> None:
    """Keep the order of the pools as it is now."""
    rows = [
        {"pool": pool, "rep": seat.rep, "turn": seat.turn, "given": seat.given}
        for pool, seats in roster.pools.items()
        for seat in seats
        if seat.moved
    ]
    if rows:
        run(SEATS, {"ws": workspace_id, "rows": json.dumps(rows)})
