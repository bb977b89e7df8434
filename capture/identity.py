"""Who is who, from what events say of ids: the same answer in whatever order the events come in. Pure.

Three rules make it so. An event that names two ids of one person (a user id and an address, an alias) makes
them one person for good. A browser belongs to whom the earliest event that names somebody says, and with it
what it did while nobody was named. An event that names a user is that user's, whichever browser it came from.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

USER, ADDRESS = "user_id", "email"  # kinds of ids, as the hall stores them


class Name(NamedTuple):
    """One id by which a person is known: its kind and its value."""

    kind: str
    value: str


class Claim(NamedTuple):
    """What one event says about who did it: names of one person, and the browsers that are theirs.

    `names` are empty for an event of a browser nobody knows yet; then `browser` is who did it.
    """

    at: datetime
    message_id: UUID
    names: tuple[Name, ...] = ()
    browser: str = ""
    alias: str = ""  # an earlier id: of a user or of a browser, nobody can tell which

    @property
    def browsers(self) -> tuple[str, ...]:
        """The browsers it speaks of."""
        if not self.alias or self.alias == self.browser:
            return (self.browser,) if self.browser else ()
        return (self.browser, self.alias) if self.browser else (self.alias,)

    @property
    def said(self) -> tuple[Name, ...]:
        """Every name it says is this person's."""
        return (*self.names, Name(USER, self.alias)) if self.alias else self.names


@dataclass(slots=True)
class Browser:
    """What is known of a browser: its row, whose it is by which event, and when it was first seen."""

    id: int
    lead_id: int | None = None
    linked_at: datetime | None = None
    linked_by: UUID | None = None
    first_seen_at: datetime | None = None

    def yields_to(self, claim: Claim) -> bool:
        """Whether an event speaks earlier about whose browser it is than the one we went by."""
        if self.lead_id is None or self.linked_at is None:
            return True
        return (claim.at, str(claim.message_id)) < (self.linked_at, str(self.linked_by or ""))


@dataclass(slots=True)
class Known:
    """What the database holds of a batch's ids. One name leads to several leads until they are merged."""

    leads: dict[Name, set[int]] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Someone:
    """One person as a batch and the database together show them."""

    names: list[Name] = field(default_factory=list)
    leads: set[int] = field(default_factory=set)

    @property
    def kept(self) -> int | None:
        """The lead that stays: the oldest."""
        return min(self.leads, default=None)


@dataclass(slots=True)
class Plan:
    """What has to change so that the database says what the events say."""

    someone: dict[Name, Someone] = field(default_factory=dict)
    links: dict[str, Claim] = field(default_factory=dict)
    strangers: dict[str, datetime] = field(default_factory=dict)  # browsers without a row, and their first event
    earlier: dict[str, datetime] = field(default_factory=dict)  # browsers first seen earlier than we knew

    @property
    def people(self) -> list[Someone]:
        """Each person once, in the order they were first named."""
        return list(dict.fromkeys(self.someone.values()))

    def is_settled(self, known: Known) -> bool:
        """Whether nobody is new, nobody turns out to be somebody else, and no browser changes hands."""
        if self.links:
            return False
        return all(
            len(person.leads) == 1 and all(name in known.leads for name in person.names) for person in self.people
        )


def plan(claims: Iterable[Claim], known: Known) -> Plan:
    """What a batch changes, given what is known of every id in it."""
    made = Plan()
    for claim in claims:
        for browser in claim.browsers:
            note_browser(made, browser, claim, known.browsers.get(browser))
        unite(made, claim.said, known)
    return made


def note_browser(made: Plan, name: str, claim: Claim, row: Browser | None) -> None:
    """Remember when a browser was first seen, and the earliest event that says whose it is."""
    if row is None:
        made.strangers[name] = min(claim.at, made.strangers.get(name, claim.at))
    elif row.first_seen_at is not None and claim.at < row.first_seen_at:
        made.earlier[name] = min(claim.at, made.earlier.get(name, claim.at))
    if not claim.names or not (row is None or row.yields_to(claim)):
        return
    best = made.links.get(name)
    if best is None or (claim.at, str(claim.message_id)) < (best.at, str(best.message_id)):
        made.links[name] = claim


def unite(made: Plan, names: Iterable[Name], known: Known) -> None:
    """Make one person of all who have one of these names."""
    whole: Someone | None = None
    for name in names:
        person = made.someone.get(name)
        if person is None:
            person = made.someone[name] = Someone([name], set(known.leads.get(name, ())))
        if whole is None:
            whole = person
        elif person is not whole:
            whole.names += person.names
            whole.leads |= person.leads
            for other in person.names:
                made.someone[other] = whole
