"""What is sent in a storm, and the clients that send it until they are answered."""

import base64
import http.client
import json
import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock, Thread
from typing import Any

CLIENTS, BATCH = 4, 10
TWICE = 0.05  # of the batches are sent again though they were answered
RAISES = 0.01  # of the events ask for a demo
PAGES = ("/", "/pricing", "/blog/guide", "/customers")


@dataclass
class Batch:
    """A request."""

    events: list[dict[str, Any]] = field(default_factory=list)
    twice: bool = False


def plan_events(dice: random.Random, *, events: int, leads: int) -> list[Batch]:
    """Who does what when: a few clocks are wrong by weeks, and one in a hundred asks for a demo."""
    made = [identified(dice, person) for person in range(leads)]
    made += [event(dice, dice.randrange(leads)) for _ in range(events - leads)]
    runs = [made[start : start + BATCH] for start in range(0, len(made), BATCH)]
    return [Batch(run, dice.random() < TWICE) for run in runs]


def identified(dice: random.Random, person: int) -> dict[str, Any]:
    """Somebody says who they are."""
    traits = {"email": f"lead{person}@firm{person % 60}.example", "firstName": f"Lead{person}"}
    return {"type": "identify", "traits": traits, **base(dice, person)}


def event(dice: random.Random, person: int) -> dict[str, Any]:
    """Somebody looks at a page, or asks for a demo."""
    if dice.random() < RAISES:
        return {"type": "track", "event": "Demo Requested", **base(dice, person)}
    path = dice.choice(PAGES)
    return {"type": "page", "name": path, "properties": {"path": path, "url": f"https://x.example{path}"}} | base(
        dice, person
    )


def base(dice: random.Random, person: int) -> dict[str, Any]:
    """What every event has."""
    off = dice.choice((-40, 0, 2)) if dice.random() < 0.01 else 0
    at = datetime.now(UTC) + timedelta(days=off)
    message = str(uuid.UUID(int=dice.getrandbits(128), version=4))
    return {"messageId": message, "userId": f"user-{person}", "timestamp": at.isoformat()}


class Sending:
    """Clients that share the batches; each waits for a 200 before it goes on, however often it has to ask."""

    def __init__(self, port: int, key: str, batches: list[Batch]) -> None:
        self.port = port
        token = base64.b64encode(f"{key}:".encode()).decode()
        self.headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
        self.waiting, self.lock, self.tries = list(reversed(batches)), Lock(), 0

    def run(self) -> None:
        """Send everything."""
        clients = [Thread(target=self.work) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()

    def work(self) -> None:
        """One client."""
        while True:
            with self.lock:
                if not self.waiting:
                    return
                batch = self.waiting.pop()
            for _ in range(2 if batch.twice else 1):
                while not self.sent(batch):
                    self.tries += 1

    def sent(self, batch: Batch) -> bool:
        """Whether it was answered with 200."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            body = json.dumps({"batch": batch.events, "sentAt": datetime.now(UTC).isoformat()})
            line.request("POST", "/v1/batch", body, self.headers)
            return line.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
