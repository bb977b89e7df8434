"""Mails read in the browser on machines without a mail server. It answers in development only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts import mail_folder

# What a mail may do in its frame: look as it looks, open links in new tabs, and nothing else.
IN_FRAME = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline';"
    " img-src data:; frame-ancestors 'self'"
)


def in_development(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """404 wherever mails really leave."""

    @wraps(view)
    def looked_up(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (settings.EMBEDDED or settings.DEBUG):
            raise Http404("Mails leave through a mail server here.")
        return view(request, *args, **kwargs)

    return looked_up


def find(name: str) -> mail_folder.Letter:
    """The mail, or a 404."""
    letter = mail_folder.read(name)
    if letter is None:
        raise Http404("There is no such mail.")
    return letter


@require_safe
@in_development
@never_cache
def letters(request: HttpRequest) -> HttpResponse:
    """Every mail, newest first."""
    found, older = mail_folder.newest(before=request.GET.get("cursor", ""))
    return render(request, "accounts/letters.html", {"letters": found, "older": older})


@require_safe
@in_development
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, as text and as HTML."""
    return render(request, "accounts/letter.html", {"letter": find(name)})


@require_safe
@in_development
@xframe_options_sameorigin
def letter_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a mail alone, in a cage of its own; links open beside it."""
    html = find(name).html.replace("<head>", '<head><base target="_blank">', 1)
    return HttpResponse(html, headers={"Content-Security-Policy": IN_FRAME})
