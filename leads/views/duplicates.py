"""Two leads that are one person: found, compared side by side, merged, and parted again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actions import Refused
from accounts.answers import page
from accounts.members import MemberRequest, member
from leads import listing
from leads.actions import changing, merging
from leads.actions.duplicates import find
from leads.models import Lead
from leads.person import Complaint
from leads.views.leads import WRITERS

FOUND, MOST = 10, 100
COMPARED = {
    "first_name": "First name",
    "last_name": "Last name",
    "email": "E-mail",
    "phone": "Phone",
    "title": "Job title",
    "company_name": "Company",
    "country": "Country",
    "city": "City",
    "language": "Language",
    "preferred_channel": "Preferred channel",
    "buying_role": "Buying role",
    "product": "Product",
}


@require_safe
@member(*WRITERS)
def duplicates(request: MemberRequest) -> HttpResponse:
    """Likely duplicates, those with the newest lead first."""
    return page(
        request,
        "leads/duplicates.html",
        {"pairs": find(request.workspace.pk, most=MOST)[:MOST], "most": MOST},
    )


@require_safe
@member(*WRITERS)
def merge_with(request: MemberRequest, pk: int) -> HttpResponse:
    """Look for the other one."""
    lead = get_object_or_404(request.workspace.leads.present(), pk=pk)
    text = request.GET.get("q", "").strip()[:200]
    rows = listing.asked_for(request.workspace, {"q": text}).exclude(pk=pk) if text else []
    return page(request, "leads/merge_with.html", {"lead": lead, "text": text, "found": rows[:FOUND]})


@member(*WRITERS)
def merge(request: MemberRequest, pk: int, other: int) -> HttpResponse:
    """Two leads side by side; what is ticked is kept."""
    rows = request.workspace.leads.present().select_related("company", "owner")
    kept, gone = get_object_or_404(rows, pk=pk), get_object_or_404(rows.exclude(pk=pk), pk=other)
    context: dict[str, Any] = {"kept": kept, "gone": gone, "fields": compared(request, kept, gone)}
    context["counts"] = {lead.pk: request.workspace.activities.filter(lead=lead).count() for lead in (kept, gone)}
    if request.method != "POST":
        return page(request, "leads/merge.html", context)
    try:
        complaints = join(request, kept, gone)
    except Refused as refusal:
        return page(request, "leads/merge.html", {**context, "refusal": str(refusal)}, status=422)
    messages.success(request, "They are one lead now. You can undo it from the timeline.")
    for fault in complaints:
        messages.warning(request, f"{fault.why} {fault.do}".strip())
    return redirect("leads:lead", request.workspace.slug, kept.pk)


def join(request: MemberRequest, kept: Lead, gone: Lead) -> list[Complaint]:
    """Merge, then take over the fields that were chosen of the other; answer what could not be taken."""
    at = timezone.now()
    wanted = {name: getattr(gone, name) for name in COMPARED if request.POST.get(name) == "gone"}
    merging.merge(kept, gone=gone, at=at, by=request.user, cause="manual")
    kept.refresh_from_db()
    said = {name: value for name, value in wanted.items() if value and value != getattr(kept, name)}
    return changing.change(kept, fields=said, at=at, by=request.user, cause="merge") if said else []


def compared(request: MemberRequest, kept: Lead, gone: Lead) -> list[dict[str, Any]]:
    """The fields of which at least one of the two knows something, and which side is ticked."""
    rows = []
    for name, label in COMPARED.items():
        left, right = getattr(kept, name), getattr(gone, name)
        if left or right:
            takes = request.POST.get(name) == "gone" if name in request.POST else not left
            rows.append(
                {
                    "name": name,
                    "label": label,
                    "left": left,
                    "right": right,
                    "differ": left != right,
                    "takes": takes,
                }
            )
    return rows


@member(*WRITERS)
def merge_undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Part two leads again, after asking."""
    found = get_object_or_404(request.workspace.merges.select_related("kept", "gone"), pk=pk)
    if request.method == "POST":
        try:
            merging.undo_merge(found, at=timezone.now(), by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("leads:lead", request.workspace.slug, found.kept_id)
        messages.success(request, f"{found.gone.called} is a lead of their own again.")
        return redirect("leads:lead", request.workspace.slug, found.gone_id)
    return page(request, "leads/merge_undo.html", {"merge": found})
