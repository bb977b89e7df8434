"""What one was told, and how one wants to be told."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.answers import page, refuse, typed
from accounts.forms_notifying import NotifyingForm
from accounts.members import MemberRequest, member
from accounts.paging import newest_first


@require_safe
@member()
def notifications(request: MemberRequest) -> HttpResponse:
    """One's own, newest first."""
    rows = request.workspace.notifications.of(request.user)
    unread = rows.unread().count()
    found = newest_first(rows, request.GET.get("cursor"))
    return page(request, "accounts/notifications.html", {"page": found, "unread": unread})


@require_safe
@member()
def bell(request: MemberRequest) -> HttpResponse:
    """The bell of the top bar, asked for again and again by an open page."""
    return render(request, "components/bell.html")


@require_safe
@member()
def notification(request: MemberRequest, pk: int) -> HttpResponse:
    """Go where it leads, and count it as read."""
    found = get_object_or_404(request.workspace.notifications.of(request.user), pk=pk)
    actions.read(request.workspace, by=request.user, at=timezone.now(), pk=found.pk)
    return redirect(found.url) if found.url else redirect("accounts:notifications", request.workspace.slug)


@require_POST
@member()
def notifications_read(request: MemberRequest) -> HttpResponse:
    """Count all of one's own as read."""
    actions.read(request.workspace, by=request.user, at=timezone.now())
    return redirect("accounts:notifications", request.workspace.slug)


@member()
def notification_settings(request: MemberRequest) -> HttpResponse:
    """Which kinds come by which way, quiet hours, chat and the morning's summary."""
    form = NotifyingForm(typed(request), **chosen(request))
    if form.is_valid():
        try:
            actions.choose_notifications(request.workspace, by=request.user, **form.wanted())
        except actions.Refused as refusal:
            refuse(form, refusal, field="chat_url")
        else:
            messages.success(request, "Saved.")
            return redirect("accounts:notification_settings", request.workspace.slug)
    return page(request, "accounts/notification_settings.html", {"form": form})


@require_POST
@member()
def notification_trial(request: MemberRequest) -> HttpResponse:
    """Send a message to one's own chat webhook."""
    try:
        actions.send_trial(request.workspace, by=request.user, at=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "A message is on its way to your chat.")
    return redirect("accounts:notification_settings", request.workspace.slug)


def chosen(request: MemberRequest) -> dict[str, Any]:
    """What this person chose before."""
    options = request.workspace.notification_options.filter(user=request.user).first()
    choices = request.workspace.notification_choices.filter(user=request.user)
    return {"options": options, "choices": {choice.kind: choice for choice in choices}}
