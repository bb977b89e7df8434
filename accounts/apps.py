"""The ground floor."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    """Workspaces, people, tenancy, mail and work that is due."""

    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """Let every package say which bells it answers and what it carries."""
        autodiscover_modules("actions", "mail")
