"""The team: who is in, who was asked, and what each may do."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.answers import page, refuse, typed
from accounts.forms import DeactivateForm, InviteForm, RolesForm
from accounts.members import MemberRequest, member
from accounts.roles import Role


@require_safe
@member()
def team(request: MemberRequest) -> HttpResponse:
    """Everybody, and for admins the open invitations."""
    is_admin = request.membership.has(Role.ADMIN)
    invitations = request.workspace.invitations.waiting() if is_admin else []
    context = {
        "members": request.workspace.memberships.by_name(),
        "invitations": invitations,
        "is_admin": is_admin,
        "now": timezone.now(),
    }
    return page(request, "accounts/team.html", context)


@member(Role.ADMIN)
def invite(request: MemberRequest) -> HttpResponse:
    """Ask people in, several at once."""
    form = InviteForm(typed(request))
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            made = actions.invite_all(
                request.workspace,
                by=request.user,
                emails=wanted["emails"],
                roles=wanted["roles"],
                at=timezone.now(),
            )
        except actions.Refused as refusal:
            refuse(form, refusal, field="emails")
        else:
            said = f"An invitation is on its way to {made[0].email}."
            if len(made) > 1:
                said = f"{len(made)} invitations are on their way."
            messages.success(request, said)
            return back(request)
    return page(request, "accounts/invite.html", {"form": form})


@require_POST
@member(Role.ADMIN)
def resend(request: MemberRequest, pk: int) -> HttpResponse:
    """Mail an invitation again."""
    invitation = get_object_or_404(request.workspace.invitations, pk=pk)
    try:
        actions.resend(invitation, by=request.user, at=timezone.now())
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"The invitation to {invitation.email} was sent again.")
    return back(request)


@require_POST
@member(Role.ADMIN)
def revoke(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(request.workspace.invitations, pk=pk)
    try:
        actions.revoke_invitation(invitation, by=request.user, at=timezone.now())
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"The link in the mail to {invitation.email} no longer works.")
    return back(request)


@member(Role.ADMIN)
def person(request: MemberRequest, pk: int) -> HttpResponse:
    """One member: their roles, and the way to shut them out."""
    membership = get_object_or_404(request.workspace.memberships.select_related("user"), pk=pk)
    form = RolesForm(typed(request), initial={"roles": [role.value for role in membership.roles]})
    if form.is_valid():
        try:
            actions.change_roles(membership, by=request.user, roles=form.cleaned_data["roles"])
        except actions.Refused as refusal:
            refuse(form, refusal, field="roles")
        else:
            messages.success(request, f"{membership.user.called} is {membership.roles_in_words} now.")
            return back(request)
    return page(request, "accounts/person.html", {"member": membership, "form": form})


@member(Role.ADMIN)
def deactivate(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once more, then shut a member out."""
    membership = get_object_or_404(request.workspace.memberships.select_related("user"), pk=pk)
    form = DeactivateForm(typed(request))
    if form.is_valid():
        try:
            actions.deactivate(membership, by=request.user, at=timezone.now(), **form.cleaned_data)
        except actions.Refused as refusal:
            refuse(form, refusal)
        else:
            if membership.user_id == request.user.pk:
                return redirect("home")
            messages.success(request, f"{membership.user.called} can no longer come in.")
            return back(request)
    keys = request.workspace.api_keys.filter(created_by=membership.user_id, revoked_at=None)
    keys = keys.order_by(F("last_used_at").desc(nulls_last=True), "name")
    return page(request, "accounts/deactivate.html", {"member": membership, "form": form, "keys": keys})


@require_POST
@member(Role.ADMIN)
def reactivate(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a member in again."""
    membership = get_object_or_404(request.workspace.memberships.select_related("user"), pk=pk)
    actions.reactivate(membership, by=request.user)
    messages.success(request, f"{membership.user.called} may come in again as {membership.roles_in_words}.")
    return back(request)


def back(request: MemberRequest) -> HttpResponse:
    """To the team."""
    return redirect("accounts:team", workspace=request.workspace.slug)
