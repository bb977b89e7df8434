"""Somebody cannot answer: what is theirs goes on at once, to whoever the plan says; never parked with nobody."""

from datetime import datetime

from django.db import transaction

from accounts.models import User, Workspace
from leads import actions as leads
from leads.models import Lead
from leads.stages import Stage
from routing.actions.gathering import roster_of
from routing.actions.holding import held, swap
from routing.actions.planning import in_force, read
from routing.actions.redirecting import hand_on, reoffer
from routing.actions.routing import company_owners, subject_of
from routing.models import Handoff, Pool, State
from routing.models.handoff import HandoffQuerySet
from routing.picker import choose


@transaction.atomic
def step_aside(workspace_id: int, *, rep: int, at: datetime, why: str) -> list[Handoff]:
    """What is offered to somebody who is away or full is taken off their queue, to be routed anew."""
    theirs = Handoff.objects.filter(workspace_id=workspace_id, rep=rep, state=State.OFFERED).order_by("lead_id")
    hold_leads(workspace_id, theirs)
    return [row for row in theirs if reoffer(row, at=at, why=why)]


@transaction.atomic
def leave(workspace: Workspace, *, rep: User, at: datetime) -> int:
    """Somebody is gone for good: their offers are routed anew, and what they were working is another rep's.

    Where there is no other rep, marketing gets those leads back. Answers how many changed hands.
    """
    why = f"{rep.called} has left"
    hold_leads(workspace.pk, Handoff.objects.filter(workspace=workspace, rep=rep, closed_at=None))
    moved = len(step_aside(workspace.pk, rep=rep.pk, at=at, why=why))
    rows = list(Handoff.objects.worked().filter(workspace=workspace, rep=rep).order_by("lead_id"))
    if not rows:
        return moved
    list(Pool.objects.filter(workspace=workspace).select_for_update(no_key=True).order_by("pk"))
    reading, roster = read(workspace, in_force(workspace), now=at), roster_of(workspace, now=at)
    known = reading.met([row.lead_id for row in rows], workspace_id=workspace.pk)
    owners = company_owners(workspace, [lead for lead, _ in known.values()])
    for stale in rows:
        row, lead = held(stale, State.ACCEPTED)
        subject = subject_of(row, lead, known[row.lead_id][1], owners)
        subject.wanted, subject.bypasses = None, True
        subject.tried = (rep.pk,)
        heir = User.objects.filter(pk=choose(subject, reading.plan, roster).rep or 0).first()
        if heir is None or heir == rep:
            give_up(row, lead, at=at, why=why)
        else:
            hand_on(row, lead, to=heir, by=None, at=at, why=why)
    return moved + len(rows)


def hold_leads(workspace_id: int, rows: HandoffQuerySet) -> None:
    """Lock the leads in the order of their ids, as everybody does, so that nobody waits in a circle."""
    leads_of = Lead.objects.filter(workspace_id=workspace_id, pk__in=rows.order_by().values("lead_id"))
    list(leads_of.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def give_up(row: Handoff, lead: Lead, *, at: datetime, why: str) -> None:
    """Nobody is left in sales who could work it: marketing looks at it again."""
    swap(row, was=State.ACCEPTED, closed_at=at, closed_as="recycled", note=why[:500])
    leads.move(lead, to=Stage.LEAD, at=at, cause="recycle", reason=f"{why}, and nobody else is in sales"[:200])
