"""The activity calendar: what marketing, sales, the company and the industry do, month by month."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import page, typed
from accounts.members import MemberRequest, member
from reports import actions
from reports.forms import EventForm
from reports.models import CalendarEvent, EventKind
from reports.periods import months_before


@require_safe
@member()
def calendar(request: MemberRequest) -> HttpResponse:
    """A year around today, by month; campaigns stand among the events."""
    today = timezone.localdate()
    first, end = months_before(today.replace(day=1), 6), months_before(today.replace(day=1), -7)
    kind = request.GET.get("kind", "")
    kind = kind if kind in EventKind.values else ""
    rows = request.workspace.calendar_events.filter(starts_on__gte=first, starts_on__lt=end)
    rows = rows.filter(kind=kind) if kind else rows
    entries: list[dict[str, Any]] = [
        {"day": row.starts_on, "end": row.ends_on, "title": row.title, "kind": row.get_kind_display(), "note": row.note,
         "url": reverse("reports:event_edit", args=[request.workspace.slug, row.pk])}
        for row in rows.order_by("starts_on")[:300]
    ]  # fmt: skip
    if kind in {"", "marketing"}:
        campaigns = request.workspace.campaigns.filter(starts_on__gte=first, starts_on__lt=end).order_by("starts_on")
        entries += [{"day": row.starts_on, "end": row.ends_on, "title": row.name, "kind": "Campaign", "note": row.goal,
                     "url": reverse("leads:campaign_edit", args=[request.workspace.slug, row.pk])}
                    for row in campaigns[:300]]  # fmt: skip
    entries.sort(key=lambda entry: (entry["day"], entry["title"]))
    months = [(month, list(group)) for month, group in groupby(entries, key=lambda entry: entry["day"].replace(day=1))]
    context = {"months": months, "today": today, "kinds": EventKind.choices, "kind": kind}
    return page(request, "reports/calendar.html", context)


@member()
def event_new(request: MemberRequest) -> HttpResponse:
    """Put something on it."""
    return edit(request, None)


@member()
def event_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change it."""
    return edit(request, get_object_or_404(request.workspace.calendar_events, pk=pk))


def edit(request: MemberRequest, row: CalendarEvent | None) -> HttpResponse:
    """The form of an event."""
    form = EventForm(typed(request), instance=row)
    if request.method == "POST" and form.is_valid():
        made = actions.note_event(request.workspace, by=request.user, values=form.cleaned_data, event=row)
        messages.success(request, f"“{made.title}” is on the calendar.")
        return redirect("reports:calendar", request.workspace.slug)
    crumbs = [{"label": "Calendar", "url": reverse("reports:calendar", args=[request.workspace.slug])}]
    drop = reverse("reports:event_drop", args=[request.workspace.slug, row.pk]) if row else ""
    context = {"form": form, "title": "Change the event" if row else "New event", "crumbs": crumbs, "drop_url": drop}
    return page(request, "reports/form.html", context | {"submit": "Save the event"})


@member()
@require_POST
def event_drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Take it off."""
    actions.drop_event(get_object_or_404(request.workspace.calendar_events, pk=pk))
    messages.success(request, "It is off the calendar.")
    return redirect("reports:calendar", request.workspace.slug)
