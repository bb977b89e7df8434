"""What leads come from and look at: campaigns and content."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.answers import page, typed
from accounts.members import MemberRequest, member
from leads.library_forms import CampaignForm, ContentFilterForm, ContentForm, state_of
from leads.models import Campaign, Content
from leads.views.leads import WRITERS

MOST = 300
STATES = ("live", "planned", "done")


@require_safe
@member()
def library(request: MemberRequest) -> HttpResponse:
    """All content, by how often leads looked at it."""
    form = ContentFilterForm(request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    rows = request.workspace.contents.all()
    if asked.get("journey"):
        rows = rows.filter(journey=asked["journey"])
    if asked.get("q"):
        rows = rows.filter(title__icontains=asked["q"])
    contents = list(rows.order_by("title", "pk")[:MOST])
    views = request.workspace.activities.filter(content__in=contents).values("content").order_by()
    seen = {row["content"]: row for row in views.annotate(count=Count("pk"), leads=Count("lead", distinct=True))}
    context = {
        "form": form,
        "rows": sorted(
            ((content, seen.get(content.pk, {})) for content in contents),
            key=lambda row: -row[1].get("count", 0),
        ),
        "narrowed": any(asked.values()),
        "may_write": request.membership.has(*WRITERS),
    }
    return page(request, "leads/library.html", context, status=200)


@member(*WRITERS)
def content_new(request: MemberRequest) -> HttpResponse:
    """Add a piece of content."""
    return content_form(request, Content(workspace=request.workspace))


@member(*WRITERS)
def content_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct a piece of content."""
    return content_form(request, get_object_or_404(request.workspace.contents, pk=pk))


def content_form(request: MemberRequest, content: Content) -> HttpResponse:
    """The form, or the way back when it was saved."""
    form = ContentForm(typed(request), instance=content, workspace=request.workspace)
    if form.is_valid():
        form.save()
        messages.success(request, f"“{content.title}” is in the library. Activities from now on are counted for it.")
        return redirect("leads:library", request.workspace.slug)
    heading = "Edit content" if content.pk else "New content"
    return page(request, "leads/library_form.html", {"form": form, "heading": heading, "back": "leads:library"})


@require_safe
@member()
def campaigns(request: MemberRequest) -> HttpResponse:
    """All campaigns: live, planned, done."""
    today = timezone.localdate()
    rows = list(request.workspace.campaigns.order_by("-starts_on", "-pk")[:MOST])
    counts = request.workspace.leads.present().filter(campaign__in=rows).values("campaign").order_by()
    leads = dict(counts.annotate(count=Count("pk")).values_list("campaign", "count"))
    groups = [
        (
            state,
            [
                (row, leads.get(row.pk, 0), row.cost / 100 if row.cost is not None else None)
                for row in rows
                if state_of(row, today) == state
            ],
        )
        for state in STATES
    ]
    context = {
        "groups": [group for group in groups if group[1]],
        "may_write": request.membership.has(*WRITERS),
    }
    return page(request, "leads/campaigns.html", context)


@member(*WRITERS)
def campaign_new(request: MemberRequest) -> HttpResponse:
    """Plan a campaign."""
    return campaign_form(request, Campaign(workspace=request.workspace))


@member(*WRITERS)
def campaign_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct a campaign."""
    return campaign_form(request, get_object_or_404(request.workspace.campaigns, pk=pk))


def campaign_form(request: MemberRequest, campaign: Campaign) -> HttpResponse:
    """The form, or the way back when it was saved."""
    form = CampaignForm(typed(request), instance=campaign, workspace=request.workspace)
    if form.is_valid():
        form.save()
        messages.success(request, f"“{campaign.name}” is saved.")
        return redirect("leads:campaigns", request.workspace.slug)
    heading = "Edit campaign" if campaign.pk else "New campaign"
    return page(request, "leads/library_form.html", {"form": form, "heading": heading, "back": "leads:campaigns"})
