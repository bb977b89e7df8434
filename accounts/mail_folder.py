"""Mail for machines without a mail server: each one a file in a folder, to be read in the browser."""

import re
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage as Parsed
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NAME = re.compile(r"[0-9]{20}-[0-9a-f]{8}")
NANO = 1_000_000_000


class EmailBackend(BaseEmailBackend):
    """Writes every mail to settings.EMAIL_FILE_PATH as a file of its own, named by the instant."""

    def __init__(self, *args: Any, file_path: str | Path | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them all; answer how many."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}"
            half = self.folder / f".{name}"
            half.write_bytes(message.message().as_bytes())
            half.rename(self.folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """One mail as its page shows it."""

    name: str
    sent_at: datetime
    to: str
    sender: str
    subject: str
    text: str
    html: str


def newest(*, before: str = "", size: int = 50) -> tuple[list[Letter], str]:
    """The newest mails older than `before` (a name), and the name to go on from, if any."""
    folder = Path(settings.EMAIL_FILE_PATH)
    names = sorted((file.stem for file in folder.glob("*.eml") if NAME.fullmatch(file.stem)), reverse=True)
    wanted = [name for name in names if not before or name < before][: size + 1]
    letters = [letter for name in wanted[:size] if (letter := read(name)) is not None]
    return letters, wanted[size - 1] if len(wanted) > size else ""


def read(name: str) -> Letter | None:
    """One mail by its name; None when there is none."""
    file = Path(settings.EMAIL_FILE_PATH) / f"{name}.eml"
    if not NAME.fullmatch(name) or not file.is_file():
        return None
    parsed = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    return Letter(
        name=name,
        sent_at=datetime.fromtimestamp(int(name[:20]) / NANO, tz=UTC),
        to=str(parsed["To"] or ""),
        sender=str(parsed["From"] or ""),
        subject=str(parsed["Subject"] or ""),
        text=part(parsed, "plain"),
        html=part(parsed, "html"),
    )


def part(parsed: Parsed, kind: str) -> str:
    """The text or the HTML of a mail."""
    found = parsed.get_body(preferencelist=(kind,))
    return str(found.get_content()) if found is not None else ""
