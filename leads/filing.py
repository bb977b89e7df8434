"""Where the files of leads lie, and which may come in: under keys nobody can guess."""

import re
import secrets
import unicodedata
from pathlib import Path

MOST_BYTES = 20 * 1024 * 1024
# What sales and marketing hand each other. Nothing that a browser or a system would run.
TYPES = {
    "pdf": b"%PDF",
    "png": b"\x89PNG",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "docx": b"PK",
    "xlsx": b"PK",
    "pptx": b"PK",
    "odt": b"PK",
    "ods": b"PK",
    "txt": b"",
    "csv": b"",
    "eml": b"",
    "ics": b"",
}
KEY = re.compile(r"[A-Za-z0-9_-]{20,64}")
LONGEST_NAME = 120


def new_key() -> str:
    """A name on disk that nobody can guess."""
    return secrets.token_urlsafe(32)


def place(root: Path, workspace_id: int, key: str) -> Path:
    """Where the file with this key lies; a ValueError for anything that is not one of our keys."""
    if not KEY.fullmatch(key):
        raise ValueError("That is no key of a file.")
    return root / str(workspace_id) / key


def name_of(sent: str) -> str:
    """The name a file is shown and handed out under: one line, no folders, not too long, its ending kept."""
    plain = unicodedata.normalize("NFC", sent).replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join("".join(sign for sign in plain if sign.isprintable()).split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}" if dot and stem else plain[:LONGEST_NAME]


def complaint(name: str, size: int, head: bytes) -> str:
    """Why a file may not come in, as a sentence; empty when it may."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if size > MOST_BYTES:
        return f"A file may have {MOST_BYTES // 2**20} MB; this one has {size / 2**20:.1f} MB."
    if not size:
        return "This file is empty."
    if ending not in TYPES:
        return f"Files of this kind cannot be kept here. Send one of these: {', '.join(sorted(TYPES))}."
    if not head.startswith(TYPES[ending]):
        return f"This is not what its name says: it does not begin like a .{ending} file."
    return ""
