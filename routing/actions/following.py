"""What follows in this room when a lead takes a step: its opportunity, tasks, and word to whoever passed it."""

from accounts import actions as accounts
from leads.models import Lead, StageChange
from leads.stages import Stage
from routing.actions.asking import address
from routing.actions.selling import keep_opportunity
from routing.actions.tasks import plan_tasks
from routing.models import Handoff

NEWS = {
    Stage.SAL: "was accepted",
    Stage.SQL: "is an SQL",
    Stage.WON: "is a customer",
    Stage.LOST: "was lost",
    Stage.LEAD: "came back",
    Stage.DISQUALIFIED: "was disqualified",
}


def follow_up(change: StageChange) -> None:
    """Called by the relay for every step, in its transaction; doing it twice changes nothing."""
    keep_opportunity(change)
    plan_tasks(change)
    tell_passer(change)


def tell_passer(change: StageChange) -> None:
    """Tell the marketer who passed a lead by hand what became of it."""
    if Stage(change.to) not in NEWS or change.was == Stage.LEAD:
        return
    rows = Handoff.objects.filter(workspace_id=change.workspace_id, lead_id=change.lead_id)
    passer = rows.exclude(passed_by=None).order_by("-id").values_list("passed_by_id", flat=True).first()
    if passer is None or passer == change.by_id:
        return
    lead = Lead.objects.get(pk=change.lead_id, workspace_id=change.workspace_id)
    who = f" by {change.by.called}" if change.by else ""
    accounts.notify(
        change.workspace_id,
        to=[passer],
        kind="handed",
        key=f"step:{change.pk}",
        title=f"{lead.called} {NEWS[Stage(change.to)]}{who}",
        text=change.reason,
        url=address(change.workspace_id, f"leads/{lead.pk}/"),
        at=change.at,
    )
