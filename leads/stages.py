"""The way a lead travels, and who holds it at each stage: the rules that the database's constraints repeat."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """How far a lead has come."""

    LEAD = "lead"
    MQL = "mql"
    SAL = "sal"
    SQL = "sql"
    WON = "won"
    LOST = "lost"
    DISQUALIFIED = "disqualified"

    @property
    def label(self) -> str:
        """The stage as people say it."""
        return {"mql": "MQL", "sal": "SAL", "sql": "SQL"}.get(self.value, self.value.capitalize())

    @property
    def meaning(self) -> str:
        """What being there means, in one line."""
        return MEANINGS[self]


MEANINGS = {
    Stage.LEAD: "Known to marketing, not yet qualified.",
    Stage.MQL: "Marketing qualified: meets the agreed definition and is on its way to sales.",
    Stage.SAL: "Sales accepted: a rep has taken it and works it.",
    Stage.SQL: "Sales qualified: the checklist is met and there is an opportunity.",
    Stage.WON: "A customer.",
    Stage.LOST: "Sales worked it and it did not become a customer.",
    Stage.DISQUALIFIED: "Will never be a customer; not to be worked.",
}
OPEN = frozenset({Stage.LEAD, Stage.MQL, Stage.SAL, Stage.SQL})
CLOSED = frozenset({Stage.WON, Stage.LOST, Stage.DISQUALIFIED})

# Forward, back to nurture, closed, and reopened by mistake or by a second interest.
MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.LEAD: frozenset({Stage.MQL, Stage.DISQUALIFIED}),
    Stage.MQL: frozenset({Stage.SAL, Stage.LEAD, Stage.DISQUALIFIED}),
    Stage.SAL: frozenset({Stage.SQL, Stage.LEAD, Stage.LOST, Stage.DISQUALIFIED}),
    Stage.SQL: frozenset({Stage.WON, Stage.LOST, Stage.LEAD, Stage.DISQUALIFIED}),
    Stage.WON: frozenset({Stage.SQL}),
    Stage.LOST: frozenset({Stage.LEAD}),
    Stage.DISQUALIFIED: frozenset({Stage.LEAD}),
}


def can_move(was: Stage, to: Stage) -> bool:
    """Whether a lead may go from one stage to the other in one step."""
    return to in MOVES[was]


class Holder(StrEnum):
    """Who holds the baton."""

    MARKETING = "marketing"
    WAITING = "waiting"
    OFFERED = "offered"
    SALES = "sales"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The holder as people say it."""
        return {"waiting": "Waiting for sales", "offered": "Offered to sales"}.get(self.value, self.value.capitalize())


HOLDERS: dict[Stage, frozenset[Holder]] = {
    Stage.LEAD: frozenset({Holder.MARKETING}),
    Stage.MQL: frozenset({Holder.WAITING, Holder.OFFERED}),
    Stage.SAL: frozenset({Holder.SALES}),
    Stage.SQL: frozenset({Holder.SALES}),
    Stage.WON: frozenset({Holder.CLOSED}),
    Stage.LOST: frozenset({Holder.CLOSED}),
    Stage.DISQUALIFIED: frozenset({Holder.CLOSED}),
}


class IncompleteCustody(ValueError):
    """A lead would be left with nobody, or without an end to the holding; the text says what is missing."""


@dataclass(frozen=True)
class Custody:
    """Who holds a lead and until when; exactly one shape for each holder.

    `until` is the return date (marketing), the promise (waiting), accept-by (offered) or the next step (sales), an
    aware instant; closed has none. `rep` and `pool` are ids; `reason` is why it waits or why it was closed.
    """

    holder: Holder
    until: datetime | None = None
    rep: int | None = None
    pool: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        complaint = missing(self)
        if complaint:
            raise IncompleteCustody(complaint)


def by_marketing(*, return_at: datetime) -> Custody:
    """Being nurtured; looked at again at `return_at`."""
    return Custody(Holder.MARKETING, until=return_at)


def waiting(*, promise_at: datetime, reason: str) -> Custody:
    """Qualified, held back for a reason; will be offered by `promise_at`."""
    return Custody(Holder.WAITING, until=promise_at, reason=reason)


def offered(*, accept_by: datetime, rep: int | None = None, pool: int | None = None) -> Custody:
    """On a rep's or a pool's queue; to be answered by `accept_by`."""
    return Custody(Holder.OFFERED, until=accept_by, rep=rep, pool=pool)


def by_sales(*, rep: int, next_step_at: datetime) -> Custody:
    """Accepted and worked by a rep; the next step is due at `next_step_at`."""
    return Custody(Holder.SALES, until=next_step_at, rep=rep)


def closed(*, reason: str) -> Custody:
    """Won, lost or disqualified, for a reason."""
    return Custody(Holder.CLOSED, reason=reason)


def missing(custody: Custody) -> str:
    """What a custody lacks or has too much of, as a sentence; empty when it is whole."""
    wants = {
        Holder.MARKETING: (custody.until is not None, "Marketing holds a lead with a return date."),
        Holder.WAITING: (
            custody.until is not None and bool(custody.reason),
            "A waiting lead has a promise and a reason.",
        ),
        Holder.OFFERED: (
            custody.until is not None and (custody.rep is None) != (custody.pool is None),
            "An offer goes to one rep or one pool and has a time to accept by.",
        ),
        Holder.SALES: (
            custody.until is not None and custody.rep is not None,
            "Sales holds a lead by a rep with a next step.",
        ),
        Holder.CLOSED: (custody.until is None and bool(custody.reason), "A closed lead has a reason."),
    }
    whole, sentence = wants[custody.holder]
    return "" if whole else sentence
