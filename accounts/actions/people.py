"""People themselves: their names, their looks, and whether they may sign in."""

from datetime import datetime

import structlog
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.actions.refusals import Refused
from accounts.models import Theme, User

log = structlog.get_logger(__name__)


@transaction.atomic
def add_person(*, email: str, name: str = "") -> User:
    """Make a person on an operator's word: the address counts as confirmed, a password comes later."""
    user = User.objects.create_user(email, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def change_profile(user: User, *, name: str, time_zone: str) -> None:
    """Change what a person is called and whose clock they read (empty: each workspace's own)."""
    user.name, user.time_zone = name.strip(), time_zone
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "time_zone"])


def choose_theme(user: User, *, theme: str) -> None:
    """Choose how pages look."""
    if theme not in Theme.values:
        raise Refused(f"There is no appearance “{theme}”. Choose light, dark or system.")
    user.theme = theme
    user.save(update_fields=["theme"])


def close_tour(user: User, *, at: datetime) -> None:
    """Put the list of the first minutes away, for ever; a second time changes nothing."""
    User.objects.filter(pk=user.pk, toured_at=None).update(toured_at=at)


@transaction.atomic
def close_account(user: User, *, by: User) -> None:
    """Stop a person from signing in anywhere, as an operator; their sessions end now, their work stays."""
    if user.pk == by.pk:
        raise Refused("You cannot close your own account; ask another operator.")
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_sessions(user)
    log.info("account_closed", closed=user.pk, by=by.pk)


@transaction.atomic
def open_account(user: User, *, by: User) -> None:
    """Let a person whose account was closed sign in again."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    log.info("account_opened", opened=user.pk, by=by.pk)


def end_sessions(user: User) -> None:
    """Sign a person out everywhere."""
    for session in UserSession.objects.filter(user=user):
        session.end()
