"""What marketing and sales agree on, who agrees, and the straw man that a new workspace starts from. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a definition is of."""

    MQL = "mql"
    SAL = "sal"
    SQL = "sql"
    ICP = "icp"
    PERSONA = "persona"

    @property
    def label(self) -> str:
        """The kind as people say it."""
        return "Personas" if self is Kind.PERSONA else self.value.upper()

    @property
    def meaning(self) -> str:
        """The words behind the letters."""
        return MEANINGS[self]

    @property
    def has_condition(self) -> bool:
        """Whether a condition belongs to it, beside the text."""
        return self in (Kind.MQL, Kind.SAL, Kind.SQL)

    @property
    def needs_condition(self) -> bool:
        """Whether it cannot be without a condition, because the condition is what runs."""
        return self is Kind.MQL


MEANINGS = {
    Kind.MQL: "Marketing qualified lead: when marketing hands a lead over",
    Kind.SAL: "Sales accepted lead: what sales checks before taking it",
    Kind.SQL: "Sales qualified lead: when it becomes an opportunity",
    Kind.ICP: "Ideal customer profile: the firms we serve best",
    Kind.PERSONA: "The people in those firms we talk to",
}


class State(StrEnum):
    """Where a version of a definition stands."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state as people say it."""
        return {"in_force": "In force"}.get(self.value, self.value.capitalize())

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return {State.PROPOSED: "info", State.IN_FORCE: "good"}.get(self, "")


class Side(StrEnum):
    """The two who must agree."""

    MARKETING = "marketing"
    SALES = "sales"

    @property
    def label(self) -> str:
        """The side as people say it."""
        return self.value.capitalize()

    @property
    def other(self) -> "Side":
        """The one across the table."""
        return Side.SALES if self is Side.MARKETING else Side.MARKETING


def sides_of(*, marketer: bool, manager: bool, admin: bool) -> list[Side]:
    """For which sides a member may sign: marketers and admins for marketing, managers for sales."""
    found = [Side.MARKETING] if marketer or admin else []
    return [*found, Side.SALES] if manager else found


@dataclass(frozen=True)
class Draft:
    """What a version of a definition says."""

    text: str
    condition: dict[str, Any] | None = None
    checklist: tuple[str, ...] = field(default=())


# A download alone brings fewer than 15 points of engagement, however well the lead fits.
ENOUGH_ENGAGEMENT = 15
STRAW_MEN: dict[Kind, Draft] = {
    Kind.MQL: Draft(
        "A lead that fits our customers and shows, by more than one thing they did, that they are looking for what we"
        " do.\n\nA single download is curiosity: it never hands a lead over. Who asks for a demo, a call or advice is"
        " handed over at once, whatever the score.",
        condition={
            "all": [
                {"field": "lead.qualifies", "op": "is", "value": True},
                {"field": "lead.engagement", "op": "at_least", "value": ENOUGH_ENGAGEMENT},
            ]
        },
    ),
    Kind.SAL: Draft(
        "An MQL that a rep has looked at and will work. Accepting is a promise: a first touch in the time that the"
        " agreement allows, and always a next step.",
        checklist=("The person exists and can be reached", "The firm is one we can serve", "Nobody else works them"),
    ),
    Kind.SQL: Draft(
        "A lead with whom sales has spoken, and who has what it takes to buy: budget, authority, need and time. It is"
        " an opportunity with an amount and an expected close.",
        checklist=(
            "Budget: there is money for it, or a way to get it",
            "Authority: we speak with whoever decides, or know who does",
            "Need: they said in their own words what they want to solve",
            "Timing: they said by when",
        ),
    ),
    Kind.ICP: Draft(
        "Write down together which firms you serve best: their size, their trade, where they are, what they use, and"
        " what happens there before they buy. Look at the customers who stayed, and at those who left."
    ),
    Kind.PERSONA: Draft(
        "Write down together whom you talk to in these firms: their role, what they answer for, what keeps them up at"
        " night, what they read, and what they ask before they say yes."
    ),
}


def tidy(lines: Iterable[str]) -> tuple[str, ...]:
    """A checklist without empty lines and repeats."""
    return tuple(dict.fromkeys(line for line in (" ".join(raw.split()) for raw in lines) if line))
