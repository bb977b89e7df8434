"""`manage.py migrate`: Django's own, connected as the tables' owner."""

from typing import Any

import dj_database_url
from django.conf import settings
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections


class Command(Migrate):
    """The application's role owns nothing, so migrations connect with DATABASE_OWNER_URL."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Swap the connection for the owner's while migrating."""
        if not settings.DATABASE_OWNER_URL:
            super().handle(*args, **options)
            return
        with as_owner(options["database"]):
            super().handle(*args, **options)


class as_owner:  # noqa: N801 - reads as a phrase
    """Connect an alias as the owner for the length of a block."""

    def __init__(self, alias: str = "default") -> None:
        self.connection = connections[alias]

    def __enter__(self) -> None:
        owner = dj_database_url.parse(settings.DATABASE_OWNER_URL)
        self.kept = dict(self.connection.settings_dict)
        self.connection.close()
        for part in ("USER", "PASSWORD", "HOST", "PORT"):
            self.connection.settings_dict[part] = owner.get(part, "")
        options = {**self.kept.get("OPTIONS", {}), **owner.get("OPTIONS", {})}
        self.connection.settings_dict["OPTIONS"] = options

    def __exit__(self, *error: object) -> None:
        self.connection.close()
        self.connection.settings_dict.update(self.kept)
