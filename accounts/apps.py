"""The ground floor."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Workspaces, people, tenancy, mail and work that is due."""

    name = "accounts"
    verbose_name = "Accounts"
