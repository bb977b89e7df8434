"""Sales rates a lead it was given, by clause 4 of the agreement."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.answers import page, typed
from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads.models import Lead
from leads.stages import Stage
from sla import actions as sla
from sla.forms import RatingForm
from sla.models import AgreementState, Kind

SELLERS = (Role.REP, Role.MANAGER, Role.ADMIN)
WITH_SALES = (Stage.SAL, Stage.SQL, Stage.WON, Stage.LOST)


@member(*SELLERS)
def rate(request: MemberRequest, pk: int) -> HttpResponse:
    """Rate a lead; the questions are those of the version it was handed over under."""
    lead = get_object_or_404(request.workspace.leads.select_related("rep"), pk=pk)
    if not may_rate(request.membership, lead):
        raise PermissionDenied("Whoever works the lead rates it, or a manager.")
    before = request.workspace.lead_ratings.filter(lead=lead, cycle=lead.cycle).first()
    initial: dict[str, Any] = {"stars": before.stars if before else None}
    said = {each["question"]: each["answer"] for each in before.answers} if before else {}
    questions = questions_of(request, lead)
    initial |= {f"answer{nth}": said.get(question, "") for nth, question in enumerate(questions)}
    form = RatingForm(typed(request), questions=questions, initial=initial)
    if form.is_valid():
        stars = form.cleaned_data["stars"]
        sla.rate(lead, stars=stars, answers=form.answers, by=request.user, at=sla.database_now())
        messages.success(request, "Thank you. Marketing sees your rating beside the lead and in its reports.")
        return redirect("leads:lead", request.workspace.slug, pk)
    url = reverse("leads:lead", args=[request.workspace.slug, pk])
    context = {"form": form, "lead": lead, "crumbs": [{"label": lead.called, "url": url}], "lead_url": url}
    return page(request, "sla/ratings/rate.html", context)


def questions_of(request: MemberRequest, lead: Lead) -> list[str]:
    """The questions of the agreement by which the lead was handed over, else of the one in force."""
    rows = request.workspace.clocks.of(lead).filter(kind=Kind.FEEDBACK).select_related("policy__agreement")
    clock = rows.order_by("-pk").first()
    if clock is not None:
        return list(clock.policy.agreement.questions)
    found = request.workspace.agreements.filter(state=AgreementState.IN_FORCE).first()
    return list(found.questions) if found else []


def may_rate(membership: Any, lead: Lead) -> bool:
    """The rep who works it, and those who lead sales."""
    is_theirs = membership.has(Role.REP) and membership.user_id in (lead.rep_id, lead.owner_id)
    return is_theirs or membership.has(Role.MANAGER, Role.ADMIN)


def lead_rating(membership: Any, lead: Lead) -> dict[str, Any] | None:
    """What the panel on a lead's page shows: the newest rating, or that one is owed."""
    row = membership.workspace.lead_ratings.filter(lead=lead).select_related("by").order_by("-cycle").first()
    is_owed = membership.workspace.clocks.running().of(lead).filter(kind=Kind.FEEDBACK).first()
    if row is None and is_owed is None and lead.stage not in WITH_SALES:
        return None
    return {"rating": row, "owed": is_owed, "may_rate": may_rate(membership, lead), "lead": lead}
