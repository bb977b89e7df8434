"""A rep asks marketing something about a lead; both hear of it, once."""

from datetime import datetime

from django.db import transaction

from accounts import actions as accounts
from accounts.actions import Refused
from accounts.models import Membership, User, Workspace
from accounts.roles import Role
from leads.models import Lead
from routing.models import Handoff, Question


@transaction.atomic
def ask(lead: Lead, *, by: User, text: str, at: datetime) -> Question:
    """Put a question to whoever passed the lead, or to every marketer where nobody did by hand."""
    words = text.strip()
    if not words:
        raise Refused("Write down what you want to know.")
    passed = Handoff.objects.filter(workspace_id=lead.workspace_id, lead=lead).exclude(passed_by=None)
    passer = passed.order_by("-id").values_list("passed_by_id", flat=True).first()
    row = Question.objects.create(
        workspace_id=lead.workspace_id, lead=lead, text=words[:1000], asked_by=by, asked_at=at, to_id=passer
    )
    accounts.notify(
        lead.workspace_id,
        to=[passer] if passer else marketers(lead.workspace_id),
        kind="question",
        key=f"question:{row.pk}",
        title=f"{by.called} asks about {lead.called}",
        text=row.text,
        url=address(lead.workspace_id, "questions/"),
        at=at,
    )
    return row


@transaction.atomic
def answer(question: Question, *, by: User, text: str, at: datetime) -> None:
    """Answer a question, once; the second to answer is told who was first."""
    words = text.strip()[:2000]
    if not words:
        raise Refused("Write down the answer.")
    open_one = Question.objects.filter(pk=question.pk, workspace_id=question.workspace_id, answered_at=None)
    if not open_one.update(answer=words, answered_by=by, answered_at=at):
        first = Question.objects.select_related("answered_by").get(pk=question.pk)
        raise Refused(f"{first.answered_by.called if first.answered_by else 'Somebody'} was first and answered it.")
    accounts.notify(
        question.workspace_id,
        to=[question.asked_by_id],
        kind="answer",
        key=f"answer:{question.pk}",
        title=f"{by.called} answered about {question.lead.called}",
        text=f"{question.text}\n\n{words}",
        url=address(question.workspace_id, f"leads/{question.lead_id}/"),
        at=at,
    )


def marketers(workspace_id: int) -> list[int]:
    """Everybody in marketing."""
    rows = Membership.objects.with_role(Role.MARKETER).filter(workspace_id=workspace_id)
    return list(rows.values_list("user_id", flat=True))


def address(workspace_id: int, path: str) -> str:
    """A page of the workspace."""
    return f"/w/{Workspace.objects.get(pk=workspace_id).slug}/{path}"
