"""API keys as texts: made, read and compared. A key names its workspace, so it is looked up inside it."""

import hashlib
import hmac
import re
import secrets
from typing import NamedTuple

PREFIX_LENGTH = 8
SECRET_BYTES = 32
SHAPE = re.compile(r"bk_([0-9]{1,18})_([a-z0-9]{8})_([A-Za-z0-9_-]{43})")
ALPHABET = "abcdefghijkmnopqrstuvwxyz23456789"


class Token(NamedTuple):
    """The three parts of a key: whose, which, and the proof."""

    workspace_id: int
    prefix: str
    secret: str

    def __str__(self) -> str:
        return f"bk_{self.workspace_id}_{self.prefix}_{self.secret}"


def mint(workspace_id: int) -> Token:
    """A new key for a workspace, 256 random bits of secret."""
    prefix = "".join(secrets.choice(ALPHABET) for _ in range(PREFIX_LENGTH))
    return Token(workspace_id, prefix, secrets.token_urlsafe(SECRET_BYTES))


def parse(text: str) -> Token | None:
    """Read a key; None when it has not the shape of one."""
    found = SHAPE.fullmatch(text.strip())
    return Token(int(found[1]), found[2], found[3]) if found else None


def digest(secret: str) -> str:
    """What is stored of a secret. It is random and long, so one round of SHA-256 keeps it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, stored: str) -> bool:
    """Compare in the same time for right and wrong."""
    return hmac.compare_digest(digest(secret), stored)
