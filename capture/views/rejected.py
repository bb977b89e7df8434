"""Rejected events: why each could not be used, what it was, and what to do with it."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import page, typed
from accounts.members import MemberRequest, member, needed
from accounts.paging import newest_first
from capture import actions
from capture.actions.replaying import AT_ONCE
from capture.models import RejectedEvent
from capture.tracking_forms import MendForm, RejectedFilter
from capture.views.keys import READERS, WRITERS, crumbs


@require_safe
@member(*READERS)
def rejected(request: MemberRequest) -> HttpResponse:
    """What could not be used, newest first."""
    form = RejectedFilter(request.GET or None, workspace=request.workspace)
    rows = form.narrowed(request.workspace)
    context = {
        "form": form,
        "page": newest_first(rows, request.GET.get("cursor")),
        "total": rows.count(),
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "may_write": request.membership.has(*WRITERS),
        "crumbs": crumbs(request),
    }
    return render(request, "capture/tracking/rejected.html", context)


@member(*READERS)
def event(request: MemberRequest, pk: int) -> HttpResponse:
    """One of them, as it was sent; mended and replayed by those who may."""
    row = found(request, pk)
    may_write = request.membership.has(*WRITERS)
    if request.method == "POST" and not may_write:
        raise PermissionDenied(needed(WRITERS))
    form = MendForm(typed(request), initial={"body": readable(row)})
    if form.is_valid():
        if actions.replay(row, by=request.user, at=timezone.now(), body=form.cleaned_data["body"]):
            messages.success(request, "It was taken in, as if it had just been sent right.")
            return redirect("tracking:rejected", request.workspace.slug)
        row.refresh_from_db()
        form.add_error("body", row.reason)
    above = [*crumbs(request), {"label": "Rejected events", "url": listed(request)}]
    context = {"event": row, "form": form, "may_write": may_write, "crumbs": above}
    return page(request, "capture/tracking/event.html", context)


@require_POST
@member(*WRITERS)
def replay(request: MemberRequest) -> HttpResponse:
    """Take in again all that the filter shows, the oldest first, so many at once."""
    form = RejectedFilter(request.GET or None, workspace=request.workspace)
    rows = form.narrowed(request.workspace).filter(replayed_at=None).order_by("pk")[:AT_ONCE]
    taken = list(rows)
    done = actions.replay_all(taken, by=request.user, at=timezone.now())
    left = len(taken) - done
    said = f"{done:,} taken in." + (f" {left:,} still cannot be used; each says why." if left else "")
    messages.add_message(request, messages.SUCCESS if done else messages.WARNING, said)
    return redirect(listed(request, asked=True))


@member(*WRITERS)
def discard(request: MemberRequest) -> HttpResponse:
    """Ask once more, then throw away all that the filter shows."""
    form = RejectedFilter(request.GET or None, workspace=request.workspace)
    rows = form.narrowed(request.workspace).order_by()
    if request.method == "POST":
        gone = actions.discard(request.workspace, rows, by=request.user)
        messages.success(request, f"{gone:,} discarded.")
        return redirect(listed(request))
    above = [*crumbs(request), {"label": "Rejected events", "url": listed(request)}]
    return render(request, "capture/tracking/discard.html", {"total": rows.count(), "crumbs": above})


@member(*WRITERS)
def event_discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once more, then throw one away."""
    row = found(request, pk)
    if request.method == "POST":
        actions.discard(request.workspace, request.workspace.rejected_events.filter(pk=pk), by=request.user)
        messages.success(request, "Discarded.")
        return redirect(listed(request))
    above = [*crumbs(request), {"label": "Rejected events", "url": listed(request)}]
    return render(request, "capture/tracking/discard.html", {"total": 1, "event": row, "crumbs": above})


def found(request: MemberRequest, pk: int) -> RejectedEvent:
    """One of this workspace's, or a 404."""
    row: RejectedEvent = get_object_or_404(
        request.workspace.rejected_events.select_related("key", "replayed_by"), pk=pk
    )
    return row


def readable(row: RejectedEvent) -> str:
    """The body with line breaks where it is JSON, else as it came."""
    try:
        return json.dumps(json.loads(row.body), indent=2, ensure_ascii=False)
    except ValueError:
        return row.body


def listed(request: MemberRequest, *, asked: bool = False) -> str:
    """The list's address, with the filter that was asked for."""
    url = reverse("tracking:rejected", args=[request.workspace.slug])
    query = request.META.get("QUERY_STRING", "")
    return f"{url}?{query}" if asked and query else url
