"""Whether what was done counts: marketers take it out of the count, and give it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads import actions

COUNTERS = (Role.MARKETER, Role.ADMIN)


@require_POST
@member(*COUNTERS)
def count(request: MemberRequest, pk: int) -> HttpResponse:
    """Let one activity of a lead count or not, or all that machines did."""
    lead = get_object_or_404(request.workspace.leads.present(), pk=pk)
    counts = request.POST.get("counts") == "yes"
    named = request.POST.get("activity", "")
    if (named and not named.isdecimal()) or not (named or counts):
        return redirect("leads:lead", request.workspace.slug, pk)
    chosen = [int(named[:18])] if named else None
    changed = actions.recount(lead, counts=counts, by=request.user, activities=chosen)
    done = "counts again" if counts else "counts nothing from now on"
    messages.success(request, f"{changed:,} {'activity' if changed == 1 else 'activities'}: {done}.")
    return redirect("leads:lead", request.workspace.slug, pk)
