"""Dress rehearsals: started, and the leads behind each of their numbers."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import paging
from accounts.actions import Refused
from accounts.members import MemberRequest, member
from scoring.actions import rehearsed
from scoring.actions.rehearsing import rehearse
from scoring.models import RehearsedLead
from scoring.views.model import EDITORS, READERS, back, crumbs

TITLES = {
    "missed": "Customers the draft would have missed",
    "missed-now": "Customers the published version would have missed",
    "held": "Rejected leads the draft would have held back",
    "won": "Customers won in these days",
    "rejected": "Leads sales rejected in these days",
    "draft": "Handed over by the draft",
    "published": "Handed over by the published version",
    "movers": "Leads whose score differs",
}


@require_POST
@member(*EDITORS)
def start(request: MemberRequest) -> HttpResponse:
    """Replay the last days by the draft, or by what is in force where there is none."""
    models = request.workspace.scoring_models
    version = models.filter(state="draft").first() or models.filter(state="published").first()
    days = request.POST.get("days", "")
    if version is None:
        raise Http404("There is no model to rehearse.")
    try:
        rehearse(
            request.workspace,
            draft=version,
            days=int(days) if days.isascii() and days.isdecimal() and len(days) < 5 else 0,
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return back(request)


@require_safe
@member(*READERS)
def rehearsed_leads(request: MemberRequest, pk: int) -> HttpResponse:
    """Every lead behind one of the numbers of a rehearsal, by name."""
    row = get_object_or_404(request.workspace.rehearsals.select_related("draft", "published"), pk=pk)
    which = request.GET.get("which", "missed")
    if which not in TITLES:
        raise Http404("A rehearsal has no such number.")
    leads = rehearsed.chosen(row, which).select_related("lead__company")
    leads = of_week(leads, which, request.GET.get("week", ""), request.workspace.time_zone)
    page = paging.newest_first(leads, request.GET.get("cursor"))
    context = {"row": row, "title": TITLES[which], "which": which, "page": page, "crumbs": crumbs(request)}
    return render(request, "scoring/rehearsed_leads.html", context)


def of_week(leads: QuerySet[RehearsedLead], which: str, week: str, zone: str) -> QuerySet[RehearsedLead]:
    """Those who pass in one week only, where one is asked for."""
    if which not in ("draft", "published") or not week:
        return leads
    try:
        begins = datetime.combine(date.fromisoformat(week), time.min, ZoneInfo(zone))
    except ValueError:
        raise Http404("This is not a week.") from None
    ends = datetime.combine(begins.date() + timedelta(days=7), time.min, ZoneInfo(zone))
    return leads.filter(**{f"{which}_at__gte": begins, f"{which}_at__lt": ends})
