"""Members: what they may do, and that they may come in at all."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts import leaving
from accounts.actions.keys import revoke_key
from accounts.actions.people import end_sessions
from accounts.actions.refusals import Refused
from accounts.audit import record
from accounts.models import Membership, User
from accounts.roles import Role

SEEN_EVERY = timedelta(minutes=5)


@transaction.atomic
def change_roles(member: Membership, *, by: User, roles: Iterable[Role]) -> None:
    """Give a member exactly these roles; a workspace keeps at least one active admin."""
    roles = frozenset(roles)
    if not roles:
        raise Refused("Choose at least one role.")
    if Role.ADMIN not in roles:
        keep_an_admin(member)
    was = sorted(member.roles)
    member.give(roles)
    member.save(update_fields=[role.value for role in Role])
    if was != sorted(roles):
        details = {"roles": {"was": was, "to": sorted(roles)}}
        record(
            workspace=member.workspace,
            by=by,
            verb="changed the roles of",
            what=member.user.email,
            details=details,
        )
    if Role.REP in was and Role.REP not in roles:
        leaving.tell(member, at=timezone.now())


@transaction.atomic
def deactivate(member: Membership, *, by: User, at: datetime, revoke_keys: bool = True) -> None:
    """Shut a member out at once: their sessions end and, if asked, the keys they made stop working."""
    keep_an_admin(member)
    if not Membership.objects.filter(pk=member.pk, deactivated_at=None).update(deactivated_at=at):
        raise Refused(f"{member.user.called} was deactivated already.")
    if revoke_keys:
        for key in member.workspace.api_keys.filter(created_by=member.user, revoked_at=None):
            revoke_key(key, by=by, at=at)
    end_sessions(member.user)
    record(workspace=member.workspace, by=by, verb="deactivated", what=member.user.email)
    leaving.tell(member, at=at)


@transaction.atomic
def reactivate(member: Membership, *, by: User) -> None:
    """Let a deactivated member in again, with the roles they had; asking twice is the same as once."""
    if Membership.objects.filter(pk=member.pk).exclude(deactivated_at=None).update(deactivated_at=None):
        record(workspace=member.workspace, by=by, verb="reactivated", what=member.user.email)


def keep_an_admin(member: Membership) -> None:
    """Refuse to take away the last active admin; locks admins, so that two cannot demote each other."""
    admins = member.workspace.memberships.with_role(Role.ADMIN).filter(user__is_active=True)
    admins = admins.select_for_update(of=("self",)).order_by("pk")
    if [admin.pk for admin in admins] == [member.pk]:
        raise Refused("A workspace needs an admin: make somebody else one first.")


def seen(member: Membership) -> None:
    """Note that a member was here, at most every five minutes."""
    Membership.objects.filter(pk=member.pk).exclude(seen_at__gt=Now() - SEEN_EVERY).update(seen_at=Now())
