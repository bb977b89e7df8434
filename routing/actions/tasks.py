"""Playbooks: what was agreed to happen at a stage becomes tasks on the right person's list."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts import actions as accounts
from accounts.actions import Refused
from accounts.models import User, Workspace
from accounts.openings import opens
from leads.models import Lead, StageChange
from leads.stages import OPEN, Stage
from routing.actions.asking import address
from routing.models import ChecklistItem, Doer, Handoff, Play, Task
from routing.touches import on_weekday

BANT = (
    ("budget", "Budget", "Is there money for it, and whose is it?"),
    ("authority", "Authority", "Who decides, and did we speak with them?"),
    ("need", "Need", "What hurts, in their words?"),
    ("timing", "Timing", "When do they want it solved?"),
)
PLAYS = (
    (Stage.SAL, "Read the brief and the receipt", Doer.HOLDER, 1),
    (Stage.SAL, "Tell sales what is not in the brief", Doer.PASSER, 24),
    (Stage.SQL, "Send a summary of what was agreed", Doer.HOLDER, 24),
    (Stage.WON, "Ask what made them decide, for the case study", Doer.PASSER, 120),
)


@opens("65 work")
def furnish(workspace_id: int) -> None:
    """BANT as the checklist, and a playbook to start from."""
    items = [
        ChecklistItem(workspace_id=workspace_id, key=key, label=label, question=question, position=position)
        for position, (key, label, question) in enumerate(BANT, start=1)
    ]
    ChecklistItem.objects.bulk_create(items, ignore_conflicts=True)
    if not Play.objects.filter(workspace_id=workspace_id).exists():
        Play.objects.bulk_create(
            Play(workspace_id=workspace_id, stage=stage, title=title, doer=doer, hours=hours, position=position)
            for position, (stage, title, doer, hours) in enumerate(PLAYS, start=1)
        )


@transaction.atomic
def plan_tasks(change: StageChange) -> int:
    """Put the playbook of the stage a lead came to on people's lists, once for each step; answer how many.

    What was left of the stage before is dropped when the lead is given back or closed.
    """
    if Stage(change.to) not in OPEN or change.to == Stage.LEAD:
        left = Task.objects.filter(workspace_id=change.workspace_id, lead_id=change.lead_id, done_at=None)
        left.filter(dropped_at=None).exclude(change=change).update(dropped_at=change.at)
    plays = list(Play.objects.filter(workspace_id=change.workspace_id, stage=change.to, retired_at=None))
    if not plays:
        return 0
    people = doers(change)
    rows = [
        Task(
            workspace_id=change.workspace_id,
            lead_id=change.lead_id,
            change=change,
            play=play,
            to_id=to,
            title=play.title,
            due_at=on_weekday(change.at + timedelta(hours=play.hours)),
            made_at=change.at,
        )
        for play in plays
        if (to := people.get(play.doer)) is not None
    ]
    Task.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def doers(change: StageChange) -> dict[str, int | None]:
    """Who holds the lead, and who passed it."""
    lead = Lead.objects.get(pk=change.lead_id, workspace_id=change.workspace_id)
    handoffs = Handoff.objects.filter(workspace_id=change.workspace_id, lead_id=change.lead_id).order_by("-id")
    rep, passer = handoffs.values_list("rep_id", "passed_by_id").first() or (None, None)
    return {Doer.HOLDER.value: lead.rep_id or rep, Doer.PASSER.value: passer}


@transaction.atomic
def complete(task: Task, *, by: User, at: datetime) -> bool:
    """Tick a task off; False when it was done or dropped before."""
    rows = Task.objects.filter(pk=task.pk, workspace_id=task.workspace_id, done_at=None, dropped_at=None)
    return bool(rows.update(done_at=at, done_by=by))


@transaction.atomic
def give_task(lead: Lead, *, to: User, by: User, title: str, due_at: datetime, at: datetime) -> Task:
    """Put a task of one's own making on somebody's list."""
    if not title.strip():
        raise Refused("Say what is to be done.")
    row = Task.objects.create(
        workspace_id=lead.workspace_id, lead=lead, to=to, title=title.strip()[:160], due_at=due_at, made_at=at
    )
    if to.pk != by.pk:
        accounts.notify(
            lead.workspace_id,
            to=[to.pk],
            kind="task",
            key=f"task:{row.pk}",
            title=f"{by.called} gave you a task: {row.title}",
            url=address(lead.workspace_id, "tasks/"),
            at=at,
        )
    return row


@transaction.atomic
def write_plays(workspace: Workspace, *, stage: Stage, plays: list[tuple[str, str, int]], at: datetime) -> None:
    """Replace a stage's playbook: (what, by whom, within hours) in order; tasks that were made stay."""
    if any(doer not in Doer.values or not title.strip() or hours < 1 for title, doer, hours in plays):
        raise Refused("Each action says what is done, by whom and within how many hours.")
    Play.objects.filter(workspace=workspace, stage=stage, retired_at=None).update(retired_at=at)
    Play.objects.bulk_create(
        Play(workspace=workspace, stage=stage, title=title.strip()[:160], doer=doer, hours=hours, position=position)
        for position, (title, doer, hours) in enumerate(plays, start=1)
    )


@transaction.atomic
def write_checklist(workspace: Workspace, *, items: list[tuple[str, str, str, bool]], at: datetime) -> None:
    """Replace the checklist: (key, name, question, whether it must be answered) in order; keys keep old answers."""
    if not items or len({key for key, *_ in items}) < len(items):
        raise Refused("The checklist has at least one question, and each name once.")
    ChecklistItem.objects.filter(workspace=workspace, retired_at=None).update(retired_at=at)
    for position, (key, label, question, required) in enumerate(items, start=1):
        ChecklistItem.objects.update_or_create(
            workspace=workspace,
            key=key,
            defaults={
                "label": label[:60],
                "question": question[:200],
                "required": required,
                "position": position,
                "retired_at": None,
            },
        )
