"""A handoff and its lead as they are now, locked: the lead first, as whoever stores events does."""

from accounts.actions import Refused
from accounts.models import User
from accounts.roles import Role
from leads.models import Lead
from routing.actions.refusals import TooLate
from routing.models import Handoff, PoolMember, State

MERGED = "This lead was merged with another one just now. Look at it again."
PEOPLE = ("answered_by", "rep", "pool", "reason")


def held(handoff: Handoff, *states: State) -> tuple[Handoff, Lead]:
    """Both rows, locked to the end of the transaction; TooLate when the handoff is in none of the states any more."""
    check(Handoff.objects.select_related(*PEOPLE).get(pk=handoff.pk, workspace_id=handoff.workspace_id), states)
    lead = Lead.objects.select_for_update(no_key=True).get(pk=handoff.lead_id, workspace_id=handoff.workspace_id)
    rows = Handoff.objects.select_for_update(no_key=True, of=("self",)).select_related(*PEOPLE)
    row = rows.get(pk=handoff.pk, workspace_id=handoff.workspace_id)
    check(row, states)
    if row.lead_id != lead.pk or lead.merged_into_id:
        raise Refused(MERGED)
    if lead.erased_at:
        raise Refused("This person was erased.")
    row.lead = lead
    return row, lead


def check(row: Handoff, states: tuple[State, ...]) -> None:
    """Tell the loser who was first."""
    if State(row.state) not in states or row.closed_at is not None:
        raise TooLate(row)


def swap(row: Handoff, *, was: State, **values: object) -> None:
    """Compare-and-swap on the state: write the columns, or TooLate."""
    still = Handoff.objects.filter(pk=row.pk, workspace_id=row.workspace_id, state=was, closed_at=None)
    if not still.update(**values):
        row.refresh_from_db()
        raise TooLate(row)
    for name, value in values.items():
        setattr(row, name, value)


def check_addressed(row: Handoff, by: User) -> None:
    """Refuse somebody whom the offer does not address: it is for its rep, or for the members of its pool."""
    if row.rep_id == by.pk:
        return
    if row.rep is not None:
        raise Refused(f"This lead is offered to {row.rep.called}. A manager can reassign it.")
    members = PoolMember.objects.filter(workspace_id=row.workspace_id, pool_id=row.pool_id or 0, rep=by)
    if not members.exists():
        raise Refused(f"This lead is offered to the pool “{row.pool}”, and you are not in it.")


def check_holds(row: Handoff, by: User) -> None:
    """Refuse somebody who neither works the lead nor leads those who do."""
    if row.rep_id != by.pk and not leads_reps(row.workspace_id, by):
        raise Refused(f"{row.rep.called if row.rep else 'Nobody'} works this lead. A manager can reassign it.")


def leads_reps(workspace_id: int, by: User) -> bool:
    """Whether somebody may act for any rep."""
    members = by.memberships.active().filter(workspace_id=workspace_id)
    found = members.first()
    return found is not None and found.has(Role.MANAGER, Role.ADMIN)
