"""Links that carry their own proof: signed for one purpose, naming the workspace they lead to."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import Invitation

INVITATION = "baton.invitation"


class BadLink(ValueError):
    """A link that was not made here, or was cut off on the way."""


def invitation_token(invitation: Invitation) -> str:
    """A signed text naming the workspace and the invitation; when it ends stands in the row."""
    return signing.Signer(salt=INVITATION).sign_object([invitation.workspace_id, invitation.pk])


def invitation_url(invitation: Invitation) -> str:
    """The address that is mailed."""
    return settings.BASE_URL + reverse("accounts:invitation", args=[invitation_token(invitation)])


def read_invitation(token: str) -> tuple[int, int]:
    """Workspace id and invitation id of a token; raises BadLink."""
    try:
        workspace_id, pk = signing.Signer(salt=INVITATION).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        raise BadLink("This link is not complete. Copy the whole link from the mail.") from None
    return int(workspace_id), int(pk)
