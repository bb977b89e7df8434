"""The write keys that the collector has at hand, so that not every request asks the database."""

import asyncio
import time

from asgiref.sync import sync_to_async

from capture.actions.keys import find_key
from capture.models import WriteKey

FRESH = 3.0  # seconds for which a look-up is believed; a revoked key opens nothing after that
MOST = 10_000
LONGEST = 60  # characters; no key of ours has more


class Keyring:
    """Looks each key up once in a while, however many requests bring it at the same time."""

    def __init__(self) -> None:
        self.looked: dict[str, tuple[float, asyncio.Future[WriteKey | None]]] = {}

    async def find(self, text: str) -> WriteKey | None:
        """The key with this text, if it works."""
        if not text or len(text) > LONGEST:
            return None
        until, found = self.looked.get(text, (0.0, None))
        if found is None or (until < time.monotonic() and found.done()):
            found = self.look(text)
        return await asyncio.shield(found)

    def look(self, text: str) -> asyncio.Future[WriteKey | None]:
        """Ask the database; a look-up that failed is forgotten at once."""
        if len(self.looked) >= MOST:
            self.looked.clear()
        found = asyncio.ensure_future(sync_to_async(find_key, thread_sensitive=True)(text))
        self.looked[text] = (time.monotonic() + FRESH, found)
        found.add_done_callback(lambda done: self.forget(text, done))
        return found

    def forget(self, text: str, done: asyncio.Future[WriteKey | None]) -> None:
        """Let the next request ask again when this one got no answer."""
        if done.cancelled() or done.exception() is not None:
            self.looked.pop(text, None)
