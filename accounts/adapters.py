"""How allauth meets the house: mails through the outbox, people by address, invitations open the door."""

import secrets
from typing import Any
from urllib.parse import quote

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_pk_to_url_str
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts import invited, mail
from accounts.models import User
from accounts.notices import words_for

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
        """Open to all, or only to those who hold an open invitation."""
        return settings.SIGN_UP_OPEN or invited.held(request) is not None

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """An address is confirmed by the link of an open invitation that was mailed to it."""
        return email.lower() == invited.address(request)

    def unstash_verified_email(self, request: HttpRequest) -> str | None:
        """Nothing is stashed: the invitation itself is asked, so one revoked meanwhile proves nothing."""

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """To the invitation somebody came for, or home."""
        return invited.page(request) or super().get_signup_redirect_url(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the invitation somebody came for, or home."""
        return invited.page(request) or super().get_login_redirect_url(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The mailed link, on our own address whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", quote(key))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail to the outbox; the web request never waits for a mail server."""
        name = MAILS.get(template_prefix)
        if name == "not_here":
            take_as_long_as_a_reset()
        if name is not None:
            wanted = ("code", "password_reset_url", "user")
            mail.send(to=email, template=name, context={key: context[key] for key in wanted if key in context})
            return
        words = words_for(template_prefix, context)
        if words is None:
            super().send_mail(template_prefix, email, context)
            return
        subject, sentence = words
        facts = {key: context.get(key) for key in ("timestamp", "ip", "user_agent")}
        mail.send(to=email, template="notice", context={"title": subject, "sentence": sentence, **facts})

    def render_mail(self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None) -> Any:
        """An occasion without words of ours, in allauth's: its sending is a row in the outbox."""
        return Posted(super().render_mail(template_prefix, email, context, headers), email)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner by mail, taking as long as a new account takes: the time tells nobody."""
        User().set_password(secrets.token_urlsafe())
        super().send_account_already_exists_mail(email)

    def clean_email(self, email: str) -> str:
        """Addresses are kept in small letters."""
        return super().clean_email(email).lower()

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """People have no user names."""


def take_as_long_as_a_reset() -> None:
    """Make the link of nobody's, with the same questions: the time tells nobody that there is no such account."""
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(User(pk=0))
    AccountAdapter().get_reset_password_from_key_url(f"{user_pk_to_url_str(User(pk=0))}-{key}")


class Posted:
    """A message that is put in the outbox instead of being sent at once."""

    def __init__(self, message: Any, address: str) -> None:
        self.message = message
        self.address = address

    def send(self) -> int:
        """Put it in the outbox."""
        mail.send(
            to=self.address,
            template="notice",
            context={"title": self.message.subject, "text": self.message.body},
        )
        return 1


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in with a company's own identity provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """As for everybody else."""
        return settings.SIGN_UP_OPEN or invited.held(request) is not None

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Take the address and the one name we keep."""
        user: User = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        user.name = (data.get("name") or " ".join(part for part in parts if part))[:120]
        return user
