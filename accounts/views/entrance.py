"""The way in: the first page, invitations, choosing and making workspaces."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, invited, tenancy, whereabouts
from accounts.answers import page, refuse, typed
from accounts.forms import NewWorkspaceForm
from accounts.links import BadLink
from accounts.members import PersonRequest
from accounts.models import Invitation


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Signed in: to the workspace one was in last. Signed out: what Baton is."""
    if not request.user.is_authenticated:
        return render(request, "accounts/landing.html", {"is_open": settings.SIGN_UP_OPEN})
    membership = whereabouts.last(request, whereabouts.memberships(request.user))
    if membership is None:
        return redirect("accounts:workspace_new")
    return redirect("accounts:home", workspace=membership.workspace.slug)


@login_required
@require_safe
def switch(request: PersonRequest) -> HttpResponse:
    """Every workspace one may enter."""
    return page(request, "accounts/switch.html", {"memberships": whereabouts.memberships(request.user)})


@login_required
def workspace_new(request: PersonRequest) -> HttpResponse:
    """Name a workspace and make it."""
    form = NewWorkspaceForm(typed(request))
    if form.is_valid():
        try:
            workspace = actions.create_workspace(by=request.user, **form.cleaned_data)
        except actions.Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("accounts:home", workspace=workspace.slug)
    has_one = bool(whereabouts.memberships(request.user))
    return page(request, "accounts/workspace_new.html", {"form": form, "has_one": has_one})


@require_safe
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What a mailed link shows: to accept, to sign in first, or why it leads nowhere."""
    try:
        found = invited.find(token)
    except BadLink as bad:
        return render(request, "accounts/invitation_ended.html", {"reason": str(bad)}, status=404)
    if found is None or not found.is_open(at=timezone.now()):
        return ended(request, found)
    user = request.user
    fits = user.is_authenticated and actions.is_for(found, user)
    context = {"invitation": found, "token": token, "fits": fits}
    if not user.is_authenticated:
        invited.remember(request, token)
    return page(request, "accounts/invitation.html", context)


def ended(request: HttpRequest, found: Invitation | None) -> HttpResponse:
    """410, and why; whoever has joined goes to their workspace."""
    invited.forget(request)
    if found is None or found.revoked_at is not None:
        reason = "It was taken back. If you think that was a mistake, ask the person who invited you."
    elif found.accepted_at is not None:
        if request.user.is_authenticated and found.accepted_by_id == request.user.pk:
            return redirect("accounts:home", workspace=found.workspace.slug)
        reason = "It was accepted already. Sign in to come to your workspace."
    else:
        reason = f"It was good for two weeks. Ask {found.invited_by.called} to send it again."
    return render(request, "accounts/invitation_ended.html", {"reason": reason}, status=410)


@require_POST
@login_required
def accept(request: PersonRequest, token: str) -> HttpResponse:
    """Join; twice is the same as once."""
    try:
        found = invited.find(token)
    except BadLink:
        found = None
    if found is None:
        return redirect("accounts:invitation", token=token)
    try:
        with tenancy.workspace(found.workspace_id):
            actions.join(found, user=request.user, at=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:invitation", token=token)
    invited.forget(request)
    messages.success(request, f"Welcome to {found.workspace.name}.")
    return redirect("accounts:home", workspace=found.workspace.slug)


@require_POST
def leave_for(request: HttpRequest, token: str) -> HttpResponse:
    """Sign out and come back to the invitation as somebody else."""
    logout(request)
    return redirect("accounts:invitation", token=token)
