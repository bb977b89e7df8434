"""A person's own pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.answers import page, typed
from accounts.forms import ProfileForm
from accounts.members import PersonRequest
from accounts.models import Theme


@login_required
def profile(request: PersonRequest) -> HttpResponse:
    """Name, time zone and appearance."""
    now = {"name": request.user.name, "time_zone": request.user.time_zone}
    form = ProfileForm(typed(request), initial=now)
    if form.is_valid():
        actions.change_profile(request.user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("accounts:profile")
    return page(request, "accounts/profile.html", {"form": form, "themes": Theme.choices})


@require_POST
@login_required
def theme(request: PersonRequest) -> HttpResponse:
    """Choose light, dark or as the device; back to where one was."""
    try:
        actions.choose_theme(request.user, theme=request.POST.get("theme", ""))
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(wanted if safe else resolve_url("accounts:profile"))
