"""The room where leads come in."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    """Write keys, the tracking API, and what could not be used of what came in."""

    name = "capture"
    verbose_name = "Capture"
