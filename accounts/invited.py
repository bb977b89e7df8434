"""The invitation somebody came with: kept in their session until they have joined."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.links import BadLink, read_invitation
from accounts.models import Invitation

KEY = "invitation"  # the session's key; its value is the token of the link


def find(token: str) -> Invitation | None:
    """The invitation of a link, with its workspace and inviter, whatever its state; raises BadLink."""
    workspace_id, pk = read_invitation(token)
    with tenancy.workspace(workspace_id):
        return Invitation.objects.select_related("workspace", "invited_by").filter(pk=pk).first()


def remember(request: HttpRequest, token: str) -> None:
    """Keep the link while the person signs in or up."""
    if request.session.get(KEY) != token:
        request.session[KEY] = token


def forget(request: HttpRequest) -> None:
    """The link has served, or leads nowhere."""
    request.session.pop(KEY, None)


def held(request: HttpRequest) -> Invitation | None:
    """The open invitation this session holds. It proves the address: the link came to that mailbox."""
    token = request.session.get(KEY)
    if not token:
        return None
    try:
        invitation = find(token)
    except BadLink:
        return None
    return invitation if invitation is not None and invitation.is_open(at=timezone.now()) else None


def address(request: HttpRequest) -> str:
    """The address that was invited, or nothing."""
    invitation = held(request)
    return invitation.email if invitation is not None else ""


def page(request: HttpRequest) -> str:
    """Where the invitation waits to be accepted, or nothing."""
    return reverse("accounts:invitation", args=[request.session[KEY]]) if held(request) is not None else ""
