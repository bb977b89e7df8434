"""The condition builder's answers, for every page that includes it."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads import matching
from leads.conditions.builder import ConditionBuilder
from leads.matching import Terms

EDITORS = (Role.MARKETER, Role.MANAGER, Role.ADMIN)
PREFIX = re.compile(r"[a-z][a-z0-9_]{0,40}")


@require_POST
@member(*EDITORS)
def builder(request: MemberRequest) -> HttpResponse:
    """The builder after a button or a choice; asked for the outcome only, the sentence and the count."""
    terms = Terms(request.workspace)
    return answer(request, made(request, terms, url=address(request)), terms)


def made(request: HttpRequest, terms: Terms, **more: Any) -> ConditionBuilder:
    """The builder of the posted form, or of `initial` where nothing was posted."""
    prefix = request.GET.get("prefix", "")
    if PREFIX.fullmatch(prefix):
        more.setdefault("prefix", prefix)
    data = dict(request.POST.lists()) if request.method == "POST" else None
    return ConditionBuilder(terms.schema, data, **more)


def answer(request: HttpRequest, builder: ConditionBuilder, terms: Terms) -> HttpResponse:
    """What htmx swaps: the whole builder, or what comes of it."""
    if request.GET.get("only") == "outcome":
        return render(request, "leads/conditions/_outcome.html", outcome(builder, terms))
    return render(request, "leads/conditions/_builder.html", {"builder": builder})


def outcome(builder: ConditionBuilder, terms: Terms) -> dict[str, Any]:
    """The builder with the number of leads that meet it now."""
    if builder.tree is None:
        return {"builder": builder}
    rows = terms.leads(builder.tree, now=timezone.now())
    return {"builder": builder, "met": matching.count(rows)}


def address(request: MemberRequest) -> str:
    """Where the builder of leads' conditions posts to."""
    return reverse("leads:condition_builder", args=[request.workspace.slug])
