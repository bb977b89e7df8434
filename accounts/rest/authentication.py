"""Who is asking: an API key, found inside the workspace that it names, and what the key may do."""

import re
from enum import Enum
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts import tokens
from accounts.models import ApiKey, User, Workspace
from accounts.reading import Statement
from accounts.rest.errors import Problem
from accounts.scopes import Scope
from accounts.tokens import Token

BEARER = re.compile(r"bearer +(\S+)", re.IGNORECASE)
# Compared with when there is no such key, so that a wrong prefix takes as long as a wrong secret.
NOBODYS = tokens.digest("")
SENT_NONE = "Send an API key in the header Authorization: Bearer bk_…"
OPENS_NOTHING = "This API key opens nothing: it is not known, not complete, was revoked, or has ended."


KNOWN = Statement(
    "SELECT {key}, {workspace}, {maker} FROM accounts_apikey key"
    " JOIN accounts_workspace workspace ON workspace.id = key.workspace_id"
    " JOIN accounts_user maker ON maker.id = key.created_by_id WHERE key.workspace_id = %s AND key.prefix = %s",
    key=ApiKey,
    workspace=Workspace,
    maker=User,
)


class Anyone(Enum):
    """Written as a scope: every working key may do it."""

    KEY = "any key"


ANY_KEY = Anyone.KEY
Needed = Scope | Anyone


def token_in(request: HttpRequest) -> Token | None:
    """The key in the request's header; None when there is none or it has not the shape of one."""
    found = BEARER.fullmatch(request.META.get("HTTP_AUTHORIZATION", "").strip())
    return tokens.parse(found[1]) if found else None


def key_of(request: Request) -> ApiKey:
    """The key that was let in."""
    return cast(ApiKey, request.auth)


class ApiKeyAuthentication(BaseAuthentication):
    """Let a working key in; its workspace's rows are in sight already, by what the key says of itself."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey]:
        """Who made the key, and the key. Whatever is wrong with one, the answer and the work are the same."""
        if not request.META.get("HTTP_AUTHORIZATION", "").strip():
            raise NotAuthenticated(SENT_NONE)
        token = token_in(request._request)
        if token is None:
            raise AuthenticationFailed(OPENS_NOTHING)
        key = known(token, before=getattr(request._request, "showing", ""))
        right = tokens.matches(token.secret, key.hashed if key else NOBODYS)
        if key is None or not right or not key.works(at=timezone.now()):
            raise AuthenticationFailed(OPENS_NOTHING)
        request._request.workspace = key.workspace  # type: ignore[attr-defined]
        return key.created_by, key

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "Bearer"


def known(token: Token, *, before: str = "") -> ApiKey | None:
    """The key of that name with its workspace and maker; whether it is right, and works, is not asked.

    `before` is what shows the workspace's rows, where that has not been said yet.
    """
    found = KNOWN.first([token.workspace_id, token.prefix], before=before)
    if found is None:
        return None
    key, key.workspace, key.created_by = found
    return cast(ApiKey, key)


class HasScope(BasePermission):
    """Let a key do what its scopes say. A view that declares no scope for a method lets nobody in."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the key has the scope that the view needs for this method; raises Problem saying which."""
        method = "GET" if request.method == "HEAD" else request.method
        if method not in view.allowed_methods:
            takes = ", ".join(view.allowed_methods)
            raise Problem("method_not_allowed", f"This address does not take {request.method}. It takes {takes}.")
        needed = getattr(view, "scopes", {}).get(method)
        if needed is None:
            raise Problem("forbidden", "No key may do this.")
        if needed is not ANY_KEY and needed not in key_of(request).scopes:
            raise Problem("scope_missing", f"This key may not do that: it needs the scope {needed}.")
        return True
