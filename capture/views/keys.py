"""Write keys: listed, made, changed, replaced, revoked; and the page that says how to send with one."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actions import Refused
from accounts.answers import page, typed
from accounts.members import MemberRequest, member
from accounts.roles import Role
from capture import actions, snippets
from capture.models import WriteKey
from capture.tracking_forms import KeyForm

READERS = (Role.MARKETER, Role.MANAGER, Role.ADMIN)
WRITERS = (Role.MARKETER, Role.ADMIN)


@require_safe
@member(*READERS)
def keys(request: MemberRequest) -> HttpResponse:
    """Every write key, and how much waits because it could not be used."""
    context = {
        "keys": request.workspace.write_keys.select_related("created_by").by_name(),
        "waiting": request.workspace.rejected_events.waiting().count(),
        "may_write": request.membership.has(*WRITERS),
        "now": timezone.now(),
    }
    return render(request, "capture/tracking/keys.html", context)


@member(*WRITERS)
def key_new(request: MemberRequest) -> HttpResponse:
    """Make a key, and go on to the page that says how to use it."""
    form = KeyForm(typed(request))
    if form.is_valid():
        made = actions.make_key(request.workspace, by=request.user, **form.cleaned_data)
        messages.success(request, f"“{made.name}” is made. Now let something send with it.")
        return redirect("tracking:key", request.workspace.slug, made.pk)
    return page(request, "capture/tracking/key_form.html", {"form": form, "crumbs": crumbs(request)})


@require_safe
@member(*READERS)
def key(request: MemberRequest, pk: int) -> HttpResponse:
    """What to copy for each kind of site, app and server, and whether something has come in."""
    row = found(request, pk)
    context = {
        "key": row,
        "shelves": snippets.shelves(settings.BASE_URL, row.key),
        "crumbs": crumbs(request),
        "may_write": request.membership.has(*WRITERS),
        "now": timezone.now(),
    }
    return render(request, "capture/tracking/key.html", context)


@require_safe
@member(*READERS)
def key_news(request: MemberRequest, pk: int) -> HttpResponse:
    """What a key brought last: asked for again and again by its page."""
    context = {"key": found(request, pk), "now": timezone.now()}
    return render(request, "capture/tracking/_news.html", context)


@member(*WRITERS)
def key_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Rename a key, or say who may use it and how much."""
    row = found(request, pk)
    form = KeyForm(typed(request), instance=row)
    if form.is_valid():
        row.refresh_from_db()  # the form wrote on it what the verb has to compare
        actions.change_key(row, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved. It holds within a few seconds.")
        return redirect("tracking:key", request.workspace.slug, pk)
    return page(request, "capture/tracking/key_form.html", {"form": form, "key": row, "crumbs": crumbs(request, row)})


@member(*WRITERS)
def key_rotate(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once more, then put a new key in the place of one."""
    row = found(request, pk)
    if request.method == "POST":
        try:
            made = actions.rotate_key(row, by=request.user, at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("tracking:key", request.workspace.slug, pk)
        messages.success(request, "This is the new key. The old one goes on for seven days.")
        return redirect("tracking:key", request.workspace.slug, made.pk)
    return render(request, "capture/tracking/key_rotate.html", {"key": row, "crumbs": crumbs(request, row)})


@member(*WRITERS)
def key_revoke(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once more, then let a key open nothing."""
    row = found(request, pk)
    if request.method == "POST":
        actions.revoke_key(row, by=request.user, at=timezone.now())
        messages.success(request, f"“{row.name}” no longer opens anything.")
        return redirect("tracking:keys", request.workspace.slug)
    return render(request, "capture/tracking/key_revoke.html", {"key": row, "crumbs": crumbs(request, row)})


def found(request: MemberRequest, pk: int) -> WriteKey:
    """A write key of this workspace, or a 404."""
    row: WriteKey = get_object_or_404(request.workspace.write_keys.select_related("created_by"), pk=pk)
    return row


def crumbs(request: MemberRequest, row: WriteKey | None = None) -> list[dict[str, str]]:
    """What stands above a page."""
    slug = request.workspace.slug
    above = [{"label": "Tracking", "url": reverse("tracking:keys", args=[slug])}]
    return above + ([{"label": row.name, "url": reverse("tracking:key", args=[slug, row.pk])}] if row else [])
