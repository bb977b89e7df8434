"""A workspace's first page and its own settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, whereabouts
from accounts.answers import page, refuse, typed
from accounts.forms import WorkspaceForm
from accounts.members import MemberRequest, member
from accounts.panels import panels_for
from accounts.roles import Role
from accounts.tabs import tabs_for

MORNING, AFTERNOON, EVENING = 5, 12, 18  # hours at which they begin


@require_safe
@member()
def home(request: MemberRequest) -> HttpResponse:
    """What there is for this member today."""
    whereabouts.remember(request, request.workspace)
    shown = panels_for(request.membership)
    context = {
        "greeting": greeting(timezone.localtime().hour),
        "panels": [panel for panel in shown if not panel.beside],
        "panels_beside": [panel for panel in shown if panel.beside],
    }
    return page(request, "accounts/home.html", context)


@require_POST
@member()
def tour_close(request: MemberRequest) -> HttpResponse:
    """Put the list of the first minutes away."""
    actions.close_tour(request.user, at=timezone.now())
    messages.success(request, "Put away. Help tells the same whenever you want it.")
    return redirect("accounts:home", request.workspace.slug)


def greeting(hour: int) -> str:
    """What one says at that hour of the day."""
    if MORNING <= hour < AFTERNOON:
        return "Good morning"
    return "Good afternoon" if AFTERNOON <= hour < EVENING else "Good evening"


@require_safe
@member()
def settings(request: MemberRequest) -> HttpResponse:
    """The first page of the settings that this member may see."""
    return redirect(tabs_for(request.membership)[0]["url"])


@member(Role.ADMIN)
def workspace(request: MemberRequest) -> HttpResponse:
    """Name, address and time zone."""
    now = {name: getattr(request.workspace, name) for name in ("name", "slug", "time_zone")}
    form = WorkspaceForm(typed(request), initial=now)
    if form.is_valid():
        try:
            actions.change_workspace(request.workspace, by=request.user, **form.cleaned_data)
        except actions.Refused as refusal:
            refuse(form, refusal, field="slug")
        else:
            messages.success(request, "Saved.")
            return redirect("accounts:workspace", workspace=request.workspace.slug)
    return page(request, "accounts/workspace.html", {"form": form})
