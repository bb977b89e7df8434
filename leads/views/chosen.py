"""What is done to the leads that were ticked in the list. First asked, then done; without script, too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.answers import page
from accounts.members import MemberRequest, member
from leads import listing, sheet
from leads.actions import sorting
from leads.forms import CampaignChoiceForm, DisqualifyForm, OwnerForm, ReturnForm
from leads.models import Lead
from leads.views.leads import WRITERS, as_file

MOST = 200
Doing = Callable[[MemberRequest, list[Lead], dict[str, Any]], None]


@dataclass(frozen=True)
class Deed:
    """Something that can be done to several leads: how it is asked, what it wants to know, how it is done."""

    asks: str
    submit: str
    form: Callable[[MemberRequest, Any], Any]
    does: Doing
    danger: bool = False


@require_POST
@member()
def chosen(request: MemberRequest) -> HttpResponse:
    """Ask what is needed for the deed, or do it; a file is answered at once."""
    ids = [int(pk) for pk in request.POST.getlist("lead") if listing.is_number(pk)][:MOST]
    rows = listing.asked_for(request.workspace, {}).filter(pk__in=ids).select_related("campaign", "company", "owner")
    leads = list(rows.order_by("-pk"))
    if not leads:
        messages.warning(request, "Tick the leads first.")
        return back(request)
    if request.POST.get("deed") == "export":
        return as_file(sheet.leads_as_csv(leads))  # type: ignore[return-value]
    return ask_or_do(request, leads)


def ask_or_do(request: MemberRequest, leads: list[Lead]) -> HttpResponse:
    """The deed's own page until it is sure, then the deed."""
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None or not request.membership.has(*WRITERS):
        messages.warning(request, "Choose what to do with them." if deed is None else "Your role cannot change leads.")
        return back(request)
    form = deed.form(request, request.POST if request.POST.get("sure") else None)
    if form.is_valid():
        deed.does(request, leads, form.cleaned_data)
        return back(request)
    context = {
        "deed": deed,
        "form": form,
        "leads": leads,
        "key": request.POST["deed"],
        "back": back(request).url,
    }
    return page(request, "leads/chosen.html", context)


def back(request: MemberRequest) -> HttpResponseRedirect:
    """The list as it was."""
    target = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(target)
    return HttpResponseRedirect(reverse("leads:leads", args=[request.workspace.slug]))


def report(request: MemberRequest, done: int, said: str, left: list[str]) -> None:
    """Say what was done and what was not."""
    if done:
        messages.success(request, f"{done:,} lead{'' if done == 1 else 's'} {said}.")
    for sentence in left[:5]:
        messages.warning(request, sentence)
    if len(left) > 5:
        messages.warning(request, f"And {len(left) - 5:,} more were left as they are.")
    if not done and not left:
        messages.info(request, "They were so already.")


def put_off(request: MemberRequest, leads: list[Lead], said: dict[str, Any]) -> None:
    """Set the day on which marketing looks again."""
    day = timezone.make_aware(datetime.combine(said["return_on"], time(9)))
    left = sorting.put_off(leads, return_at=day, at=timezone.now(), by=request.user)
    report(request, len(leads) - len(left), f"come back on {day:%-d %B %Y}", left)


def give_owner(request: MemberRequest, leads: list[Lead], said: dict[str, Any]) -> None:
    """Set the owner."""
    owner = None
    if said["owner"]:
        owner = get_object_or_404(request.workspace.memberships.active(), user_id=said["owner"]).user
    done = sorting.own(leads, owner=owner, at=timezone.now(), by=request.user)
    report(request, done, f"belong{'s' if done == 1 else ''} to {owner.called if owner else 'nobody'} now", [])


def assign_campaign(request: MemberRequest, leads: list[Lead], said: dict[str, Any]) -> None:
    """Put them into a campaign."""
    campaign = get_object_or_404(request.workspace.campaigns, pk=said["campaign"])
    done = sorting.assign_campaign(leads, campaign=campaign, at=timezone.now(), by=request.user)
    report(request, done, f"added to “{campaign.name}”", [])


def disqualify(request: MemberRequest, leads: list[Lead], said: dict[str, Any]) -> None:
    """Close them."""
    left = sorting.disqualify(leads, reason=said["reason"], at=timezone.now(), by=request.user)
    report(request, len(leads) - len(left), "disqualified", left)


DEEDS = {
    "return": Deed(
        "When does marketing look at them again?", "Set the date", lambda _, sent: ReturnForm(sent), put_off
    ),
    "owner": Deed(
        "Who owns them?",
        "Set the owner",
        lambda asked, sent: OwnerForm(sent, workspace=asked.workspace),
        give_owner,
    ),
    "campaign": Deed(
        "Which campaign are they part of?",
        "Add to the campaign",
        lambda asked, sent: CampaignChoiceForm(sent, workspace=asked.workspace),
        assign_campaign,
    ),
    "disqualify": Deed(
        "Why will they never be customers?",
        "Disqualify",
        lambda _, sent: DisqualifyForm(sent),
        disqualify,
        danger=True,
    ),
}
