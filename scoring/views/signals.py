"""Signals: listed with leads and hits, named, changed, retired; a changed condition is counted anew as a job."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import refuse, typed
from accounts.members import MemberRequest, member
from leads.conditions import BadCondition, Schema
from leads.conditions.builder import ConditionBuilder
from leads.matching import counting
from scoring import actions as scoring
from scoring import happenings, wording
from scoring.editor import of_signals, properties_seen
from scoring.forms import SignalForm
from scoring.models import Signal
from scoring.views.model import EDITORS, READERS, crumbs, editing, may_edit


@require_safe
@member(*READERS)
def signals(request: MemberRequest) -> HttpResponse:
    """All that are watched for, with how many leads did it."""
    touched = of_signals(request.workspace.pk, ever=True)
    campaigns = campaigns_of(request)
    rows = request.workspace.signals.filter(retired_at=None).select_related("changed_by").order_by("position", "id")
    shown = [{"signal": row, "said": said(row.condition, campaigns), "touches": touched.get(row.pk)} for row in rows]
    context = {"shown": shown, "crumbs": crumbs(request), "may_edit": may_edit(request)}
    return render(request, "scoring/signals.html", context)


def said(condition: Any, campaigns: dict[str, str]) -> wording.Said:
    """A condition on activities in words."""
    return wording.said(condition, happenings.schema_for(condition, campaigns=campaigns))


def campaigns_of(request: MemberRequest) -> dict[str, str]:
    """Campaigns by id, as conditions name them."""
    return {str(pk): name for pk, name in request.workspace.campaigns.order_by("name").values_list("pk", "name")}


def schema_of(request: MemberRequest, condition: Any = None) -> Schema:
    """What a condition on activities can speak of here: its own properties, and those that came lately."""
    seen = properties_seen(request.workspace.pk)
    return happenings.schema_for(condition, campaigns=campaigns_of(request), properties=seen)


@require_safe
@member(*READERS)
def signal_seen(request: MemberRequest, pk: int) -> HttpResponse:
    """How many leads and hits a signal has, counted now; the cells of its row."""
    seen = scoring.seen(found(request, pk), now=timezone.now())
    return render(request, "scoring/_seen.html", {"seen": seen})


@member(*EDITORS)
def signal_new(request: MemberRequest) -> HttpResponse:
    """Name another kind of activity."""
    form, builder = SignalForm(typed(request)), made(request)
    if wants_saving(form, builder):
        fields = {**form.cleaned_data, "condition": builder.json}
        if told(form, lambda: scoring.add_signal(request.workspace, fields=fields, by=request.user)):
            messages.success(request, "The signal is watched for from now on, and was counted in what is there.")
            return redirect("scoring:signals", request.workspace.slug)
    return page(request, "New signal", form, builder)


@member(*EDITORS)
def signal(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a signal; another condition is counted anew while the old one stays in force."""
    row = found(request, pk)
    form = SignalForm(typed(request), initial={"label": row.label, "hand_raiser": row.hand_raiser})
    builder = made(request, initial=row.condition)
    if wants_saving(form, builder):
        fields = {**form.cleaned_data, "condition": builder.json}
        jobs: list[Any] = []
        if told(form, lambda: jobs.append(scoring.change_signal(row, fields=fields, by=request.user))):
            if jobs[0] is not None:
                return redirect("accounts:job", request.workspace.slug, jobs[0].pk)
            messages.success(request, f"“{row.label}” is saved.")
            return redirect("scoring:signals", request.workspace.slug)
    return page(request, f"Change “{row.label}”", form, builder, signal=row)


@require_POST
@member(*EDITORS)
def signal_retire(request: MemberRequest, pk: int) -> HttpResponse:
    """Watch for it no more."""
    row = found(request, pk)
    try:
        scoring.retire_signal(row, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{row.label}” is retired. What it found stays where it is.")
    return redirect("scoring:signals", request.workspace.slug)


@require_POST
@member(*EDITORS)
def signal_builder(request: MemberRequest) -> HttpResponse:
    """The builder of a condition on activities after a button or a choice; or what comes of it."""
    builder = made(request)
    if request.GET.get("only") == "outcome":
        return render(request, "leads/conditions/_outcome.html", outcome(request, builder))
    return render(request, "leads/conditions/_builder.html", {"builder": builder})


def made(request: MemberRequest, *, initial: Any = None) -> ConditionBuilder:
    """The builder of the posted form, or of a stored condition."""
    data = dict(request.POST.lists()) if request.method == "POST" else None
    url = reverse("scoring:signal_builder", args=[request.workspace.slug])
    return ConditionBuilder(schema_of(request, initial), data, initial=initial, url=url)


def outcome(request: MemberRequest, builder: ConditionBuilder) -> dict[str, Any]:
    """The builder with how many leads did that."""
    if builder.tree is None:
        return {"builder": builder}
    hits = request.workspace.activities.filter(lead__isnull=False, counts=True)
    hits = hits.filter(scoring.source_of(Signal(label="", condition=builder.json)).is_hit())
    return {"builder": builder, "met": counting.count(hits.order_by().values("lead").distinct())}


def wants_saving(form: SignalForm, builder: ConditionBuilder) -> bool:
    """Whether the whole was sent to be kept."""
    if not form.is_bound or builder.is_edit:
        return False
    builder.telling = True
    return form.is_valid() and builder.tree is not None


def told(form: SignalForm, act: Any) -> bool:
    """Whether it could be done; what was refused stands on the form."""
    try:
        act()
    except Refused as refusal:
        refuse(form, refusal)
    except BadCondition as error:
        form.add_error(None, [fault.text for fault in error.faults])
    return not form.errors


def page(
    request: MemberRequest, title: str, form: SignalForm, builder: ConditionBuilder, signal: Signal | None = None
) -> HttpResponse:
    """The page on which a signal is written."""
    if builder.is_edit:
        kept = {name: request.POST.get(name, "") for name in form.fields}
        form = SignalForm(initial=kept)
    shown = outcome(request, builder) if request.method == "POST" else {"builder": builder}
    return editing(request, title, form, **{"builder": builder, **shown, "signal": signal})


def found(request: MemberRequest, pk: int) -> Signal:
    """A signal of this workspace's, or a 404."""
    row: Signal = get_object_or_404(request.workspace.signals, pk=pk)
    return row
