"""What a rep's morning summary says: offers that wait, next steps and tasks that are due, questions to answer."""

from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import Membership
from accounts.summaries import Line, add_summary_lines
from routing.models import Handoff, PoolMember, State, Task

TODAY = timedelta(hours=16)  # from the morning on


def lines(member: Membership, at: datetime) -> list[Line]:
    """One line for each kind of work there is."""
    workspace, slug = member.workspace, member.workspace.slug
    pools = PoolMember.objects.filter(workspace=workspace, rep=member.user_id).values("pool_id")
    offers = Handoff.objects.filter(workspace=workspace, state=State.OFFERED)
    offers = offers.filter(Q(rep=member.user_id) | Q(rep=None, pool__in=pools))
    waiting, late = offers.count(), offers.filter(accept_by__lt=at).count()
    steps = workspace.leads.present().filter(rep=member.user_id, holder="sales", next_step_at__lt=at + TODAY).count()
    tasks = Task.objects.filter(workspace=workspace, to=member.user_id, done_at=None, dropped_at=None)
    due = tasks.filter(due_at__lt=at + TODAY).count()
    asked = workspace.questions.filter(to=member.user_id, answered_at=None).count()
    overdue = f", {late} overdue" if late else ""
    said = [
        (waiting, f"{counted(waiting, 'lead waits', 'leads wait')} on your queue{overdue}", "queue"),
        (steps, f"{counted(steps, 'next step is', 'next steps are')} due today", "working"),
        (due, f"{counted(due, 'task is', 'tasks are')} due today", "tasks"),
        (asked, f"{counted(asked, 'question waits', 'questions wait')} for your answer", "questions"),
    ]
    return [Line(text, f"/w/{slug}/{page}/") for count, text, page in said if count]


def counted(count: int, one: str, many: str) -> str:
    """“1 lead waits”, “7 leads wait”."""
    return f"{count} {one if count == 1 else many}"


add_summary_lines(lines)
