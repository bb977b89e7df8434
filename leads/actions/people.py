"""People become leads: each description finds its lead or makes one, many at a time, whoever else does the same.

A batch costs the same few statements whatever its size. Everything is taken in one order (companies, ids, addresses,
rows), so parallel batches wait for each other and never in a circle; what can still collide is tried again.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.utils import IntegrityError, OperationalError

from accounts.models import User
from leads import changed
from leads.actions.batches import Batch, Collision
from leads.actions.rulebook import rulebook
from leads.normal import clean
from leads.person import Outcome, Person

TRIES = 8
AGAIN = frozenset({"40P01", "40001", "23505"})  # deadlock, lost race, a key that somebody took this moment


def upsert(workspace_id: int, person: Person, *, at: datetime, cause: str, by: User | None = None) -> Outcome:
    """Find or make the lead that one description is about, and write down what it says; see `upsert_many`."""
    return upsert_many(workspace_id, [person], at=at, cause=cause, by=by)[0]


def upsert_many(
    workspace_id: int,
    people: Sequence[Person],
    *,
    at: datetime,
    cause: str,
    by: User | None = None,
    overwrite: bool = True,
) -> list[Outcome]:
    """Find or make the leads of a batch of descriptions, in their order; one outcome for each, in the same order.

    Someone is known by their address, else by an id, else (having neither) by phone, else by name and company. What
    is said replaces what was known, or with `overwrite=False` only fills blanks; what is not said stays. Where a
    lead came from is kept from the earliest sighting. A description with a fault is refused whole, with every
    complaint; complaints on an outcome that is not refused are remarks (an owner who is no member here). `cause` is
    what tells us: "form", "api", "import …"; a consent from an import without its date never lifts a withdrawal.

    Runs in the caller's transaction and workspace, in a savepoint that is tried again when it collides.
    """
    book = rulebook(workspace_id)
    told = [clean(person, book.rules) for person in people]
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                batch = Batch(workspace_id, people, told, book, at=at, cause=cause, by=by, overwrite=overwrite)
                outcomes = batch.work()
                touched = {each.lead_id for each in outcomes if each.lead_id and each.what != "same"}
                changed.tell(workspace_id, batch.made, are_new=True)
                changed.tell(workspace_id, touched - batch.made)
                return outcomes
        except (IntegrityError, OperationalError, Collision) as error:
            if attempt == TRIES - 1 or not is_collision(error):
                raise
    raise AssertionError("the last try answers or raises")


def is_collision(error: Exception) -> bool:
    """Whether another transaction was in the way, so that trying again helps."""
    return isinstance(error, Collision) or getattr(error.__cause__, "pgcode", None) in AGAIN
