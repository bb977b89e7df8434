"""A lead described, corrected, put off or closed by hand."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.answers import page, typed
from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads import actions
from leads.actions.changing import change
from leads.forms import DisqualifyForm, LeadForm, ReturnForm
from leads.person import Complaint, Person
from leads.stages import Holder, Stage, by_marketing, closed
from leads.views.leads import WRITERS


@member(*WRITERS, Role.REP)
def lead_new(request: MemberRequest) -> HttpResponse:
    """Describe somebody by hand; whoever is known already is opened instead of made twice."""
    form = LeadForm(typed(request))
    if form.is_valid():
        person = Person(**form.cleaned_data)
        outcome = actions.upsert(request.workspace.pk, person, at=timezone.now(), cause="manual", by=request.user)
        if outcome.what != "refused":
            said = "is a lead now" if outcome.what == "created" else "was known already; what you typed was added"
            lead = request.workspace.leads.get(pk=outcome.lead_id)
            messages.success(request, f"{lead.called} {said}.")
            return redirect("leads:lead", request.workspace.slug, lead.pk)
        blame(form, outcome.complaints)
    return page(request, "leads/lead_form.html", {"form": form, "heading": "New lead"})


@member(*WRITERS, Role.REP)
def lead_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct what is known of somebody."""
    lead = get_object_or_404(request.workspace.leads.present(), pk=pk)
    known = {name: getattr(lead, name) for name in LeadForm.base_fields}
    form = LeadForm(typed(request), initial=known)
    if form.is_valid():
        faults = change(lead, by=request.user, at=timezone.now(), fields=changed(form, known))
        blame(form, faults)
        if not faults:
            messages.success(request, "Saved.")
            return redirect("leads:lead", request.workspace.slug, lead.pk)
    return page(request, "leads/lead_form.html", {"form": form, "lead": lead, "heading": f"Edit {lead.called}"})


def changed(form: LeadForm, known: dict[str, Any]) -> dict[str, Any]:
    """Only what the person really changed."""
    return {name: value for name, value in form.cleaned_data.items() if value != known[name]}


def blame(form: Form, complaints: Iterable[Complaint]) -> None:
    """Put a verb's complaints at the fields they are about."""
    for fault in complaints:
        form.add_error(fault.field if fault.field in form.fields else None, f"{fault.why} {fault.do}".strip())


@member(*WRITERS)
def give_return(request: MemberRequest, pk: int) -> HttpResponse:
    """Say when marketing looks at a lead again."""
    lead = get_object_or_404(request.workspace.leads.present(), pk=pk, holder=Holder.MARKETING)
    form = ReturnForm(typed(request), initial={"return_on": lead.return_at and timezone.localdate(lead.return_at)})
    if form.is_valid():
        day = timezone.make_aware(datetime.combine(form.cleaned_data["return_on"], time(9)))
        if actions.hand(lead, custody=by_marketing(return_at=day), at=timezone.now(), by=request.user):
            messages.success(request, f"Marketing looks at {lead.called} again on {day:%-d %B %Y}.")
        else:
            messages.warning(request, "Somebody else changed this lead in the meantime. Look again.")
        return redirect("leads:lead", request.workspace.slug, pk)
    return page(request, "leads/return.html", {"form": form, "lead": lead})


@member(*WRITERS)
def disqualify(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a lead that will never be a customer."""
    lead = get_object_or_404(request.workspace.leads.present(), pk=pk)
    form = DisqualifyForm(typed(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        custody = closed(reason=reason)
        step: dict[str, Any] = {
            "to": Stage.DISQUALIFIED,
            "cause": "manual",
            "reason": reason,
            "custody": custody,
        }
        try:
            actions.move(lead, at=timezone.now(), by=request.user, **step)
        except actions.IllegalMove as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, f"{lead.called} is disqualified.")
        return redirect("leads:lead", request.workspace.slug, pk)
    return page(request, "leads/disqualify.html", {"form": form, "lead": lead})
