"""A plan tried out, and why somebody did or did not get a lead."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.answers import page
from accounts.members import MemberRequest, member
from accounts.paging import newest_first
from routing import actions
from routing.actions.trying import LAST_WEEK
from routing.forms import TryForm
from routing.models import PlanState

SHOWN = 50


@require_safe
@member()
def try_out(request: MemberRequest) -> HttpResponse:
    """One lead, or last week's passes, through a version: each step, and who else would have got them."""
    plans = list(request.workspace.routing_plans.order_by("-version")[:20])
    versions = [(str(row.version), f"Version {row.version} ({PlanState(row.state).label.lower()})") for row in plans]
    asked = request.GET if request.GET else None
    form = TryForm(asked, versions=versions, initial={"version": versions[0][0] if versions else ""})
    context: dict[str, Any] = {"form": form, "crumbs": crumbs(request)}
    if form.is_bound and form.is_valid():
        now, chosen = timezone.now(), int(form.cleaned_data["version"])
        lead = form.cleaned_data["lead"]
        ids = [lead] if lead else actions.passed_since(request.workspace, now - LAST_WEEK)
        done = actions.try_out(request.workspace, next(row for row in plans if row.version == chosen), ids, at=now)
        context |= {"done": done, "trials": done.trials[:SHOWN], "counts": sorted(done.counts.items())}
        context["differing"] = sum(each.differs for each in done.trials)
    return page(request, "routing/try.html", context)


@require_safe
@member()
def why(request: MemberRequest, pk: int) -> HttpResponse:
    """Every decision about one handoff: the steps, and for each candidate why or why not."""
    handoff = get_object_or_404(request.workspace.handoffs.select_related("lead", "rep", "pool", "passed_by"), pk=pk)
    offers = list(handoff.offered.select_related("rep", "pool", "by").order_by("-number", "-pk"))
    mine = [
        each for offer in offers[:1] for each in offer.decision.get("candidates", []) if each["rep"] == request.user.pk
    ]
    context = {"handoff": handoff, "offers": offers, "mine": mine[0] if mine else None, "crumbs": crumbs(request)}
    return page(request, "routing/why.html", context)


@require_safe
@member()
def ledger(request: MemberRequest) -> HttpResponse:
    """Every offer that was made, newest first."""
    rows = request.workspace.offers.select_related("rep", "pool", "by", "handoff__lead")
    found = newest_first(rows, request.GET.get("cursor"))
    return page(request, "routing/ledger.html", {"found": found, "crumbs": crumbs(request)})


def crumbs(request: MemberRequest) -> list[dict[str, str]]:
    """What stands above."""
    return [{"label": "Routing", "url": reverse("routing:plan", args=[request.workspace.slug])}]
