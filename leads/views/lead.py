"""One lead's page."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import page
from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads import actions
from leads.actions.duplicates import duplicates_of
from leads.forms import NoteForm
from leads.lead_panels import panels_of
from leads.models import Lead
from leads.person import Event
from leads.stages import Stage, can_move
from leads.timeline import KINDS, SIZE, timeline
from leads.views.counting import COUNTERS
from leads.views.leads import WRITERS

ERASERS = (Role.MARKETER, Role.ADMIN)
COLLEAGUES, TWINS = 8, 3


@require_safe
@member()
def lead(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything about one person."""
    rows = request.workspace.leads.select_related("company", "owner", "rep", "campaign")
    found = get_object_or_404(rows, pk=pk)
    if found.merged_into_id:
        return redirect("leads:lead", request.workspace.slug, found.merged_into_id)
    return show(request, found, NoteForm())


def show(request: MemberRequest, found: Lead, note_form: NoteForm) -> HttpResponse:
    """The page, or with htmx only its timeline."""
    kinds = {kind for kind in request.GET.getlist("kind") if kind in KINDS} or set(KINDS)
    family = [found.pk, *request.workspace.leads.filter(merged_into=found).values_list("pk", flat=True)]
    entries = timeline(found, family=family, kinds=kinds, before=instant(request))
    context: dict[str, Any] = {
        "lead": found,
        "custody": found.custody,
        "entries": entries,
        "kinds": KINDS,
        "chosen": kinds,
        "older": entries[-1].at.isoformat() if len(entries) >= SIZE else "",
        "note_form": note_form,
        "may_write": request.membership.has(*WRITERS),
        "may_count": request.membership.has(*COUNTERS),
        "machines": sum(not entry.counts for entry in entries),
        "may_erase": request.membership.has(*ERASERS),
    }
    if not request.htmx:  # type: ignore[attr-defined]
        context |= beside(request, found)
    return page(request, "leads/_timeline.html" if request.htmx else "leads/lead.html", context)  # type: ignore[attr-defined]


def beside(request: MemberRequest, found: Lead) -> dict[str, Any]:
    """What stands beside the timeline."""
    return {
        "now": timezone.now(),
        "panels": panels_of(request.membership, found),
        "own_fields": own_fields(request, found),
        "colleagues": colleagues(request, found),
        "twins": twins(found),
        "files": request.workspace.lead_files.filter(lead=found).select_related("by").order_by("-at"),
        "may_disqualify": can_move(Stage(found.stage), Stage.DISQUALIFIED),
    }


def instant(request: HttpRequest) -> datetime | None:
    """Before when the timeline is asked for; nothing where that is no time."""
    try:
        found = parse_datetime(request.GET.get("before", "").replace(" ", "+"))
    except ValueError:
        return None
    return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found


def own_fields(request: MemberRequest, found: Lead) -> list[tuple[str, Any]]:
    """The workspace's own fields of the lead, under their labels."""
    if not found.custom:
        return []
    labels = dict(request.workspace.custom_fields.filter(retired_at=None).values_list("key", "label"))
    return [(labels[key], in_words(value)) for key, value in found.custom.items() if key in labels]


def in_words(value: Any) -> Any:
    """A stored value as it is read."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def colleagues(request: MemberRequest, found: Lead) -> list[Lead]:
    """Others at the same company, the most recently active first."""
    if found.company_id is None:
        return []
    rows = request.workspace.leads.present().filter(company_id=found.company_id).exclude(pk=found.pk)
    return list(rows.order_by("-last_activity_at", "-id")[:COLLEAGUES])


def twins(found: Lead) -> list[Lead]:
    """Leads that look like the same person."""
    if found.erased_at:
        return []
    pairs = duplicates_of(found)[:TWINS]
    return [pair.second if pair.first.pk == found.pk else pair.first for pair in pairs]


@require_POST
@member()
def note(request: MemberRequest, pk: int) -> HttpResponse:
    """Write something on the timeline."""
    rows = request.workspace.leads.present().select_related("company", "owner", "rep", "campaign")
    found = get_object_or_404(rows, pk=pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, found, form)
    event = Event(message_id=uuid.uuid4(), at=timezone.now(), type="note", title="Note", lead_id=found.pk)
    event.properties, event.origin, event.by_id = form.cleaned_data, "member", request.user.pk
    actions.record(request.workspace.pk, [event])
    messages.success(request, "Noted.")
    return redirect("leads:lead", request.workspace.slug, pk)
