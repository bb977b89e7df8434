"""Passes that people set off: a marketer hands a lead over, a rep brings one; marketing takes an open one back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.actions import Refused
from accounts.answers import page, refuse, typed
from accounts.instants import database_now
from accounts.members import MemberRequest, member
from accounts.roles import Role
from routing import actions
from routing.forms import PassForm, WhyForm

MARKETING = (Role.MARKETER, Role.MANAGER, Role.ADMIN)


@member(Role.MARKETER, Role.REP, Role.MANAGER, Role.ADMIN)
def pass_on(request: MemberRequest, pk: int) -> HttpResponse:
    """Pass a lead to sales though no rule asked for it; a rep brings it to their own queue."""
    lead = get_object_or_404(request.workspace.leads.present(), pk=pk)
    own = not request.membership.has(*MARKETING)
    form = PassForm(typed(request), workspace=request.workspace, own=own)
    if form.is_valid():
        said: dict[str, Any] = {"by": request.user, "at": database_now(), "why": form.cleaned_data["why"]}
        try:
            if own:
                actions.self_source(lead, **said)
            else:
                actions.hand_over(lead, to=form.person, **said)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{lead.called} is on the way to sales.")
            return redirect("leads:lead", request.workspace.slug, pk)
    context = {"form": form, "lead": lead, "own": own, "crumbs": crumbs(request, lead)}
    return page(request, "routing/pass.html", context)


@member(*MARKETING)
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an open handoff back to marketing."""
    handoff = get_object_or_404(request.workspace.handoffs.select_related("lead"), pk=pk)
    form = WhyForm(typed(request))
    if form.is_valid():
        try:
            actions.withdraw(handoff, by=request.user, at=database_now(), why=form.cleaned_data["why"])
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{handoff.lead.called} is back with marketing.")
            return redirect("leads:lead", request.workspace.slug, handoff.lead_id)
    context = {"form": form, "handoff": handoff, "crumbs": crumbs(request, handoff.lead)}
    return page(request, "routing/withdraw.html", context)


def crumbs(request: MemberRequest, lead: Any) -> list[dict[str, str]]:
    """What stands above."""
    slug = request.workspace.slug
    return [
        {"label": "Leads", "url": reverse("leads:leads", args=[slug])},
        {"label": lead.called, "url": reverse("leads:lead", args=[slug, lead.pk])},
    ]
