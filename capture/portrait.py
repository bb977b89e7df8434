"""One person as a batch of events and the log tell of them; the same in whatever order it is told. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from capture import segment, traits
from capture.identity import USER, Claim, Someone
from capture.segment import Call
from leads.person import Person

PLACES = ("url", "path", "utm_source")


class Told(NamedTuple):
    """One event: what it says, and what it claims of who did it."""

    call: Call
    claim: Claim


class Word(NamedTuple):
    """What was said of somebody at an instant; the message settles a tie the same way in any order."""

    at: datetime
    message_id: str
    said: dict[str, Any]


@dataclass(slots=True)
class Portrait:
    """What is told of one person."""

    someone: Someone
    words: list[Word] = field(default_factory=list)  # of the person
    firms: list[Word] = field(default_factory=list)  # of the firm
    steps: list[Word] = field(default_factory=list)  # what they did
    addresses: list[Word] = field(default_factory=list)

    def hear(self, call: Call) -> None:
        """Take in one event of this person's."""
        when = call.at, str(call.message_id)
        self.steps.append(Word(*when, call.properties))
        if call.email:
            self.addresses.append(Word(*when, {"email": call.email}))
        if call.kind == "group":
            self.firms.append(Word(*when, call.traits))
        elif call.kind == "identify" and (call.traits or call.email):
            self.words.append(Word(*when, {"email": call.email, **call.traits}))

    @property
    def is_told(self) -> bool:
        """Whether anything is said of the person beyond who they are."""
        return bool(self.words or self.firms)

    def person(self, own_fields: Iterable[str]) -> Person:
        """What is known now: the latest word on each thing, and the earliest way here."""
        users = [name.value for name in self.someone.names if name.kind == USER]
        found = Person(ids={USER: users[0]} if users else {})
        said: dict[str, Any] = {}
        for word in sorted(self.words, key=when):
            said.update({name: value for name, value in word.said.items() if value not in (None, "")})
        traits.describe(found, said, own_fields=own_fields)
        for word in sorted(self.firms, key=when):
            traits.employ(found, word.said)
        latest = max(self.addresses, key=when, default=None)
        found.email = segment.address_of(said.get("email")) or (latest.said["email"] if latest else "")
        found.seen_at = min((step.at for step in self.steps), default=None)
        places = [step for step in self.steps if any(name in step.said for name in PLACES)]
        if places:
            traits.came_by(found, min(places, key=when).said)
        return found


def when(word: Word) -> tuple[datetime, str]:
    """The order in which things were said."""
    return word.at, word.message_id
