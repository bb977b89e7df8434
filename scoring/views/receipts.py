"""The Verify button: the score of this moment, worked out again from the log of activities."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.actions import Refused
from accounts.members import MemberRequest, member
from scoring import actions as scoring
from scoring.panels import verdict_in_words, why


@require_POST
@member()
def verify(request: MemberRequest, pk: int) -> HttpResponse:
    """Compare what is stored with what the activities say, and tell whether they are equal."""
    lead = get_object_or_404(request.workspace.leads.present(), pk=pk)
    try:
        verdict = scoring.verify(lead)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("leads:lead", request.workspace.slug, pk)
    if request.headers.get("HX-Request"):
        panel = {**(why(request.membership, lead) or {}), "verdict": verdict_in_words(verdict)}
        return render(request, "scoring/_receipt.html", {"panel": panel})
    said = verdict_in_words(verdict)
    messages.add_message(request, messages.SUCCESS if verdict.equal else messages.ERROR, f"{said['said']}.")
    return redirect("leads:lead", request.workspace.slug, pk)
