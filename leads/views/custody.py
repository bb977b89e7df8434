"""Lost and found: the proof that no lead is left behind, and the ones that need a hand."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.answers import page
from accounts.members import MemberRequest, member
from leads import custody
from leads.models.lead import UNTIL
from leads.stages import Holder

SHOWN = 50


@require_safe
@member()
def lost_and_found(request: MemberRequest) -> HttpResponse:
    """What the last look found, with its hour; the minute-by-minute looks beside it."""
    now = timezone.now()
    certificate = custody.last_look(request.workspace.pk, at=now)
    groups = [
        {
            "holder": holder,
            "why": custody.OVERDUE[holder],
            "count": certificate.overdue.get(holder.value, 0),
            "rows": [
                (lead, getattr(lead, UNTIL[holder]))
                for lead in custody.overdue(request.workspace.pk, holder, at=now).select_related("company", "rep")[
                    :SHOWN
                ]
            ],
        }
        for holder in Holder
        if certificate.overdue.get(holder.value)
    ]
    context = {
        "certificate": certificate,
        "groups": groups,
        "adrift": custody.adrift(request.workspace.pk)[:SHOWN] if certificate.adrift else [],
        "held": [(Holder(name), count) for name, count in sorted(certificate.held.items())],
        "checks": request.workspace.custody_checks.order_by("-at")[:10],
        "shown": SHOWN,
    }
    return page(request, "leads/lost_and_found.html", context)
