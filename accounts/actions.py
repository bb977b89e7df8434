"""The ground's verbs: workspaces, invitations, roles, keys. Every door calls these."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.text import slugify

from accounts import bells, heartbeat, mail, tenancy
from accounts.audit import record
from accounts.links import invitation_url
from accounts.models import AccountMail, ApiKey, Invitation, Membership, RepeatableAnswer, User, Workspace
from accounts.roles import Role, in_words
from accounts.scopes import Scope
from accounts.tokens import Token, digest, mint

INVITATION_LASTS = timedelta(days=14)
ANSWERS_KEPT = timedelta(days=30)
ACCOUNT_MAIL_KEPT = timedelta(days=30)
TIDY = "tidy"
RESERVED = {"new", "admin", "api", "help", "static", "w", "settings"}


class Refused(Exception):
    """Something may not be done; the text is the sentence the person reads."""


@transaction.atomic
def create_workspace(*, name: str, by: User, slug: str = "", time_zone: str = "UTC") -> Workspace:
    """Make a workspace whose first member `by` has every role but rep; without a slug the name makes one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('accounts_workspace', 'id'))")
        pk = cursor.fetchone()[0]
    stem = slugify(name)[:40].strip("-") or "workspace"
    with tenancy.workspace(pk):
        workspace = Workspace(pk=pk, name=name.strip(), slug=slug or stem, time_zone=time_zone)
        try:
            keep(workspace)
        except Refused:
            if slug:
                raise
            workspace.slug = f"{stem}-{pk}"
            keep(workspace)
        member = Membership(workspace=workspace, user=by)
        member.give({Role.ADMIN, Role.MANAGER, Role.MARKETER})
        member.save()
        record(workspace=workspace, by=by, verb="created", what="the workspace")
        bells.ring(TIDY, pk, at=timezone.now() + ANSWERS_KEPT)
    return workspace


def keep(workspace: Workspace) -> None:
    """Save a workspace; refuse an address somebody has (other workspaces cannot be seen, so it is tried)."""
    workspace.full_clean(validate_unique=False, validate_constraints=False)
    if workspace.slug in RESERVED:
        raise Refused(f"The address “{workspace.slug}” is kept for Baton's own pages. Choose another.")
    try:
        with transaction.atomic():
            workspace.save()
    except IntegrityError:
        raise Refused(f"The address “{workspace.slug}” is taken. Choose another.") from None


@transaction.atomic
def change_workspace(workspace: Workspace, *, by: User, name: str, slug: str, time_zone: str) -> None:
    """Change the workspace's name, address and time zone; refuses an address that is taken."""
    to = {"name": name.strip(), "slug": slug, "time_zone": time_zone}
    was = {field: getattr(workspace, field) for field in to}
    for field, value in to.items():
        setattr(workspace, field, value)
    try:
        keep(workspace)
    except Refused:
        for field, value in was.items():
            setattr(workspace, field, value)
        raise
    changed = {field: [was[field], to[field]] for field in to if was[field] != to[field]}
    if changed:
        record(workspace=workspace, by=by, verb="changed", what="the workspace's settings", details=changed)


@transaction.atomic
def invite(workspace: Workspace, *, by: User, email: str, roles: Iterable[Role], at: datetime) -> Invitation:
    """Ask an address to join with these roles and mail the link; refuses members and open invitations."""
    email, roles = email.strip().lower(), frozenset(roles)
    if not roles:
        raise Refused("Choose at least one role.")
    member = workspace.memberships.select_related("user").filter(user__email=email).first()
    if member is not None:
        fate = "is a member already" if member.is_active else "was a member: reactivate them instead"
        raise Refused(f"{email} {fate}.")
    invitation = Invitation(workspace=workspace, email=email, invited_by=by, sent_at=at)
    invitation.expires_at = at + INVITATION_LASTS
    invitation.give(roles)
    made = Invitation.objects.bulk_create([invitation], ignore_conflicts=True)
    kept = workspace.invitations.filter(email=email, accepted_at=None, revoked_at=None).get()
    if kept.sent_at != made[0].sent_at or kept.invited_by_id != by.pk:
        raise Refused(f"{email} has an open invitation already. Send it again or revoke it.")
    record(workspace=workspace, by=by, verb="invited", what=email, details={"roles": sorted(roles)})
    mail_invitation(kept)
    return kept


def mail_invitation(invitation: Invitation) -> None:
    """Send the link, once for each time it was asked for."""
    mail.send(
        to=invitation.email,
        template="invitation",
        context={"invitation": invitation, "link": invitation_url(invitation)},
        workspace=invitation.workspace,
        once=f"invitation-{invitation.pk}-{invitation.sent_at.isoformat()}",
        cause="invitation",
    )


@transaction.atomic
def resend(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Mail the link again and let it last from now on."""
    open_still = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not open_still.update(sent_at=at, expires_at=at + INVITATION_LASTS):
        raise Refused("This invitation was accepted or revoked in the meantime.")
    invitation.refresh_from_db()
    record(workspace=invitation.workspace, by=by, verb="invited again", what=invitation.email)
    mail_invitation(invitation)


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Make the link worthless."""
    open_still = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not open_still.update(revoked_at=at):
        raise Refused("This invitation was accepted or revoked in the meantime.")
    record(workspace=invitation.workspace, by=by, verb="revoked the invitation of", what=invitation.email)


@transaction.atomic
def join(invitation: Invitation, *, user: User, at: datetime) -> Membership:
    """Accept an invitation as its addressee: once, however often it is clicked."""
    if user.email.lower() != invitation.email.lower():
        raise Refused(f"This invitation is for {invitation.email}; you are signed in as {user.email}.")
    usable = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=at)
    if not usable.update(accepted_at=at, accepted_by=user):
        existing = invitation.workspace.memberships.active().filter(user=user).first()
        if existing is None:
            raise Refused("This invitation has ended. Ask for a new one.")
        return existing
    member, _ = Membership.objects.select_for_update().get_or_create(
        workspace=invitation.workspace, user=user, defaults={role.value: True for role in invitation.roles}
    )
    member.give(invitation.roles)
    member.deactivated_at = None
    member.save()
    record(workspace=invitation.workspace, by=user, verb="joined", what=in_words(invitation.roles))
    return member


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
        details = {"was": was, "to": sorted(roles)}
        record(workspace=member.workspace, by=by, verb="changed the roles of", what=member.user.email, details=details)


@transaction.atomic
def deactivate(member: Membership, *, by: User, at: datetime, revoke_keys: bool = True) -> None:
    """Shut a member out at once: every session of theirs ends, and (if asked) the keys they made stop working."""
    keep_an_admin(member)
    if not Membership.objects.filter(pk=member.pk, deactivated_at=None).update(deactivated_at=at):
        raise Refused(f"{member.user.called} was deactivated already.")
    if revoke_keys:
        for key in member.workspace.api_keys.filter(created_by=member.user, revoked_at=None):
            revoke_key(key, by=by, at=at)
    end_sessions(member.user)
    record(workspace=member.workspace, by=by, verb="deactivated", what=member.user.email)


@transaction.atomic
def reactivate(member: Membership, *, by: User) -> None:
    """Let a deactivated member in again, with the roles they had."""
    Membership.objects.filter(pk=member.pk).update(deactivated_at=None)
    record(workspace=member.workspace, by=by, verb="reactivated", what=member.user.email)


def keep_an_admin(member: Membership) -> None:
    """Refuse to take away the last active admin; admins are locked so that two cannot demote each other at once."""
    admins = list(member.workspace.memberships.with_role(Role.ADMIN).select_for_update().order_by("pk"))
    if [admin.pk for admin in admins] == [member.pk]:
        raise Refused("A workspace needs an admin: make somebody else one first.")


def end_sessions(user: User) -> None:
    """Sign a person out everywhere."""
    for session in UserSession.objects.filter(user=user):
        session.end()


@transaction.atomic
def make_key(
    workspace: Workspace, *, by: User, name: str, scopes: Iterable[Scope], expires_at: datetime | None
) -> tuple[ApiKey, Token]:
    """Make an API key; the token with its secret is shown now and never again."""
    token = mint(workspace.pk)
    key = ApiKey(workspace=workspace, name=name.strip(), prefix=token.prefix, hashed=digest(token.secret))
    key.scopes, key.created_by, key.expires_at = sorted(set(scopes)), by, expires_at
    key.save()
    record(workspace=workspace, by=by, verb="made the API key", what=key.name, details={"scopes": key.scopes})
    return key, token


@transaction.atomic
def revoke_key(key: ApiKey, *, by: User, at: datetime) -> None:
    """Make a key worthless; asking twice is the same as once."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        record(workspace=key.workspace, by=by, verb="revoked the API key", what=key.name)


def tidy(*, at: datetime) -> None:
    """Drop what has served its time: old answers, sent account mails, ended sessions' marks, dead heartbeats."""
    heartbeat.forget_old()
    AccountMail.objects.filter(settled_at__lt=at - ACCOUNT_MAIL_KEPT).delete()
    call_command("clearsessions")


@bells.answers(TIDY)
def forget_answers(workspace_id: int, now: datetime) -> datetime:
    """Drop answers to repeat that were kept long enough; look again in a day."""
    RepeatableAnswer.objects.filter(workspace_id=workspace_id, created_at__lte=now - ANSWERS_KEPT).delete()
    return now + timedelta(days=1)


def seen(member: Membership) -> None:
    """Note that a member was here, at most every five minutes."""
    recently = Now() - timedelta(minutes=5)
    Membership.objects.filter(pk=member.pk).exclude(seen_at__gt=recently).update(seen_at=Now())
