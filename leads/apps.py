"""The hall."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from leads.maildomains import keep_in_step


class LeadsConfig(AppConfig):
    """Leads, companies, activities, stages, custody."""

    name = "leads"
    verbose_name = "Leads"

    def ready(self) -> None:
        """Keep the lists of mail domains in step with their packages."""
        post_migrate.connect(keep_in_step, sender=self, dispatch_uid="leads.maildomains")
