"""When something happened, by clocks that are wrong: read leniently, corrected by the sender's own clock."""

import math
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

AHEAD = timedelta(minutes=5)  # how far in the future an instant may lie before it is not believed
MILLISECONDS = 100_000_000_000  # a number above this counts milliseconds, not seconds
LOOSE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{1,2}:?\d{2})?",
    re.IGNORECASE,
)


class Moment(NamedTuple):
    """The instant we believe, when the sender's clock said it sent, and why we did not believe it."""

    at: datetime
    sent_at: datetime | None
    note: str = ""


def moment(original: Any, *, sent_at: datetime | None, received: datetime) -> Moment:
    """Correct an instant by how far the sender's clock was off when it sent: received − (sent − original).

    Raises ValueError with a sentence when `original` is there and cannot be read. What then lies more than five
    minutes ahead is taken as received.
    """
    if original in (None, ""):
        return Moment(received, sent_at)
    said = read(original)
    try:
        at = said if sent_at is None else received - (sent_at - said)
    except OverflowError:
        raise ValueError(f"The time “{shortened(original)}” lies beyond the calendar.") from None
    if at > received + AHEAD:
        return Moment(received, sent_at, f"Its clock said {said.isoformat()}: taken as when it came in.")
    return Moment(at, sent_at)


def read_or_none(value: Any) -> datetime | None:
    """An instant, or None for anything else: a send time that cannot be read corrects nothing."""
    try:
        return read(value) if value not in (None, "") else None
    except ValueError:
        return None


def read(value: Any) -> datetime:
    """An instant in UTC from what clients write; UTC where no zone is said. Raises ValueError."""
    try:
        if isinstance(value, str):
            found = from_text(value)
        elif isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            found = datetime.fromtimestamp(value / 1000 if abs(value) > MILLISECONDS else value, UTC)
        else:
            raise ValueError
        if found.tzinfo is UTC:
            return found
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        said = shortened(value)
        raise ValueError(f"The time “{said}” cannot be read. Write 2026-03-10T12:00:00.000Z.") from None


def from_text(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        text = text.strip()
    found = LOOSE.fullmatch(text)
    if found is None:
        return from_number_or_mail(text)
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    day_began = datetime(int(year), int(month), int(day), tzinfo=offset(zone))
    micro = int((fraction or "0").ljust(6, "0")[:6])
    hours, minutes, seconds = (int(part or 0) for part in (hour, minute, second))
    return day_began.replace(hour=hours, minute=minutes, second=seconds, microsecond=micro)


def offset(zone: str | None) -> timezone:
    if zone is None or zone.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    digits = zone[1:].replace(":", "").rjust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if zone.startswith("-") else ahead)


def from_number_or_mail(text: str) -> datetime:
    """“1773144000”, or “Tue, 10 Mar 2026 12:00:00 GMT” as mail and HTTP write it."""
    if re.fullmatch(r"\d{9,13}(\.\d+)?", text):
        number = float(text)
        return datetime.fromtimestamp(number / 1000 if number > MILLISECONDS else number, UTC)
    try:
        return parsedate_to_datetime(text)
    except (TypeError, IndexError):
        raise ValueError from None


def shortened(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
