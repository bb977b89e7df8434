"""Beat's scheduler: nothing on disk, a sign of life on each round; two beats are harmless."""

import time
from typing import Any

import structlog
from celery.beat import Scheduler
from django.db import Error, connection

from accounts import heartbeat

log = structlog.get_logger(__name__)


class HeartbeatScheduler(Scheduler):
    """Celery's plain scheduler, which says that it lives every few seconds."""

    EVERY = 5.0  # seconds

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.max_interval = int(self.EVERY)
        self.beat_at = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; the broker's absence must not stop the next round."""
        if time.monotonic() - self.beat_at >= self.EVERY:
            self.say_alive()
        return min(super().tick(*args, **kwargs), self.EVERY)

    def say_alive(self) -> None:
        """Write the row; while the database is away there is nobody to tell."""
        try:
            heartbeat.beat("beat")
            self.beat_at = time.monotonic()
        except Error as error:
            log.warning("heartbeat_failed", error=str(error))
            connection.close()
