"""Programs' keys: made, shown once, revoked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import actions
from accounts.answers import page, refuse, typed
from accounts.forms import KeyForm
from accounts.members import MemberRequest, member
from accounts.roles import Role


@require_safe
@member(Role.ADMIN)
def keys(request: MemberRequest) -> HttpResponse:
    """Every key, working ones first."""
    away = request.workspace.memberships.exclude(deactivated_at=None).values_list("user_id", flat=True)
    context = {"keys": request.workspace.api_keys.working_first(), "away": set(away), "now": timezone.now()}
    return page(request, "accounts/keys.html", context)


@never_cache
@member(Role.ADMIN)
def key_new(request: MemberRequest) -> HttpResponse:
    """Make a key; its secret stands in this one answer and nowhere else."""
    form = KeyForm(typed(request))
    if form.is_valid():
        now, wanted = timezone.now(), form.cleaned_data
        try:
            key, token = actions.make_key(
                request.workspace,
                by=request.user,
                name=wanted["name"],
                scopes=wanted["scopes"],
                expires_at=form.expires_at(at=now),
            )
        except actions.Refused as refusal:
            refuse(form, refusal)
        else:
            return page(request, "accounts/key_made.html", {"key": key, "secret": str(token)}, status=201)
    return page(request, "accounts/key_new.html", {"form": form})


@member(Role.ADMIN)
def key_revoke(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once more, then make a key worthless."""
    key = get_object_or_404(request.workspace.api_keys.select_related("created_by"), pk=pk)
    if request.method == "POST":
        actions.revoke_key(key, by=request.user, at=timezone.now())
        messages.success(request, f"The key “{key.name}” no longer opens anything.")
        return redirect("accounts:keys", workspace=request.workspace.slug)
    return page(request, "accounts/key_revoke.html", {"key": key})
