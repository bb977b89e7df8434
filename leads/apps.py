"""The hall."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """Leads, companies, activities, stages, custody."""

    name = "leads"
    verbose_name = "Leads"
