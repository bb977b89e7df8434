"""Whether a machine did it: who says so, who says it of themselves, and who is faster than a hand. Pure.

Mail gateways press every link of a message within seconds, and crawlers read a site faster than anybody reads. What
they do is kept and counts nothing; people can count it again.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

WINDOW = timedelta(seconds=10)
PAGES, LINKS = 12, 4  # different pages, or links of messages, within the window that no hand reaches
LOOKING = frozenset({"page", "screen"})
PRESSING = frozenset(
    {"email link clicked", "link clicked", "email clicked", "clicked email", "clicked link", "email click", "click"}
)
WATCHED = LOOKING | PRESSING
OWN_WORDS = frozenset({"machine_open", "sg_machine_open", "machine", "is_bot", "bot"})  # as mailing tools say it
PLACES = ("link", "href", "url", "path")
KEPT = 40  # steps of one visitor
MOST = 20_000  # visitors


def admits(properties: Mapping[str, Any]) -> bool:
    """Whether the sender itself says that a machine did it."""
    return not OWN_WORDS.isdisjoint(properties) and any(properties.get(word) is True for word in OWN_WORDS)


class Step(NamedTuple):
    """One look at a page, or one press of a link."""

    at: datetime
    place: str
    message_id: UUID


def step_of(at: datetime, properties: Mapping[str, Any], message_id: UUID) -> Step | None:
    """The step an event of a watched type is; None where it does not say where it led."""
    for name in PLACES:
        place = properties.get(name)
        if place and isinstance(place, str):
            return Step(at, place, message_id)
    return None


class Watch:
    """Remembers what each visitor did in the last seconds, as far as one process saw it."""

    def __init__(self) -> None:
        self.seen: dict[tuple[object, bool], list[Step]] = {}

    def rushed(self, who: object, kind: str, step: Step) -> list[Step]:
        """The steps of a visitor that together with this one are too fast for a hand; empty where they are not.

        The same steps in another order, or again, give the same answer once all are seen.
        """
        pressing = kind in PRESSING
        steps = self.seen.get((who, pressing))
        if steps is None:
            if len(self.seen) >= MOST:
                self.seen.clear()
            steps = self.seen[who, pressing] = []
        steps.append(step)
        most = LINKS if pressing else PAGES
        if len(steps) < most:
            return []
        steps[:] = [one for one in steps if near(one, step)][-KEPT:] + [step]
        return list(steps) if len(places(steps)) >= most else []


def near(one: Step, other: Step) -> bool:
    """Whether two steps are different ones within the window."""
    return one.message_id != other.message_id and abs(one.at - other.at) <= WINDOW


def places(steps: Iterable[Step]) -> set[str]:
    """Where the steps led."""
    return {step.place for step in steps}
