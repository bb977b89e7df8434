"""The library of what we can do for people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import page, refuse, typed
from accounts.members import MemberRequest, member
from leads.actions.briefing import keep_offering, retire_offering
from leads.models import Offering
from leads.offering_form import OfferingForm
from leads.views.leads import WRITERS


@require_safe
@member()
def offerings(request: MemberRequest) -> HttpResponse:
    """What is in the library."""
    context = {"rows": request.workspace.offerings.current(), "may_write": request.membership.has(*WRITERS)}
    return page(request, "leads/offerings.html", context)


@member(*WRITERS)
def offering_new(request: MemberRequest) -> HttpResponse:
    """Add an offering."""
    return form_of(request, None)


@member(*WRITERS)
def offering_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change an offering."""
    return form_of(request, get_object_or_404(request.workspace.offerings.current(), pk=pk))


@require_POST
@member(*WRITERS)
def offering_retire(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one out of the library."""
    row = get_object_or_404(request.workspace.offerings.current(), pk=pk)
    retire_offering(row, at=timezone.now())
    messages.success(request, f"“{row.name}” is out of the library.")
    return redirect("leads:offerings", request.workspace.slug)


def form_of(request: MemberRequest, row: Offering | None) -> HttpResponse:
    """The form, or the way back when it was saved."""
    form = OfferingForm(typed(request), row=row)
    if form.is_valid():
        try:
            kept = keep_offering(request.workspace, offering=row, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal, field="name")
        else:
            messages.success(request, f"“{kept.name}” is in the library.")
            return redirect("leads:offerings", request.workspace.slug)
    return page(request, "leads/offering_form.html", {"form": form, "row": row})
