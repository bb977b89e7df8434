"""A Redis cache that Redis may leave: a cache that is away is an empty cache, never an error page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def forgiving(name: str, answer: Any) -> Callable[..., Any]:
    """Make the cache method `name` answer `answer` when Redis does not."""
    method = getattr(RedisCache, name)

    @wraps(method)
    def call(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            log.warning("cache_away", method=name, error=str(error))
            if name == "get":
                return args[1] if len(args) > 1 else kwargs.get("default")
            return answer

    return call


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, for which an absent Redis is a miss."""

    add = forgiving("add", True)  # "stored": a limit that cannot be counted lets the request pass
    get = forgiving("get", None)
    get_many = forgiving("get_many", {})
    set = forgiving("set", None)
    set_many = forgiving("set_many", [])
    touch = forgiving("touch", False)
    delete = forgiving("delete", False)
    delete_many = forgiving("delete_many", None)
    has_key = forgiving("has_key", False)
    incr = forgiving("incr", 1)
    clear = forgiving("clear", None)
