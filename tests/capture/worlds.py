"""Small worlds of people, browsers and events, and what must stand in the database after them: an oracle.

The oracle knows nothing of the product: it joins names to people, then asks for each browser which event that names
somebody was first.
"""

import json
import random
import uuid
from collections import defaultdict
from datetime import datetime, timedelta

from tests.conftest import NOON

USERS, ADDRESSES, BROWSERS = ("u1", "u2", "u3"), ("e1@acme.com", "E2@acme.com", "e3@acme.com"), ("b1", "b2", "b3")


def world(seed: int, *, size: int = 12, merging: bool = True) -> list[dict]:
    """Events of a few people and browsers, many at the same instant."""
    dice = random.Random(seed)
    return [event(dice, merging=merging) for _ in range(size)]


def event(dice: random.Random, *, merging: bool) -> dict:
    at = NOON + timedelta(minutes=dice.randrange(6))
    made = {"messageId": str(uuid.UUID(int=dice.getrandbits(128), version=4)), "timestamp": at.isoformat()}
    kind = dice.choice(["page", "page", "track", "identify", "identify", "alias" if merging else "page"])
    browser, user = dice.choice(BROWSERS), dice.choice(USERS)
    if kind == "page":
        return made | {"type": "page", "anonymousId": browser, "properties": {"path": "/"}}
    if kind == "track":
        return made | {"type": "track", "event": "Ping", "userId": user, "anonymousId": dice.choice([browser, None])}
    if kind == "alias":
        previous = dice.choice([browser, dice.choice(USERS), user])
        return made | {"type": "alias", "userId": user, "previousId": previous}
    address = dice.choice(ADDRESSES) if merging else f"{user}@acme.com"
    said = {"email": dice.choice([address, None]) if merging else address, "firstName": dice.choice(["Lee", "Kim"])}
    return made | {"type": "identify", "userId": user, "anonymousId": dice.choice([browser, None]), "traits": said}


def expected(events: list[dict]) -> dict:
    """Who is who after these events, in whatever order they came."""
    people: dict[str, set[str]] = {}
    links: dict[str, tuple] = {}
    for one in events:
        names = names_of(one)
        whole = set(names).union(*(people.get(name, set()) for name in names)) if names else set()
        people.update(dict.fromkeys(whole, whole))
        browsers = {one.get("anonymousId"), one.get("previousId")} - {None, one.get("userId")}
        for browser in browsers if names else ():
            when = (one["timestamp"], one["messageId"], names[0])
            links[browser] = min(links.get(browser, when), when)
    whose = {browser: link[2] for browser, link in links.items()}
    did = defaultdict(set)
    for one in events:
        name = (names_of(one) or [whose.get(one.get("anonymousId"))])[0]
        did[frozenset(people[name]) if name else None].add(one["messageId"])
    return {
        "people": {frozenset(person) for person in people.values()},
        "browsers": {browser: frozenset(people[name]) for browser, name in whose.items()},
        "did": dict(did),
    }


def names_of(one: dict) -> list[str]:
    """The names an event gives to one person, the first being who did it."""
    address = ((one.get("traits") or {}).get("email") or "").lower()
    names = [one.get("userId"), address, one.get("previousId")]
    return [name for name in dict.fromkeys(names) if name] if one.get("userId") else []


def shuffled(events: list[dict], seed: int) -> list[list[dict]]:
    """The same events in another order, some of them twice, in batches of any size."""
    dice = random.Random(seed)
    order = events + dice.sample(events, k=len(events) // 3)
    dice.shuffle(order)
    batches = []
    while order:
        size = dice.choice([1, 1, 2, 5, 40])
        batches.append(order[:size])
        order = order[size:]
    return batches


def body(batch: list[dict]) -> bytes:
    """A batch as a client sends it."""
    return json.dumps({"batch": batch}).encode()


def at(one: dict) -> datetime:
    """When an event happened."""
    return datetime.fromisoformat(one["timestamp"])
