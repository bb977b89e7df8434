"""Asking people in: by mail, with roles, until they join or the link ends."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import mail
from accounts.actions.refusals import Refused
from accounts.audit import record
from accounts.links import invitation_url
from accounts.models import Invitation, Membership, User, Workspace
from accounts.roles import Role, in_words

INVITATION_LASTS = timedelta(days=14)
NOT_AGAIN_BEFORE = timedelta(minutes=1)
MOST_AT_ONCE = 50  # addresses in one go
MOST_OPEN = 500  # open invitations of a workspace: nobody may use us to write to strangers without end


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


@transaction.atomic
def invite_all(
    workspace: Workspace, *, by: User, emails: Iterable[str], roles: Iterable[Role], at: datetime
) -> list[Invitation]:
    """Ask several addresses at once: all of them, or none and a sentence for each that stands in the way."""
    wanted = list(dict.fromkeys(email.strip().lower() for email in emails))
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(f"Invite at most {MOST_AT_ONCE} people at once; these are {len(wanted)}.")
    open_now = workspace.invitations.filter(accepted_at=None, revoked_at=None).count()
    if open_now + len(wanted) > MOST_OPEN:
        raise Refused(f"A workspace may have {MOST_OPEN} open invitations; revoke some that are no longer needed.")
    made, refusals, roles = [], [], frozenset(roles)
    for email in wanted:
        try:
            made.append(invite(workspace, by=by, email=email, roles=roles, at=at))
        except Refused as refusal:
            refusals += [sentence for sentence in refusal.sentences if sentence not in refusals]
    if refusals:
        raise Refused(*refusals)
    return made


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
    """Mail the link again and let it last from now on; not twice within a minute."""
    open_still = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not open_still.filter(sent_at__lte=at - NOT_AGAIN_BEFORE).update(sent_at=at, expires_at=at + INVITATION_LASTS):
        if open_still.exists():
            raise Refused(f"The invitation to {invitation.email} was sent a moment ago. Give the mail a minute.")
        raise Refused("This invitation was accepted or revoked in the meantime.")
    invitation.refresh_from_db(fields=["sent_at", "expires_at"])
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
    if not is_for(invitation, user):
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
    # Roles are added: somebody invited under a second address keeps what they had.
    member.give(invitation.roles | (member.roles if member.is_active else frozenset()))
    member.deactivated_at = None
    member.save()
    record(workspace=invitation.workspace, by=user, verb="joined", what=in_words(invitation.roles))
    return member


def is_for(invitation: Invitation, user: User) -> bool:
    """Whether one of the person's confirmed addresses is the one that was asked."""
    return EmailAddress.objects.filter(user=user, email=invitation.email, verified=True).exists()
