"""The room that says who gets a lead: pools, rules, handoffs, the rep's queue and their work."""

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """The room that says who gets a lead: pools, rules, handoffs, the rep's queue and their work."""

    name = "routing"
    verbose_name = "Routing"
