"""The collector: a small server beside the pages that takes events, many at a time.

Whatever arrived while the last commit was under way is the next batch: one commit answers all of it, and no
timer holds anybody up. It uses the same verbs as the door among the pages. Run it with
`python -m capture.collector --port 8001`, and let the proxy send it /v1/.
"""

import argparse
import asyncio
import gc
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import django
import msgspec
import structlog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handoff.settings")
django.setup()

from django.core.cache import cache  # noqa: E402 - settings must stand before these can be imported
from django.db import Error as DatabaseError  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import bells, heartbeat  # noqa: E402
from accounts.safety import refuse_unsafe  # noqa: E402
from capture import reception, wire  # noqa: E402
from capture.actions import receiving  # noqa: E402
from capture.actions.receiving import meter  # noqa: E402
from capture.actions.taking import Delivery, Receipt  # noqa: E402
from capture.flushing import Flusher, Full  # noqa: E402
from capture.keyring import Keyring  # noqa: E402
from capture.reception import Answer, Asked, Opened  # noqa: E402
from capture.segment import Parcel, Refused  # noqa: E402

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

log = structlog.get_logger(__name__)
ENCODE = msgspec.json.Encoder().encode
LARGE = 1024 * 1024  # bytes; a body above this is read in a thread, so that small ones do not wait for it
RETRY_AFTER = 2  # seconds
GARBAGE = (100_000, 50, 100)  # new objects before Python looks for circles, and how often for old ones


class Gone(Exception):
    """The client left before its body was whole."""


class Collector:
    """The ASGI application."""

    def __init__(self) -> None:
        self.flusher = Flusher()
        self.keyring = Keyring()
        self.pulse = heartbeat.Pulse("collector")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
        elif scope["type"] == "http":
            try:
                answer = await self.answer(scope, receive)
            except Gone:
                return
            await say(answer, send)

    async def live(self, receive: Receive, send: Send) -> None:
        """Start with the server; at its end store what waits."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                rarely_look_for_garbage()
                bells.here.is_busy = True
                await asyncio.to_thread(cache.get, "capture:first")  # the first word takes longest
                self.flusher.start(asyncio.get_running_loop())
                self.pulse.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await asyncio.to_thread(self.flusher.stop)
                await asyncio.to_thread(self.pulse.stop)
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def answer(self, scope: Message, receive: Receive) -> Answer:
        """One request: its bytes in, its answer out."""
        asked = Asked(
            method=scope["method"],
            path=scope["path"],
            query=scope.get("query_string", b"").decode("latin-1"),
            headers={name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
        )
        if asked.method == "OPTIONS":
            return reception.preflight(asked)
        kind = reception.kind(asked.path)
        if kind is None:
            if asked.path == "/livez":
                return Answer(200, {"alive": True})
            return reception.refused(asked, 404, "not_found", "There is nothing at this address.")
        if asked.method != "POST":
            return reception.refused(asked, 405, "method_not_allowed", "Send events with POST.")
        try:
            return await self.take(asked, kind, receive)
        except Full:
            message = "More comes in than can be stored right now; nothing was kept. Send the same again."
            return reception.refused(asked, 503, "busy", message, wait=RETRY_AFTER)
        except DatabaseError as error:
            log.error("database_unavailable", error=str(error).strip())
            message = "Nothing can be stored right now; nothing was kept. Send the same again."
            return reception.refused(asked, 503, "unavailable", message, wait=RETRY_AFTER)
        except Exception:
            log.exception("collecting_failed")
            message = "Something broke on our side. It was written down."
            return reception.refused(asked, 500, "internal", message)

    async def take(self, asked: Asked, kind: str, receive: Receive) -> Answer:
        """Read a request, store what it brought, and answer after the commit."""
        received = timezone.now()
        with self.flusher.room() as room:
            asked.body = await whole(receive, room.hold)
            opened = await self.read(asked)
            key = await self.keyring.find(opened.key)
            no = receiving.objection(asked, opened, key)
            if no is not None or key is None:
                return no or reception.unknown_key(asked)
            wait = meter.wait(key)
            if wait:
                return receiving.too_many(asked, key, wait)
            if opened.fault is None:
                delivery = receiving.delivered(opened, key, kind=kind, received=received)
            else:
                fault = opened.fault
                lost = Refused(fault.code, fault.sentence, asked.body, kind)
                delivery = Delivery(key, Parcel(refused=[lost]), received)
            outcome = await self.flusher.store(delivery)
        if not isinstance(outcome, Receipt):
            return receiving.too_many(asked, key, outcome)
        if opened.fault is not None:
            return receiving.unreadable(asked, opened.fault)
        return receiving.accepted(asked, outcome)

    async def read(self, asked: Asked) -> Opened:
        """The request's key and events; large ones are read beside the others."""
        if len(asked.body) < LARGE:
            return reception.read(asked)
        return await asyncio.to_thread(reception.read, asked)


def rarely_look_for_garbage() -> None:
    """Events are many small objects without circles: looking through them every moment finds nothing."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


async def whole(receive: Receive, hold: Callable[[int], None]) -> bytes:
    """The body in one piece; of one that is too large only as much as shows that it is."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        if size <= wire.BODY_BYTES:
            parts.append(part)
            hold(len(part))
        size += len(part)
        if not message.get("more_body", False):
            return b"".join(parts) if len(parts) != 1 else parts[0]


async def say(answer: Answer, send: Send) -> None:
    """Send an answer."""
    body = b"" if answer.body is None else ENCODE(answer.body)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    for name, value in answer.headers.items():
        headers.append((name.lower().encode(), value.encode("latin-1", "replace")))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


app = Collector()


def main() -> None:
    """Serve until told to stop."""
    from granian import Granian  # noqa: PLC0415 - only the process that serves needs the server
    from granian.constants import Interfaces  # noqa: PLC0415

    options = argparse.ArgumentParser(description="Take tracking events, many at a time.")
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8001)
    options.add_argument("--workers", type=int, default=1)
    told = options.parse_args()
    refuse_unsafe()
    Granian(
        "capture.collector:app",
        address=told.host,
        port=told.port,
        interface=Interfaces.ASGI,
        workers=told.workers,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=10,
    ).serve()


if __name__ == "__main__":
    main()
