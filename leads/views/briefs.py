"""A lead's brief: on a page to print, by mail, and what was told added to it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts import mail
from accounts.actions import Refused
from accounts.answers import page
from accounts.members import MemberRequest, member
from leads import actions
from leads.models import Lead


@require_safe
@member()
def brief(request: MemberRequest, pk: int) -> HttpResponse:
    """The brief alone, as it is printed."""
    found = lead_of(request, pk)
    context = {"lead": found, "brief": actions.brief(found, timezone.now())}
    return page(request, "leads/brief.html", context)


@require_POST
@member()
def brief_mail(request: MemberRequest, pk: int) -> HttpResponse:
    """Mail the brief to oneself."""
    found, now = lead_of(request, pk), timezone.now()
    mail.send(
        to=request.user.email,
        template="brief",
        context={"lead": found, "brief": actions.brief(found, now), "slug": request.workspace.slug},
        workspace=request.workspace,
        once=f"brief:{found.pk}:{request.user.pk}:{now:%Y%m%d%H%M}",
        cause="brief",
    )
    messages.success(request, f"The brief is on its way to {request.user.email}.")
    return redirect(back_to(request, pk))


@require_POST
@member()
def brief_why(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down why they look, in their words."""
    try:
        actions.told_why(lead_of(request, pk), by=request.user, said=request.POST.get("said", ""), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Kept in their words. How we can help is open now.")
    return redirect(back_to(request, pk))


def lead_of(request: MemberRequest, pk: int) -> Lead:
    """A lead that is there, or a 404."""
    found: Lead = get_object_or_404(request.workspace.leads.present().select_related("company"), pk=pk)
    return found


def back_to(request: MemberRequest, pk: int) -> str:
    """The page that asked, if it is one of ours."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/w/")
    return wanted if safe else reverse("leads:brief", args=[request.workspace.slug, pk])
