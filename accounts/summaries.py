"""What stands in a person's morning summary: rooms say what they know, a line each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Membership


@dataclass(frozen=True)
class Line:
    """One line of a summary, and the page behind it."""

    text: str
    url: str = ""


Lines = Callable[[Membership, datetime], list[Line]]
SOURCES: list[Lines] = []


def add_summary_lines(*sources: Lines) -> None:
    """Put lines into the summary; each room calls it from its actions."""
    SOURCES.extend(source for source in sources if source not in SOURCES)


def lines_for(membership: Membership, *, at: datetime) -> list[Line]:
    """Everything there is to say to this member."""
    return [line for source in SOURCES for line in source(membership, at)]
