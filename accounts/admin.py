"""The operators' pages: people's accounts and the machinery's signs of life. No tenant's data, ever."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from accounts import actions
from accounts.models import AccountMail, Heartbeat, User


class Operators(admin.AdminSite):
    """Django's admin behind the house's own sign-in, with its second step and its limits."""

    site_header = "Baton: operators"
    site_title = "Baton"
    index_title = "This installation"
    site_url = "/"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Where people sign in, and back; somebody who is signed in but no operator is told so."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect(f"{self.name}:index")
            raise PermissionDenied("These pages are for the operators of this installation.")
        return redirect_to_login(request.GET.get("next", request.get_full_path()), resolve_url("account_login"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The house's own sign-out."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The house's own page, which asks for the old one first."""
        return redirect("account_change_password")


operators = Operators(name="operators")


class Shown(admin.ModelAdmin):
    """Rows to look at: nothing is added, changed or deleted here but by the verbs among the actions."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Operators, and nobody else."""
        return bool(request.user.is_active and request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Operators, and nobody else."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False


@admin.register(User, site=operators)
class People(Shown):
    """Who has an account."""

    list_display = ("email", "name", "is_active", "is_staff", "joined_at", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("-joined_at",)
    list_per_page = 50
    show_full_result_count = False
    fields = ("email", "name", "time_zone", "is_active", "is_staff", "joined_at", "last_login")
    actions = ("close_accounts", "open_accounts", "end_their_sessions")

    @admin.action(description="Close the accounts, ending their sessions", permissions=["view"])
    def close_accounts(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        """Stop people from signing in."""
        for user in rows:
            try:
                actions.close_account(user, by=request.user)  # type: ignore[arg-type]
            except actions.Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.log_change(request, user, "Closed the account.")
                self.message_user(request, f"{user.email} can no longer sign in.", messages.SUCCESS)

    @admin.action(description="Open the accounts again", permissions=["view"])
    def open_accounts(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        """Let people sign in again."""
        for user in rows:
            actions.open_account(user, by=request.user)  # type: ignore[arg-type]
            self.log_change(request, user, "Opened the account.")
            self.message_user(request, f"{user.email} can sign in again.", messages.SUCCESS)

    @admin.action(description="End their sessions", permissions=["view"])
    def end_their_sessions(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        """Sign people out everywhere."""
        for user in rows:
            actions.end_sessions(user)
            self.log_change(request, user, "Ended the sessions.")
            self.message_user(request, f"{user.email} is signed out everywhere.", messages.SUCCESS)


@admin.register(Heartbeat, site=operators)
class SignsOfLife(Shown):
    """Which processes are there."""

    list_display = ("process", "instance", "beat_at")
    ordering = ("-beat_at",)


@admin.register(AccountMail, site=operators)
class AccountMails(Shown):
    """Mails about people's own accounts: whether they left, never what they say."""

    list_display = ("subject", "address", "status", "attempts", "created_at", "settled_at")
    list_filter = ("status",)
    search_fields = ("address",)
    ordering = ("-id",)
    show_full_result_count = False
    fields = ("subject", "address", "status", "attempts", "due_at", "trouble", "created_at", "settled_at")
