"""Pools and reps: who is in, what they can work, when they are away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import page, refuse, typed
from accounts.members import MemberRequest, member
from accounts.models import Membership
from accounts.roles import Role
from routing import actions
from routing.actions import pools as verbs
from routing.actions.gathering import hours_of, roster_of
from routing.forms import AbsenceForm, PoolForm, RepForm
from routing.models import RepProfile

EDITORS = (Role.MARKETER, Role.MANAGER, Role.ADMIN)
LEADERS = (Role.MANAGER, Role.ADMIN)


@require_safe
@member()
def pools(request: MemberRequest) -> HttpResponse:
    """Every pool with who is in it, where each stands in its order, and the valve."""
    roster = roster_of(request.workspace, now=timezone.now())
    rows = request.workspace.pools.filter(retired_at=None).order_by("-fallback", "name")
    context = {
        "pools": [(pool, roster.standing(pool.pk)) for pool in rows],
        "capacity": actions.capacity(request.workspace, at=timezone.now()),
        "may_edit": request.membership.has(*EDITORS),
    }
    return page(request, "routing/pools.html", context)


@member(*EDITORS)
def pool_new(request: MemberRequest) -> HttpResponse:
    """Make a pool."""
    return pool_form(request, None)


@member(*EDITORS)
def pool_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Rename a pool, change who is in it."""
    return pool_form(request, pk)


def pool_form(request: MemberRequest, pk: int | None) -> HttpResponse:
    """The form of a pool."""
    pool = get_object_or_404(request.workspace.pools.filter(retired_at=None), pk=pk) if pk is not None else None
    initial = {"name": pool.name} if pool else None
    form = PoolForm(typed(request), initial=initial, workspace=request.workspace, pool=pool)
    if form.is_valid():
        try:
            row = verbs.write_pool(request.workspace, by=request.user, name=form.cleaned_data["name"], pool=pool)
            verbs.seat(row, by=request.user, weights=form.weights)
        except Refused as refusal:
            refuse(form, refusal, field="name")
        else:
            messages.success(request, f"“{row.name}” is saved.")
            return redirect("routing:pools", request.workspace.slug)
    return page(request, "routing/pool.html", {"form": form, "pool": pool, "crumbs": crumbs(request)})


@require_POST
@member(*EDITORS)
def pool_retire(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a pool out of use."""
    pool = get_object_or_404(request.workspace.pools.filter(retired_at=None), pk=pk)
    try:
        verbs.retire_pool(pool, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{pool.name}” is out of use.")
    return redirect("routing:pools", request.workspace.slug)


@require_safe
@member()
def reps(request: MemberRequest) -> HttpResponse:
    """Every rep: what they can work, what they have, whether they are there."""
    roster = roster_of(request.workspace, now=timezone.now())
    rows = request.workspace.memberships.with_role(Role.REP).select_related("user").order_by("user__name", "pk")
    context = {
        "reps": [(row, roster.reps[row.user_id], may_change(request, row)) for row in rows],
        "capacity": actions.capacity(request.workspace, at=timezone.now()),
    }
    return page(request, "routing/reps.html", context)


@member()
def rep(request: MemberRequest, pk: int) -> HttpResponse:
    """One rep: their limits and skills (their manager's to change), their absences (theirs, too)."""
    row = found(request, pk)
    profile = request.workspace.rep_profiles.filter(rep=row.user).first()
    form = RepForm(typed(request), initial=shown(profile))
    if form.is_bound and not request.membership.has(*LEADERS):
        raise PermissionDenied("What a rep can work is their manager's to say. Absences are yours to enter.")
    if form.is_valid():
        verbs.describe_rep(request.workspace, row.user, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"What {row.user.called} can work is saved.")
        return redirect("routing:rep", request.workspace.slug, pk)
    return rep_page(request, row, form, AbsenceForm())


@require_POST
@member()
def away_new(request: MemberRequest, pk: int) -> HttpResponse:
    """Enter an absence, one's own or as a manager."""
    row = found(request, pk)
    check_may_change(request, row)
    form = AbsenceForm(request.POST)
    if form.is_valid():
        try:
            verbs.enter_absence(request.workspace, row.user, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal, field="ends_at")
        else:
            messages.success(request, f"{row.user.called} is away then. What was on their queue went to others.")
            return redirect("routing:rep", request.workspace.slug, pk)
    profile = request.workspace.rep_profiles.filter(rep=row.user).first()
    return rep_page(request, row, RepForm(initial=shown(profile)), form)


@require_POST
@member()
def away_withdraw(request: MemberRequest, pk: int, absence: int) -> HttpResponse:
    """Take an absence back."""
    row = found(request, pk)
    check_may_change(request, row)
    gone = get_object_or_404(request.workspace.absences, pk=absence, rep=row.user)
    verbs.withdraw_absence(gone, at=timezone.now())
    messages.success(request, "The absence is taken back.")
    return redirect("routing:rep", request.workspace.slug, pk)


def rep_page(request: MemberRequest, row: Membership, form: RepForm, away: AbsenceForm) -> HttpResponse:
    """The page of one rep."""
    absences = request.workspace.absences.standing().filter(rep=row.user, ends_at__gt=timezone.now())
    off, hours = hours_of(request.workspace, row.user, now=timezone.now())
    context = {
        "rep": row,
        "off": off,
        "hours": hours,
        "form": form,
        "away": away,
        "absences": absences.order_by("starts_at"),
        "may_limit": request.membership.has(*LEADERS),
        "may_change": may_change(request, row),
        "crumbs": [{"label": "Reps", "url": reverse("routing:reps", args=[request.workspace.slug])}],
    }
    return page(request, "routing/rep.html", context)


def shown(profile: RepProfile | None) -> dict[str, object]:
    """A profile as its form shows it."""
    if profile is None:
        return {}
    same = {name: getattr(profile, name) for name in ("per_day", "per_week", "open_at_once", "paused")}
    return {**same, "skills": ", ".join(profile.skills), "languages": ", ".join(profile.languages)}


def found(request: MemberRequest, pk: int) -> Membership:
    """A rep of this workspace, by their membership."""
    row: Membership = get_object_or_404(request.workspace.memberships.filter(rep=True).select_related("user"), pk=pk)
    return row


def may_change(request: MemberRequest, row: Membership) -> bool:
    """Whether this member enters absences of that one."""
    return row.pk == request.membership.pk or request.membership.has(*LEADERS)


def check_may_change(request: MemberRequest, row: Membership) -> None:
    """Refuse everybody else."""
    if not may_change(request, row):
        raise PermissionDenied("Absences are entered by the rep or their manager.")


def crumbs(request: MemberRequest) -> list[dict[str, str]]:
    """What stands above."""
    return [{"label": "Pools", "url": reverse("routing:pools", args=[request.workspace.slug])}]
