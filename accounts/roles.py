"""The four roles a member can have in a workspace; one person may have several."""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """What a member does here."""

    MARKETER = "marketer"
    REP = "rep"
    MANAGER = "manager"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """The role as people say it."""
        return {"rep": "Sales rep"}.get(self.value, self.value.capitalize())

    @property
    def meaning(self) -> str:
        """What the role may do, in one line."""
        return MEANINGS[self]


MEANINGS = {
    Role.MARKETER: "Captures leads, writes scoring rules and definitions, watches what was handed over.",
    Role.REP: "Works a queue of handed-over leads: accepts, rejects, hands back.",
    Role.MANAGER: "Sees the funnel, response times and every lead nobody is working on; may reassign.",
    Role.ADMIN: "Invites people, gives roles, makes API keys and changes the workspace's settings.",
}


class UnknownRole(ValueError):
    """A role that does not exist was asked for."""


def read(names: Iterable[str]) -> frozenset[Role]:
    """Turn role names into roles; raises UnknownRole naming the first that does not exist."""
    found = set()
    for name in names:
        try:
            found.add(Role(name.strip().lower()))
        except ValueError:
            raise UnknownRole(f"There is no role “{name}”. Choose from {', '.join(Role)}.") from None
    return frozenset(found)


def in_words(roles: Iterable[Role]) -> str:
    """The roles as a phrase: “Marketer and Admin”."""
    labels = [role.label for role in Role if role in set(roles)]
    return " and ".join([", ".join(labels[:-1]), labels[-1]] if len(labels) > 1 else labels)
