"""A Redis cache that Redis may leave: a cache that is away is an empty cache, never an error page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

import structlog
from django.core.cache import caches
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

    def count(self, name: str, by: int, seconds: int) -> int:
        """Add to a count in one round trip; see `counted`."""
        key = self.make_and_validate_key(name)
        try:
            with self._cache.get_client(key, write=True).pipeline() as both:
                both.incrby(key, by)
                both.expire(key, seconds)
                total, _ = both.execute()
        except (RedisError, OSError) as error:
            log.warning("cache_away", method="count", error=str(error))
            return by
        return int(total)


def counted(name: str, by: int = 1, *, seconds: int) -> int:
    """Add to a count that is forgotten so many seconds after it was last added to.

    Answers how many that makes for all processes together; `by` where Redis is away, so that nobody is held up.
    """
    return cast(ForgivingRedisCache, caches["default"]).count(name, by, seconds)
