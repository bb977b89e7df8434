"""What the ingest measurements send: prepared requests, the same rows for COPY, and clients that cost little."""

import base64
import io
import json
import random
import selectors
import socket
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg2

PATHS = [
    "/",
    "/pricing",
    "/features",
    "/blog/lead-handoff",
    "/blog/mql",
    "/docs",
    "/demo",
    "/customers",
    "/about",
    "/guide",
]
NAMES = ["Signed Up", "Guide Downloaded", "Report Opened", "Invited Colleague", "Export Started"]
COLUMNS = (
    "workspace_id, lead_id, visitor_id, content_id, at, sent_at, received_at, type, title, properties, channel,"
    " origin, message_id, counts"
)
LIBRARY = {"name": "analytics.js", "version": "npm:next-1.84.3"}
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@dataclass
class People:
    """Who the events are of: leads with their user ids, and browsers that belong to some of them."""

    workspace_id: int
    leads: list[tuple[int, str]]
    browsers: list[tuple[int, int | None, str]]
    guides: list[int]


@dataclass
class Load:
    """One segment's work: bodies to post, and the same events as rows for COPY."""

    bodies: list[bytes] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    events: int = 0


def prepare(people: People, *, events: int, batch: int, seed: int) -> Load:
    """So many events in batches of this size: two of three by known users, one by browsers."""
    dice, load = random.Random(seed), Load(events=events)
    for start in range(0, events, batch):
        told = [event(dice, people) for _ in range(min(batch, events - start))]
        sent = datetime.now(UTC).isoformat()
        items = [item for item, _ in told]
        body = {"batch": items, "sentAt": sent} if batch > 1 else {**items[0], "sentAt": sent}
        load.bodies.append(json.dumps(body).encode())
        load.copies.append("".join(line for _, line in told))
    return load


def event(dice: random.Random, people: People) -> tuple[dict[str, Any], str]:
    """One event as a client sends it, and as a line of COPY."""
    at = datetime.now(UTC) - timedelta(milliseconds=dice.randrange(5_000))
    path, message_id = dice.choice(PATHS), str(uuid.UUID(int=dice.getrandbits(128), version=4))
    url = f"https://acme.example{path}"
    item: dict[str, Any] = {"messageId": message_id, "timestamp": at.isoformat()}
    lead_id, visitor_id, content_id = None, None, None
    if dice.random() < 0.67:
        lead_id, item["userId"] = dice.choice(people.leads)
        name = dice.choice(NAMES)
        item |= {"type": "track", "event": name}
        guide = dice.randrange(2 * len(people.guides))
        said = {"plan": "pro", "seats": dice.randrange(90), "value": 12.5, "content": f"guide-{guide}"}
        content_id = people.guides[guide] if guide < len(people.guides) else None
        kind, title = name.lower(), name
    else:
        visitor_id, lead_id, item["anonymousId"] = dice.choice(people.browsers)
        said = {
            "url": url,
            "path": path,
            "title": f"Acme {path}",
            "referrer": "https://www.google.com/",
            "search": "",
        }
        item |= {"type": "page"}
        kind, title = "page", said["title"]
    item |= {"properties": said, "context": {"library": LIBRARY, "userAgent": AGENT, "locale": "en-GB"}}
    now = datetime.now(UTC)
    values = (people.workspace_id, lead_id, visitor_id, content_id, at, now, now, kind, title)
    values += (json.dumps(said), "", "segment", message_id, "t")
    return item, "\t".join(r"\N" if value is None else str(value) for value in values) + "\n"


# --- the limit: COPY of the same rows into the same table


def copy(url: str, load: Load, *, connections: int) -> float:
    """Seconds to COPY the load, one commit for each batch, over so many connections."""
    links = [psycopg2.connect(url) for _ in range(connections)]
    took = together([copier(link, load.copies[n::connections]) for n, link in enumerate(links)])
    for link in links:
        link.close()
    return took


def copier(link: Any, batches: Sequence[str]) -> Callable[[], None]:
    """One connection's work."""

    def work() -> None:
        cursor = link.cursor()
        for batch in batches:
            cursor.copy_expert(f"COPY leads_activity ({COLUMNS}) FROM STDIN", io.StringIO(batch))
            link.commit()

    return work


def together(works: Sequence[Callable[[], None]]) -> float:
    """Seconds until all are done, each in a thread of its own."""
    threads = [threading.Thread(target=work) for work in works]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


# --- clients


class Client:
    """One connection that posts prepared requests, one after the other."""

    def __init__(self, port: int, key: str) -> None:
        self.line = socket.create_connection(("127.0.0.1", port))
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        name = base64.b64encode(f"{key}:".encode()).decode()
        self.head = f"POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {name}\r\n"

    def send(self, body: bytes) -> None:
        """Send one request."""
        self.line.sendall(f"{self.head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def answer(self) -> bytes:
        """Wait for the whole answer; anything but 200 ends the measurement."""
        got = b""
        while True:
            got += self.line.recv(65_536)
            head, _, rest = got.partition(b"\r\n\r\n")
            if rest and len(rest) >= int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]):
                assert got.startswith(b"HTTP/1.1 200"), got
                return rest


def post(port: int, key: str, bodies: Sequence[bytes], *, clients: int) -> float:
    """Seconds to post all bodies over so many connections, each sending as soon as it was answered."""

    def work(part: Sequence[bytes]) -> Callable[[], None]:
        client = Client(port, key)

        def run() -> None:
            for body in part:
                client.send(body)
                client.answer()

        return run

    return together([work(bodies[n::clients]) for n in range(clients)])


def post_singles(
    port: int, key: str, bodies: Sequence[bytes], *, clients: int, rate: float = 0.0
) -> tuple[float, list[float]]:
    """Seconds for all, and for each, of single events over many connections.

    With a `rate` they are sent by the clock, and each one's time counts from when it was due, not from when a
    free client was found for it.
    """
    lines = [Client(port, key) for _ in range(clients)]
    poll = selectors.DefaultSelector()
    free = list(lines)
    due: dict[Client, float] = {}
    took: list[float] = []
    for line in lines:
        poll.register(line.line, selectors.EVENT_READ, line)
    began, sent = time.perf_counter(), 0
    while len(took) < len(bodies):
        now = time.perf_counter()
        while free and sent < len(bodies) and (not rate or began + sent / rate <= now):
            line = free.pop()
            due[line] = began + sent / rate if rate else now
            line.send(bodies[sent])
            sent += 1
        pause = max(0.0, began + sent / rate - now) if rate and free and sent < len(bodies) else None
        for found, _ in poll.select(pause):
            line = found.data
            line.answer()
            took.append(time.perf_counter() - due.pop(line))
            free.append(line)
    return time.perf_counter() - began, took
