"""A lead as it was at any past instant: what was known, its score and receipt, who held it, which rules ran."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.members import MemberRequest, member
from leads.stages import Holder, Stage
from scoring import actions as scoring

NAMES = {"title": "Job title", "country": "Country", "region": "Region", "city": "City", "email": "Email"}
NAMES |= {"phone": "Phone", "source": "Source", "channel": "Channel", "product": "Product", "consent": "Consent"}

OF_FIRM = {"industry": "Industry", "employees": "People there"}


class InstantForm(forms.Form):
    """When."""

    at = forms.DateTimeField(
        label="As it was at",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
        input_formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"],
    )


@require_safe
@member()
def as_of(request: MemberRequest, pk: int) -> HttpResponse:
    """The lead at an instant; now without one, and never in the future."""
    lead = get_object_or_404(request.workspace.leads.present(), pk=pk)
    asked = request.GET if "at" in request.GET else None
    form = InstantForm(asked, initial={"at": timezone.localtime()})
    at = timezone.now()
    if form.is_bound and form.is_valid():
        at = min(form.cleaned_data["at"], at)
    context: dict[str, Any] = {"lead": lead, "form": form, "at": at, "crumbs": crumbs(request, lead)}
    bad = form.is_bound and bool(form.errors)
    if not bad:
        context |= then(request, lead, at)
    return render(request, "scoring/as_of.html", context, status=422 if bad else 200)


def then(request: MemberRequest, lead: Any, at: datetime) -> dict[str, Any]:
    """What the page says of the instant."""
    was = scoring.standing_at(lead, at=at)
    company = request.workspace.companies.filter(pk=was.attributes["company_id"] or 0)
    facts = [{"label": label, "value": was.attributes[name]} for name, label in NAMES.items() if was.attributes[name]]
    facts += [{"label": label, "value": was.firm[name]} for name, label in OF_FIRM.items() if was.firm.get(name)]
    return {
        "was": was,
        "stage": Stage(was.stage),
        "holder": Holder(was.holder.holder) if was.holder else None,
        "company": company.first(),
        "attributes": facts,
        "definition": definition_then(request, at),
    }


def definition_then(request: MemberRequest, at: datetime) -> Any:
    """The definition of an MQL that ran at the instant."""
    rows = request.workspace.definitions.filter(kind="mql", in_force_at__lte=at)
    return rows.order_by("-in_force_at", "-version").first()


def crumbs(request: MemberRequest, lead: Any) -> list[dict[str, str]]:
    """The lead, above its past."""
    slug = request.workspace.slug
    return [
        {"label": "Leads", "url": reverse("leads:leads", args=[slug])},
        {"label": lead.called, "url": reverse("leads:lead", args=[slug, lead.pk])},
    ]
