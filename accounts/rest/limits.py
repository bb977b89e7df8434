"""How often a key may ask: counted in Redis by the minute. Where Redis is away nobody is held up."""

import time
from typing import Any, NamedTuple

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.cache import counted
from accounts.rest.authentication import key_of

MINUTE = 60


class Allowance(NamedTuple):
    """What a key has left in this minute; `reset` is in seconds."""

    limit: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        """The RateLimit headers of an answer."""
        names = {
            "RateLimit-Limit": self.limit,
            "RateLimit-Remaining": self.remaining,
            "RateLimit-Reset": self.reset,
        }
        return {name: str(value) for name, value in names.items()}


class PerKey(BaseThrottle):
    """So many requests of one key in a minute of the clock."""

    def __init__(self) -> None:
        self.reset = MINUTE

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request; False when the key had its share."""
        if request.auth is None:
            return True
        key = key_of(request)
        minute, gone = divmod(int(time.time()), MINUTE)
        self.reset = MINUTE - gone
        limit = settings.API_REQUESTS_PER_MINUTE
        used = counted(f"{key.workspace_id}:api:{key.pk}:{minute}", seconds=2 * MINUTE)
        request._request.allowance = Allowance(limit, max(0, limit - used), self.reset)  # type: ignore[attr-defined]
        return used <= limit

    def wait(self) -> float:
        """Seconds until the next minute."""
        return self.reset
