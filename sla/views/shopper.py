"""The secret shopper: sent on a schedule or by hand, and how long each test lead waited for a person."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.actions import Refused
from accounts.answers import page, typed
from accounts.members import MemberRequest, member
from accounts.roles import Role
from sla import actions as sla
from sla.forms import ShopperForm
from sla.models import Kind, Shopper

MANAGERS = (Role.MANAGER, Role.ADMIN)
SHOWN = 50


@member(*MANAGERS)
def shopper(request: MemberRequest) -> HttpResponse:
    """The schedule, and what the test leads found out."""
    row = Shopper.of(request.workspace)
    form = ShopperForm(typed(request), initial={"is_on": row.is_on, "every_days": row.every_days})
    if form.is_valid():
        sla.plan_shopping(request.workspace, **form.cleaned_data, by=request.user, at=sla.database_now())
        messages.success(request, "The secret shopper is set.")
        return redirect("sla:shopper", request.workspace.slug)
    context = {"form": form, "shopper": row, "sent": sent(request), "crumbs": crumbs(request)}
    return page(request, "sla/shopper/shopper.html", context)


@require_POST
@member(*MANAGERS)
def shopper_send(request: MemberRequest) -> HttpResponse:
    """Send one now."""
    try:
        sla.send_test_lead(request.workspace, at=sla.database_now(), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "A test lead has asked for a demo. See below how long a person takes.")
    return redirect("sla:shopper", request.workspace.slug)


def sent(request: MemberRequest) -> list[dict[str, Any]]:
    """The test leads, the newest first, each with its clocks."""
    rows = list(request.workspace.shopper_leads.select_related("lead__rep").order_by("-sent_at")[:SHOWN])
    clocks: dict[int, dict[str, Any]] = {}
    found = request.workspace.clocks.filter(lead__in=[row.lead_id for row in rows]).select_related("rep")
    for clock in found.order_by("started_at"):
        clocks.setdefault(clock.lead_id, {}).setdefault(clock.kind, clock)
    return [
        {
            "row": row,
            "offered": clocks.get(row.lead_id, {}).get(Kind.ACCEPT),
            "answer": clocks.get(row.lead_id, {}).get(Kind.RESPOND),
            "waited": waited(row, clocks.get(row.lead_id, {}).get(Kind.RESPOND)),
        }
        for row in rows
    ]


def waited(row: Any, answer: Any) -> Any:
    """From the request to the first touch by a person, on the wall; nothing while there was none."""
    if answer is None or answer.stopped_at is None or answer.why != "Answered":
        return None
    return answer.stopped_at - row.sent_at


def crumbs(request: MemberRequest) -> list[dict[str, str]]:
    """What stands above it."""
    return [{"label": "Response times", "url": reverse("sla:response_times", args=[request.workspace.slug])}]
