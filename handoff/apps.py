"""The roof of the house."""

from importlib import import_module

from django.apps import AppConfig

from handoff.celery import app as celery_app


class HandoffConfig(AppConfig):
    """The project itself; it has no tables."""

    name = "handoff"
    verbose_name = "Baton"
    celery = celery_app

    def ready(self) -> None:
        """Let the relay listen, rehearsals ask what sales can work, and the tour be shown; all need the models."""
        import_module("handoff.relay")
        import_module("handoff.tour")
        import_module("handoff.working")
