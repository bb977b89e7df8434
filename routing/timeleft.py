"""How much time is left to answer, as a queue says it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

SOON, NEAR = timedelta(minutes=15), timedelta(hours=8)
MINUS = "–"


@dataclass(frozen=True)
class Left:
    """What is shown, and how it is meant: bad is over, warn is soon, good is later."""

    text: str
    tone: str


def left(due: datetime, *, now: datetime, zone: tzinfo) -> Left:
    """“–4 min”, “9 min”, “3 h 20 min”, then “Mon 09:40”, then the date."""
    apart = due - now
    if apart < timedelta(0):
        return Left(f"{MINUS}{length(-apart)}", "bad")
    tone = "warn" if apart <= SOON else "good"
    if apart <= NEAR:
        return Left(length(apart), tone)
    local = due.astimezone(zone)
    return Left(f"{local:%a %H:%M}" if apart < timedelta(days=6) else f"{local:%-d %b %H:%M}", tone)


def length(apart: timedelta) -> str:
    """“45 s”, “9 min”, “3 h 20 min”, “2 days”."""
    seconds = int(apart.total_seconds())
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 1:
        return f"{seconds} s"
    if hours < 1:
        return f"{minutes} min"
    if days < 1:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return "1 day" if days == 1 else f"{days} days"
