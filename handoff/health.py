"""Whether this process lives, and whether the whole is ready: for load balancers and people on call."""

from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from accounts import heartbeat, safety


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """This process answers. Asks nobody else."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when every part is well; 503 naming those that are not.

    For people on call and for deployments. A load balancer asks /livez: without broker or worker the pages still
    answer and nothing is lost, only later.
    """
    parts: dict[str, Any] = {"database": database(), "broker": broker(), "processes": {}}
    if parts["database"] == "ok":
        parts["processes"] = processes()
    silent = not parts["processes"] or any(not state["ok"] for state in parts["processes"].values())
    ready = parts["database"] == parts["broker"] == "ok" and not silent
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


def database() -> str:
    """“ok”, or what is wrong."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '2s'; SELECT 1")
        return " ".join(safety.faults()) or "ok"
    except Error as error:
        return type(error).__name__


def broker() -> str:
    """“ok”, or “away”."""
    limits = {"socket_timeout": settings.REDIS_TIMEOUT, "socket_connect_timeout": settings.REDIS_TIMEOUT}
    try:
        with Redis.from_url(settings.REDIS_URL, **limits) as redis:
            redis.ping()
        return "ok"
    except (RedisError, OSError):
        return "away"


def processes() -> dict[str, dict[str, Any]]:
    """Each kind of process: seconds since its last sign of life, and whether that is recent."""
    return {
        name: {
            "age": None if age is None else round(age, 1),
            "ok": age is not None and age < settings.HEARTBEAT_LATE_SECONDS,
        }
        for name, age in heartbeat.ages().items()
    }
