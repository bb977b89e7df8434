"""The room that says who gets a lead: pools, rules, handoffs, the rep's queue and their work."""

from importlib import import_module

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """The room that says who gets a lead: pools, rules, handoffs, the rep's queue and their work."""

    name = "routing"
    verbose_name = "Routing"

    def ready(self) -> None:
        """Put what this room furnishes, answers and forgets on the lists."""
        import_module("routing.actions")
