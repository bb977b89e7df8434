"""How allauth meets the house: mails through the outbox, people by address, invitations open the door."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from accounts import mail
from accounts.models import User

INVITED = "invitation"  # the session's key for the token somebody came with
MAILS = {
    "account/email/email_confirmation": "confirm",
    "account/email/email_confirmation_signup": "confirm",
    "account/email/password_reset_key": "password_reset",
    "account/email/account_already_exists": "already_here",
    "account/email/unknown_account": "not_here",
}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, sign-in and their mails."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Open to all, or only to those who were invited."""
        return settings.SIGN_UP_OPEN or INVITED in request.session

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail to the outbox; the web request never waits for a mail server."""
        name = MAILS.get(template_prefix)
        if name is None:
            super().send_mail(template_prefix, email, context)
            return
        wanted = ("activate_url", "code", "password_reset_url", "signup_url", "user")
        mail.send(to=email, template=name, context={key: context[key] for key in wanted if key in context})

    def render_mail(self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None) -> Any:
        """Allauth's other notices, as a message whose sending is a row in the outbox."""
        return Posted(super().render_mail(template_prefix, email, context, headers), email)

    def clean_email(self, email: str) -> str:
        """Addresses are kept in small letters."""
        return super().clean_email(email).lower()

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """People have no user names."""


class Posted:
    """A message that is put in the outbox instead of being sent at once."""

    def __init__(self, message: Any, address: str) -> None:
        self.message = message
        self.address = address

    def send(self) -> int:
        """Put it in the outbox."""
        html = next((part[0] for part in getattr(self.message, "alternatives", [])), "")
        body = self.message.body
        mail.send(
            to=self.address,
            template="notice",
            context={"title": self.message.subject, "text": body, "html": html},
        )
        return 1


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in with a company's own identity provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """As for everybody else."""
        return settings.SIGN_UP_OPEN or INVITED in request.session
