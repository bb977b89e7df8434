"""The roof of the house."""

from django.apps import AppConfig

from handoff.celery import app as celery_app


class HandoffConfig(AppConfig):
    """The project itself; it has no tables."""

    name = "handoff"
    verbose_name = "Baton"
    celery = celery_app
