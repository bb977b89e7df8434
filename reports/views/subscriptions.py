"""What comes by itself: reports on a schedule, and a word when a number passes a line."""

from urllib.parse import parse_qsl, urlencode

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
from reports.views.showing import look_of

LONGEST = 500  # characters of the filters of a report on a schedule


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
        look = looking.read(request.workspace, dict(parse_qsl(row.query)), now=timezone.localtime())
        often = f"{often}, only {look.filters_text}" if look.wanted else often
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
    look = look_of(request)
    query = urlencode(look.narrowed)
    if request.method == "POST" and form.is_valid() and len(query) > LONGEST:
        form.add_error(None, "These filters are too long to be kept: take one away.")
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "query": query}
        actions.subscribe(request.workspace, user=request.user, at=timezone.localtime(), values=values)
        messages.success(request, "It will come by itself.")
        return redirect("reports:subscriptions", request.workspace.slug)
    crumbs = [{"label": "Subscriptions", "url": reverse("reports:subscriptions", args=[request.workspace.slug])}]
    title = f"Send me a report: {look.filters_text}" if look.wanted else "Send me a report"
    context = {"form": form, "title": title, "crumbs": crumbs, "submit": "Send it to me"}
    return page(request, "reports/form.html", context)


@member()
@require_POST
def unsubscribe(request: MemberRequest, pk: int) -> HttpResponse:
    """No more of it."""
    actions.unsubscribe(get_object_or_404(request.workspace.subscriptions, pk=pk, user=request.user))
    messages.success(request, "It comes no more.")
    return redirect("reports:subscriptions", request.workspace.slug)
