"""What was done and what left the house: the audit log, the outbox, the state of the machinery."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, machinery
from accounts.answers import page
from accounts.audit import in_words
from accounts.members import MemberRequest, member
from accounts.models import SendingStatus
from accounts.paging import newest_first
from accounts.roles import Role


@require_safe
@member(Role.ADMIN)
def audit(request: MemberRequest) -> HttpResponse:
    """Who changed what, newest first."""
    rows = request.workspace.audit_entries.select_related("by", "key")
    found = newest_first(rows, request.GET.get("cursor"))
    entries = [(entry, in_words(entry.details)) for entry in found.rows]
    return page(request, "accounts/audit.html", {"page": found, "entries": entries})


@require_safe
@member(Role.ADMIN)
def outbox(request: MemberRequest) -> HttpResponse:
    """What leaves by mail, webhook or chat, newest first."""
    status = request.GET.get("status", "")
    rows = request.workspace.outbox.defer("payload")
    if status in SendingStatus.values:
        rows = rows.filter(status=status)
    address = reverse("accounts:outbox", kwargs={"workspace": request.workspace.slug})
    choices = [("", "All"), *SendingStatus.choices]
    tabs = [
        {"label": label, "url": f"{address}?status={value}" if value else address, "active": value == status}
        for value, label in choices
    ]
    found = newest_first(rows, request.GET.get("cursor"))
    return page(request, "accounts/outbox.html", {"page": found, "tabs": tabs, "status": status})


@require_safe
@member(Role.ADMIN)
def outgoing(request: MemberRequest, pk: int) -> HttpResponse:
    """One thing that leaves, and how it went."""
    item = get_object_or_404(request.workspace.outbox, pk=pk)
    return page(request, "accounts/outgoing.html", {"item": item, "text": item.payload.get("text", "")})


@require_POST
@member(Role.ADMIN)
def replay(request: MemberRequest, pk: int) -> HttpResponse:
    """Send once more what was given up."""
    item = get_object_or_404(request.workspace.outbox.defer("payload"), pk=pk)
    if actions.send_again(item, by=request.user):
        messages.success(request, "It is being sent again.")
    else:
        messages.info(request, "Only what was given up can be sent again.")
    return redirect("accounts:outgoing", workspace=request.workspace.slug, pk=item.pk)


@require_safe
@member(Role.ADMIN, Role.MANAGER)
def system(request: MemberRequest) -> HttpResponse:
    """Whether the machinery runs, and what waits in this workspace."""
    state = machinery.look(request.workspace, now=timezone.now(), ask_mail="mail" in request.GET)
    return page(request, "accounts/system.html", {"state": state})
