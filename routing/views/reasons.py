"""The list of reasons for which sales gives leads back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import page, refuse, typed
from accounts.members import MemberRequest, member
from accounts.roles import Role
from routing.actions import reasons as verbs
from routing.forms import ReasonForm

EDITORS = (Role.MARKETER, Role.MANAGER, Role.ADMIN)


@require_safe
@member(*EDITORS)
def reasons(request: MemberRequest) -> HttpResponse:
    """In the order in which reps see them; those off the list below."""
    rows = request.workspace.reject_reasons.order_by("position", "pk")
    context = {"reasons": rows.filter(retired_at=None), "retired": rows.exclude(retired_at=None)}
    return page(request, "routing/reasons.html", context)


@member(*EDITORS)
def reason_new(request: MemberRequest) -> HttpResponse:
    """Add one."""
    return edited(request, None)


@member(*EDITORS)
def reason_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change one."""
    return edited(request, pk)


def edited(request: MemberRequest, pk: int | None) -> HttpResponse:
    """The form of a reason."""
    reason = get_object_or_404(request.workspace.reject_reasons, pk=pk) if pk is not None else None
    names = ("label", "fate", "return_days", "track")
    form = ReasonForm(typed(request), initial={name: getattr(reason, name) for name in names} if reason else None)
    if form.is_valid():
        try:
            row = verbs.write_reason(request.workspace, by=request.user, reason=reason, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal, field="label")
        else:
            messages.success(request, f"“{row.label}” is saved.")
            return redirect("routing:reasons", request.workspace.slug)
    crumbs = [{"label": "Reasons", "url": reverse("routing:reasons", args=[request.workspace.slug])}]
    return page(request, "routing/reason.html", {"form": form, "reason": reason, "crumbs": crumbs})


@require_POST
@member(*EDITORS)
def reason_retire(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one off the list, or put it back."""
    reason = get_object_or_404(request.workspace.reject_reasons, pk=pk)
    try:
        verbs.retire_reason(reason, by=request.user, at=None if reason.retired_at else timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Done. Leads that were given back for it stay as they are.")
    return redirect("routing:reasons", request.workspace.slug)
