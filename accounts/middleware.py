"""Around every page: each person's own time zone, and a status that says when a form was refused."""

import hashlib
import zoneinfo
from collections.abc import Callable
from typing import cast

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.core.cache import cache
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import timezone


class SeldomSessions(UserSessionsMiddleware):
    """Write down that a session is in use, and from where, once in a while: an open page asks every few seconds.

    A browser that is new, or comes from another address, is written down at once.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key is None:  # a program, or nobody yet
            return self.get_response(request)
        signs = (request.session.session_key, request.META.get("REMOTE_ADDR"), request.headers.get("User-Agent"))
        key = f"session-seen:{hashlib.sha256(repr(signs).encode()).hexdigest()}"
        if cache.add(key, True, settings.SESSION_SEEN_EVERY):
            return cast("HttpResponse", super().__call__(request))
        return self.get_response(request)


class PersonalTime:
    """Show instants in the person's time zone; the workspace's decorator sets the workspace's where they chose none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = getattr(request.user, "time_zone", "")
        with timezone.override(zoneinfo.ZoneInfo(name) if name else None):
            return self.get_response(request)


class Unprocessable:
    """Answer 422 where what was sent comes back with complaints: allauth's pages would say 200."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: SimpleTemplateResponse
    ) -> SimpleTemplateResponse:
        """Look at the forms on the page before it is rendered."""
        on_page = (response.context_data or {}).values()
        refused = any(isinstance(form, BaseForm) and form.is_bound and form.errors for form in on_page)
        if request.method == "POST" and response.status_code == 200 and refused:
            response.status_code = 422
        return response
