"""Reviews: packs of the last week, month or quarter, with decisions and actions that are carried on until done."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.answers import page, typed
from accounts.members import MemberRequest, member
from accounts.roles import Role
from reports import actions, looking
from reports.actions.packing import figures_of
from reports.forms import ItemForm, ReadersForm, ReviewForm, RhythmForm
from reports.models import Review, Rhythm

HOLDERS = (Role.MANAGER, Role.MARKETER, Role.ADMIN)
AGENDA = (
    "What was agreed last time, and what came of it",
    "The figures: funnel, agreement, acceptance, wins",
    "What sales refused and why; what the definition missed",
    "Campaigns and content: what led to accepted leads",
    "Goals: where we are, what is in danger",
    "Decisions and actions, each with an owner and a day",
)


@member()
def reviews(request: MemberRequest) -> HttpResponse:
    """All reviews, newest first; make the next one."""
    may = request.membership.has(*HOLDERS)
    form = RhythmForm(typed(request) if may else None)
    if request.method == "POST" and may and form.is_valid():
        now = timezone.localtime()
        chosen = form.cleaned_data["rhythm"]
        figures = figures_of(request.workspace, rhythm=chosen, now=now)
        row = actions.make_review(request.workspace, rhythm=chosen, today=now.date(), figures=figures, by=request.user)
        return redirect("reports:review", request.workspace.slug, row.pk)
    rows = request.workspace.reviews.order_by("-starts_on", "-id")[:60]
    open_items = request.workspace.review_items.filter(done_at=None, is_decision=False).select_related(
        "owner", "review"
    )
    context: dict[str, Any] = {"reviews": rows, "form": form, "may_hold": may}
    context["open_items"] = open_items.order_by("due_on")[:50]
    context["readers"] = readers_of(request)
    return page(request, "reports/reviews.html", context | {"today": timezone.localdate()})


def readers_of(request: MemberRequest) -> list[tuple[str, list[str]]]:
    """Who gets which packs by mail, by name."""
    rows = request.workspace.review_readers.select_related("user").order_by("user__name", "user__email")
    named: dict[str, list[str]] = {label: [] for label in Rhythm.labels}
    for row in rows:
        named[row.get_rhythm_display()].append(row.user.called)
    return list(named.items())


@member(*HOLDERS)
def readers(request: MemberRequest) -> HttpResponse:
    """Choose them."""
    form = ReadersForm(typed(request), workspace=request.workspace)
    if request.method == "POST" and form.is_valid():
        actions.choose_readers(request.workspace, by=request.user, readers=form.wanted(), at=timezone.now())
        messages.success(request, "They get the next pack by mail, on the morning after its period.")
        return redirect("reports:reviews", request.workspace.slug)
    crumbs = [{"label": "Reviews", "url": reverse("reports:reviews", args=[request.workspace.slug])}]
    context = {"form": form, "title": "Who gets the packs by mail", "crumbs": crumbs, "submit": "Save"}
    return page(request, "reports/form.html", context)


@member()
def review(request: MemberRequest, pk: int) -> HttpResponse:
    """One pack; write down what was said and agreed."""
    row = found(request, pk)
    may = request.membership.has(*HOLDERS)
    which = request.POST.get("form", "") if may else ""
    notes = ReviewForm(request.POST if which == "notes" else None, instance=row)
    item = ItemForm(request.POST if which == "item" else None, workspace=request.workspace, auto_id="item_%s")
    if which == "notes" and notes.is_valid():
        actions.write_review(row, **notes.cleaned_data)
        messages.success(request, "Written down.")
        return redirect("reports:review", request.workspace.slug, pk)
    if which == "item" and item.is_valid():
        actions.add_item(row, values=item.cleaned_data)
        messages.success(request, "Added.")
        return redirect("reports:review", request.workspace.slug, pk)
    context: dict[str, Any] = {
        "review": row,
        "items": row.items.select_related("owner").order_by("is_decision", "due_on", "id"),
        "agenda": AGENDA,
        "notes_form": notes,
        "item_form": item,
        "may_hold": may,
        "today": timezone.localdate(),
        "links": links(request, row),
        "crumbs": [{"label": "Reviews", "url": reverse("reports:reviews", args=[request.workspace.slug])}],
    }
    return page(request, "reports/review.html", context)


def links(request: MemberRequest, row: Review) -> list[tuple[str, str]]:
    """The reports of the review's period."""
    asked = {"period": "custom", "from": row.starts_on.isoformat(), "to": row.ends_on.isoformat()}
    look = looking.read(request.workspace, asked, now=timezone.localtime())
    return [(label, look.url(name)) for name, label in (("pipeline", "Pipeline"), ("funnel", "Funnel"),
            ("sources", "Sources"), ("feedback", "Feedback"), ("coaching", "Coaching"))]  # fmt: skip


@member(*HOLDERS)
@require_POST
def item_done(request: MemberRequest, pk: int) -> HttpResponse:
    """Tick an action off."""
    item = get_object_or_404(request.workspace.review_items, pk=pk)
    actions.finish_item(item, at=timezone.now())
    return redirect("reports:review", request.workspace.slug, item.review_id)


def found(request: MemberRequest, pk: int) -> Review:
    """A review of this workspace, or a 404."""
    row: Review = get_object_or_404(request.workspace.reviews, pk=pk)
    return row
