"""What comes by itself: reports on a schedule, and a word when a number passes a line."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.answers import page, typed
from accounts.members import MemberRequest, member
from reports import actions, looking
from reports.alerts import METRICS, WAYS
from reports.forms import REPORTS, AlertForm, ReportForm
from reports.looking import DIMENSIONS, names


@member()
def subscriptions(request: MemberRequest) -> HttpResponse:
    """One's own, and a form for one more alert."""
    form = AlertForm(typed(request), workspace=request.workspace)
    if request.method == "POST" and form.is_valid():
        actions.subscribe(request.workspace, user=request.user, at=timezone.now(), values=form.values())
        messages.success(request, "You will be told, at most once in each period.")
        return redirect("reports:subscriptions", request.workspace.slug)
    rows = list(request.workspace.subscriptions.filter(user=request.user).order_by("-id"))
    tabs = looking.read(request.workspace, {}, now=timezone.localtime()).tabs("subscriptions")
    context = {"rows": [(row, *said(request, row)) for row in rows], "form": form, "tabs": tabs}
    return page(request, "reports/subscriptions.html", context)


def said(request: MemberRequest, row) -> tuple[str, str]:  # noqa: ANN001
    """What it is, and when, in words."""
    often = row.get_rhythm_display().lower()
    if row.report:
        return f"{dict(REPORTS).get(row.report, row.report)}, {often}", "by your ways of being told"
    whose = ""
    if row.dimension:
        called = names(request.workspace, row.dimension, [row.value])[row.value]
        whose = f" of {DIMENSIONS[row.dimension].lower()} {called}"
    return f"{METRICS.get(row.metric, row.metric)}{whose} {WAYS.get(row.way, row.way)} {row.line:,}", often


@member()
def subscribe(request: MemberRequest) -> HttpResponse:
    """A report on a schedule."""
    form = ReportForm(typed(request), initial={"report": request.GET.get("report", "pipeline"), "rhythm": "weekly"})
    if request.method == "POST" and form.is_valid():
        actions.subscribe(request.workspace, user=request.user, at=timezone.localtime(), values=form.cleaned_data)
        messages.success(request, "It will come by itself.")
        return redirect("reports:subscriptions", request.workspace.slug)
    crumbs = [{"label": "Subscriptions", "url": reverse("reports:subscriptions", args=[request.workspace.slug])}]
    context = {"form": form, "title": "Send me a report", "crumbs": crumbs, "submit": "Send it to me"}
    return page(request, "reports/form.html", context)


@member()
@require_POST
def unsubscribe(request: MemberRequest, pk: int) -> HttpResponse:
    """No more of it."""
    actions.unsubscribe(get_object_or_404(request.workspace.subscriptions, pk=pk, user=request.user))
    messages.success(request, "It comes no more.")
    return redirect("reports:subscriptions", request.workspace.slug)
