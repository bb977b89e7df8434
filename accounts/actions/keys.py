"""Programs' keys."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts import tenancy
from accounts.actions.refusals import Refused
from accounts.audit import record
from accounts.models import ApiKey, User, Workspace
from accounts.scopes import Scope
from accounts.tokens import Token, digest, mint

USED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_key(
    workspace: Workspace, *, by: User, name: str, scopes: Iterable[Scope], expires_at: datetime | None
) -> tuple[ApiKey, Token]:
    """Make an API key; the token with its secret is shown now and never again."""
    wanted = sorted(set(scopes))
    if not wanted:
        raise Refused("Choose at least one thing the key may do.")
    token = mint(workspace.pk)
    key = ApiKey(workspace=workspace, name=name.strip(), prefix=token.prefix, hashed=digest(token.secret))
    key.scopes, key.created_by, key.expires_at = wanted, by, expires_at
    key.save()
    record(workspace=workspace, by=by, verb="made the API key", what=key.name, details={"scopes": key.scopes})
    return key, token


@transaction.atomic
def revoke_key(key: ApiKey, *, by: User, at: datetime) -> None:
    """Make a key worthless; asking twice is the same as once."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        record(workspace=key.workspace, by=by, verb="revoked the API key", what=key.name)


def key_used(key: ApiKey) -> None:
    """Note that a key was used, at most once a minute, in a transaction of its own so that none waits."""
    if key.last_used_at is not None and timezone.now() - key.last_used_at < USED_EVERY:
        return
    with tenancy.workspace(key.workspace_id):
        ApiKey.objects.filter(pk=key.pk).exclude(last_used_at__gt=Now() - USED_EVERY).update(last_used_at=Now())
