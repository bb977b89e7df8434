"""The way in: a page of a workspace is reached through one's own membership, or not at all."""

import zoneinfo
from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from accounts import actions, tenancy
from accounts.models import Membership, User, Workspace
from accounts.roles import Role

P = ParamSpec("P")


class PersonRequest(HttpRequest):
    """A request by somebody who is signed in."""

    user: User


class MemberRequest(PersonRequest):
    """A request by a member of the workspace in the address."""

    workspace: Workspace
    membership: Membership


View = Callable[Concatenate[MemberRequest, P], HttpResponse]
WAITING_ROOM = "No such workspace, or you are not a member of it."


def member(*roles: Role) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Let only members with one of the roles (any role where none is named) reach the view.

    Signed out: to the sign-in page and back. A stranger: the same 404 as for an address that does not exist. The
    wrong role: 403. The view runs in one transaction with the workspace's rows in sight, committed before the
    answer leaves.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @login_required
        def entered(request: Any, workspace: str, *args: Any, **kwargs: Any) -> HttpResponse:
            with tenancy.person(request.user):
                membership = find(request.user, workspace)
                with tenancy.workspace(membership.workspace), local_time(request.user, membership.workspace):
                    request.workspace, request.membership = membership.workspace, membership
                    if roles and not membership.has(*roles):
                        raise PermissionDenied(needed(roles))
                    actions.seen(membership)
                    return view(request, *args, **kwargs)

        entered.roles = roles  # type: ignore[attr-defined]
        return entered

    return decorate


def find(user: User, slug: str) -> Membership:
    """The person's active membership of the workspace with this address, or a 404."""
    if "\x00" in slug:
        raise Http404(WAITING_ROOM)
    rows = Membership.objects.active().select_related("workspace")
    membership = rows.filter(user=user, workspace__slug=slug).first()
    if membership is None:
        raise Http404(WAITING_ROOM)
    return membership


def needed(roles: tuple[Role, ...]) -> str:
    """Why a member was refused."""
    names = " or ".join(role.label.lower() for role in roles)
    return f"This page is for the role {names}. An admin of the workspace can give it to you."


def local_time(user: User, workspace: Workspace) -> Any:
    """The workspace's time zone, unless the person chose their own."""
    return nullcontext() if user.time_zone else timezone.override(zoneinfo.ZoneInfo(workspace.time_zone))
