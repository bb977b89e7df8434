"""Publishing: who would move, letting held leads go, going back; versions and what changed between them."""

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
from leads import differences
from leads.matching import Terms
from scoring import actions as scoring
from scoring import wording
from scoring.actions.portions import COUNT
from scoring.editor import Sheet
from scoring.forms import ReasonForm
from scoring.models import ScoringModel
from scoring.views.model import EDITORS, READERS, crumbs, may_edit, of_state

SHOWN = 100
PORTION = 25


@member(*EDITORS)
def publish(request: MemberRequest) -> HttpResponse:
    """Exactly who moves, and why it is published."""
    draft = of_state(request, "draft")
    if draft is None:
        return redirect("scoring:model", request.workspace.slug)
    if request.POST.get("do") == "count":
        scoring.prepare(draft, by=request.user)
        return redirect("scoring:publish", request.workspace.slug)
    form = ReasonForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            job = scoring.publish(draft, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("accounts:job", request.workspace.slug, job.pk)
    seen = scoring.preview(draft, now=timezone.now(), most=SHOWN)
    context = {
        "draft": draft,
        "published": of_state(request, "published"),
        "form": form,
        "seen": seen,
        "moved": with_leads(request, seen.leads),
        "changes": between(request, of_state(request, "published"), draft),
        "job": request.workspace.jobs.open().filter(kind=COUNT).order_by("-id").first(),
        "crumbs": crumbs(request),
    }
    bad = form.is_bound and bool(form.errors)
    return render(request, "scoring/publish.html", context, status=422 if bad else 200)


def with_leads(request: MemberRequest, moved: list[Any]) -> list[tuple[Any, Any]]:
    """What moves, each with its lead."""
    leads = request.workspace.leads.select_related("company").in_bulk([each.lead for each in moved])
    return [(each, leads[each.lead]) for each in moved if each.lead in leads]


def between(request: MemberRequest, was: ScoringModel | None, to: ScoringModel) -> list[Any]:
    """What changed between two versions, in words; only what is not the same."""
    schema = Terms(request.workspace).schema
    old = wording.lines(was, schema) if was else []
    return [piece for piece in differences.of_lists(old, wording.lines(to, schema)) if piece.kind != differences.SAME]


@require_POST
@member(*EDITORS)
def release(request: MemberRequest) -> HttpResponse:
    """Let a portion of the leads pass that an edit of the model had held."""
    typed_count = request.POST.get("count", "")
    count = int(typed_count) if typed_count.isascii() and typed_count.isdecimal() and len(typed_count) < 5 else PORTION
    passed = scoring.release(request.workspace, min(count, 200), by=request.user)
    messages.success(request, f"{len(passed)} leads are on their way to sales.")
    return redirect("scoring:held", request.workspace.slug)


@require_safe
@member(*READERS)
def held(request: MemberRequest) -> HttpResponse:
    """Leads that an edit of the model made qualify, and that nobody has let go yet."""
    rows = request.workspace.held_releases.filter(released_at=None, dropped_at=None)
    rows = rows.select_related("lead__company", "model").order_by("-score", "id")
    context = {"rows": rows[:SHOWN], "count": rows.count(), "portion": PORTION, "crumbs": crumbs(request)}
    return render(request, "scoring/held.html", {**context, "may_edit": may_edit(request)})


@member(*EDITORS)
def undo(request: MemberRequest) -> HttpResponse:
    """Go back to the version before, and say why."""
    form = ReasonForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            job = scoring.undo_publish(request.workspace, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("accounts:job", request.workspace.slug, job.pk)
    last = request.workspace.publications.select_related("model", "was").order_by("-at", "-id").first()
    context = {"form": form, "last": last, "crumbs": crumbs(request)}
    return render(request, "scoring/undo.html", context, status=422 if form.is_bound and form.errors else 200)


@require_safe
@member(*READERS)
def versions(request: MemberRequest) -> HttpResponse:
    """Every version: who published it, when and why."""
    rows = request.workspace.scoring_models.select_related("published_by", "created_by").order_by("-version")
    history = request.workspace.publications.select_related("model", "was", "by").order_by("-at", "-id")[:SHOWN]
    context = {"rows": rows, "history": history, "crumbs": crumbs(request), "may_edit": may_edit(request)}
    return render(request, "scoring/versions.html", context)


@require_safe
@member(*READERS)
def version(request: MemberRequest, pk: int) -> HttpResponse:
    """One version in words, and what it changed."""
    row = found(request, pk)
    before = request.workspace.scoring_models.filter(version__lt=row.version).order_by("-version").first()
    was = row.derived_from or before
    other = request.GET.get("with", "")
    if other.isascii() and other.isdecimal() and len(other) < 18:
        was = found(request, int(other))
    terms = Terms(request.workspace)
    context = {
        "row": row,
        "was": was,
        "lines": wording.lines(row, terms.schema),
        "changes": between(request, was, row) if was else [],
        "others": request.workspace.scoring_models.exclude(pk=row.pk).order_by("-version"),
        "sheet": Sheet(row, terms),
        "crumbs": [*crumbs(request), versions_crumb(request)],
    }
    return render(request, "scoring/version.html", context)


def found(request: MemberRequest, pk: int) -> ScoringModel:
    """A version of this workspace's, or a 404."""
    rows = request.workspace.scoring_models.select_related("published_by", "derived_from")
    row: ScoringModel = get_object_or_404(rows, pk=pk)
    return row


def versions_crumb(request: MemberRequest) -> dict[str, str]:
    """The list of versions, above one of them."""
    return {"label": "Versions", "url": reverse("scoring:versions", args=[request.workspace.slug])}
