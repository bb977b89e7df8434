"""Segments: listed, looked at, made, changed, removed. Everybody reads them; reps do not write them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actions import Refused
from accounts.answers import refuse, typed
from accounts.members import MemberRequest, member
from leads import matching
from leads.actions import segments as verbs
from leads.conditions.builder import ConditionBuilder
from leads.matching import Reading, Terms
from leads.models import Segment
from leads.segment_form import SegmentForm
from leads.views.conditions import EDITORS, address, made, outcome

SHOWN = 10


@require_safe
@member()
def segments(request: MemberRequest) -> HttpResponse:
    """All of them, by name."""
    terms = Terms(request.workspace)
    rows = request.workspace.segments.select_related("changed_by").order_by("name")
    context = {"segments": [Reading(row, terms) for row in rows], "may_edit": may_edit(request)}
    return render(request, "leads/segments/segments.html", context)


@require_safe
@member()
def segment(request: MemberRequest, pk: int) -> HttpResponse:
    """One: how it reads, how many are in it, and the newest of them."""
    terms = Terms(request.workspace)
    reading = Reading(found(request, pk), terms)
    context: dict[str, Any] = {"reading": reading, "crumbs": crumbs(request), "may_edit": may_edit(request)}
    if reading.condition is not None:
        rows = terms.leads(reading.condition, now=timezone.now())
        context["met"] = matching.count(rows)
        context["newest"] = matching.newest(rows, SHOWN)
    return render(request, "leads/segments/segment.html", context)


@member(*EDITORS)
def segment_new(request: MemberRequest) -> HttpResponse:
    """Build a condition and name it."""
    terms = Terms(request.workspace)
    form, builder = SegmentForm(typed(request)), made(request, terms, url=address(request))
    if wants_saving(form, builder):
        try:
            segment = verbs.make_segment(request.workspace, **written(request, form, builder))
        except Refused as refusal:
            refuse(form, refusal, field="name")
        else:
            messages.success(request, f"“{segment.name}” is saved.")
            return redirect("leads:segment", request.workspace.slug, segment.pk)
    return editing(request, form, builder, terms)


@member(*EDITORS)
def segment_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Rename a segment, or change who is in it."""
    terms, row = Terms(request.workspace), found(request, pk)
    reading = Reading(row, terms)
    form = SegmentForm(typed(request), initial={"name": row.name})
    builder = made(request, terms, url=address(request), initial=row.condition)
    if wants_saving(form, builder):
        try:
            verbs.change_segment(row, was=reading.sentence, **written(request, form, builder))
        except Refused as refusal:
            refuse(form, refusal, field="name")
        else:
            messages.success(request, f"“{row.name}” is saved.")
            return redirect("leads:segment", request.workspace.slug, pk)
    return editing(request, form, builder, terms, segment=row)


@member(*EDITORS)
def segment_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once more, then remove it."""
    row = found(request, pk)
    if request.method == "POST":
        verbs.remove_segment(row, by=request.user)
        messages.success(request, f"“{row.name}” is removed. Its leads are as they were.")
        return redirect("leads:segments", request.workspace.slug)
    context = {"reading": Reading(row, Terms(request.workspace)), "crumbs": crumbs(request)}
    return render(request, "leads/segments/remove.html", context)


def found(request: MemberRequest, pk: int) -> Segment:
    """A segment of this workspace, or a 404."""
    row: Segment = get_object_or_404(request.workspace.segments.select_related("changed_by"), pk=pk)
    return row


def wants_saving(form: SegmentForm, builder: ConditionBuilder) -> bool:
    """Whether the whole was sent to be kept; what is wrong is told from then on."""
    if not form.is_bound or builder.is_edit:
        return False
    builder.telling = True
    return form.is_valid() and builder.tree is not None


def written(request: MemberRequest, form: SegmentForm, builder: ConditionBuilder) -> dict[str, Any]:
    """What the verbs take."""
    words = {"name": form.cleaned_data["name"], "condition": builder.tree, "schema": builder.schema}
    return {**words, "by": request.user, "at": timezone.now()}


def editing(
    request: MemberRequest,
    form: SegmentForm,
    builder: ConditionBuilder,
    terms: Terms,
    segment: Segment | None = None,
) -> HttpResponse:
    """The page on which a segment is built; 422 where saving was refused."""
    if builder.is_edit:  # a button of the builder asked for no saving, so nothing is missing yet
        form = SegmentForm(initial={"name": request.POST.get("name", "")})
    bad = form.is_bound and (bool(form.errors) or builder.tree is None)
    context: dict[str, Any] = {"form": form, "segment": segment, "crumbs": crumbs(request)}
    context |= outcome(builder, terms) if request.method == "POST" else {"builder": builder}
    return render(request, "leads/segments/edit.html", context, status=422 if bad else 200)


def may_edit(request: MemberRequest) -> bool:
    """Whether this member writes segments."""
    return request.membership.has(*EDITORS)


def crumbs(request: MemberRequest) -> list[dict[str, str]]:
    """What stands above a segment."""
    return [{"label": "Segments", "url": reverse("leads:segments", args=[request.workspace.slug])}]
