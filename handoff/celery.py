"""The Celery application: doorbells only; what there is to do stands in PostgreSQL."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handoff.settings")

app = Celery("baton")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def check_database(**kwargs: Any) -> None:
    """Refuse to work on a database that could forget."""
    from accounts.safety import refuse_unsafe  # noqa: PLC0415 - models are not ready when this module is read

    refuse_unsafe()
