"""What a workspace watches and publishes, read once and kept until it changes.

Every transaction that changes tallies holds the workspace's lock shared while it goes by a copy; whoever changes what
is watched takes the lock alone. So when a change is committed, nobody goes by an older copy any more.
"""

import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import structlog
from django.db import connection

from accounts.models import Workspace
from leads.conditions import BadCondition, Comparison, Condition, Happened, check, leaves
from leads.matching import Terms
from scoring import happenings
from scoring.actions.plans import Unprepared, plan_of
from scoring.happenings import Predicate
from scoring.models import ScoringModel, Signal, Slot, State, Trait
from scoring.points import DAY, Plan

log = structlog.get_logger(__name__)
PLACES = 7_268 << 48  # where these advisory locks begin; one for each workspace
NOW = (
    "SELECT pg_advisory_xact_lock_shared(%s);"
    " SELECT generation, clock_timestamp() FROM scoring_state WHERE workspace_id = %s"
)
MOST_KEPT = 500  # workspaces
MOST_HALVINGS = 1_000.0  # what a float can hold


@dataclass(frozen=True, slots=True)
class Place:
    """A slot, as hits go into it."""

    number: int
    signal: int
    half_life: float | None  # seconds
    window: float | None  # seconds
    landmark: float

    def weight(self, at: float) -> float:
        """What a hit at an instant adds."""
        return 1.0 if self.half_life is None else 2.0 ** min(MOST_HALVINGS, (at - self.landmark) / self.half_life)


@dataclass(slots=True)
class Watched:
    """One condition on activities, and what a hit of it does."""

    condition: Condition
    predicate: Predicate
    types: frozenset[str] | None
    places: list[Place] = field(default_factory=list)
    raises: str = ""  # the label of a hand-raiser
    asked_by: set[int] = field(default_factory=set)  # traits that speak of the signal


@dataclass
class Book:
    """What one workspace watches, and its published model."""

    workspace_id: int
    generation: int
    watched: list[Watched] = field(default_factory=list)
    traits: dict[int, Condition] = field(default_factory=dict)  # by bit
    by_day: frozenset[int] = frozenset()
    windows: dict[int, tuple[int, ...]] = field(default_factory=dict)  # days that traits look back, by trait
    plan: Plan | None = None
    terms: Terms | None = None
    by_type: dict[str, list[Watched]] = field(default_factory=dict)
    by_fields: dict[frozenset[str], tuple[int, ...]] = field(default_factory=dict)
    statements: dict[tuple[date, tuple[int, ...]], tuple[str, list[Any]]] = field(default_factory=dict)

    @property
    def asks_the_library(self) -> bool:
        """Whether content has to be looked up."""
        return any(happenings.speaks_of_content(each.condition) for each in self.watched)

    def watching(self, folded: str) -> list[Watched]:
        """What an activity of a type may be a hit of."""
        found = self.by_type.get(folded)
        if found is None:
            found = [each for each in self.watched if each.types is None or folded in each.types]
            if len(self.by_type) < 5_000:
                self.by_type[folded] = found
        return found

    def speaking_of(self, fields: frozenset[str]) -> tuple[int, ...]:
        """The traits whose conditions name one of the fields."""
        if fields not in self.by_fields:
            named = {
                bit: {leaf.field for leaf in leaves(condition) if isinstance(leaf, Comparison)}
                for bit, condition in self.traits.items()
            }
            self.by_fields[fields] = tuple(bit for bit, names in named.items() if names & fields)
        return self.by_fields[fields]


KEPT: dict[int, Book] = {}


def place(workspace_id: int) -> int:
    """The workspace's lock."""
    return PLACES + workspace_id


def current(workspace_id: int) -> tuple[Book, datetime]:
    """What holds until this transaction ends, and the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(NOW, [place(workspace_id), workspace_id])
        row = cursor.fetchone()
    if row is None:
        return Book(workspace_id, 0), datetime.now(UTC)
    kept = KEPT.get(workspace_id)
    if kept is None or kept.generation != row[0]:
        kept = load(workspace_id, row[0])
        if len(KEPT) >= MOST_KEPT:
            KEPT.clear()
        KEPT[workspace_id] = kept
    return kept, row[1]


def alone(workspace_id: int) -> None:
    """Wait until nobody goes by a copy, and let nobody begin, to the end of the transaction. Take no row before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [place(workspace_id)])


def turn_page(workspace_id: int) -> None:
    """Make every copy old, from the commit on; the caller holds the lock `alone`.

    Generations are drawn, not counted: a number that was rolled back must never come again.
    """
    drawn = secrets.randbits(62)
    if not State.objects.filter(workspace_id=workspace_id).update(generation=drawn):
        State.objects.create(workspace_id=workspace_id, generation=drawn)


def load(workspace_id: int, generation: int) -> Book:
    """Read it all."""
    workspace = Workspace.objects.get(pk=workspace_id)
    book = Book(workspace_id, generation, terms=Terms(workspace))
    signals = {signal.pk: signal for signal in Signal.objects.filter(workspace_id=workspace_id)}
    traits = traits_of(workspace_id)
    read_traits(book, traits)
    asked = {signal.pk: {row.number for row in traits if signal.key in row.signals} for signal in signals.values()}
    watched: dict[tuple[int, str], Watched] = {}
    for slot in Slot.objects.filter(workspace_id=workspace_id, state__in=["building", "live"]):
        found = watch(watched, slot.signal_id, slot.condition)
        if found:
            found.places.append(as_place(slot))
    for signal in signals.values():
        if signal.retired_at is None and (signal.hand_raiser or asked[signal.pk]):
            found = watch(watched, signal.pk, signal.condition)
            if found:
                found.raises = signal.label if signal.hand_raiser else ""
                found.asked_by = asked[signal.pk]
    book.watched = list(watched.values())
    published = ScoringModel.objects.filter(workspace_id=workspace_id, state=ScoringModel.PUBLISHED).first()
    if published is not None:
        try:
            book.plan = plan_of(published)
        except Unprepared as error:  # ingest goes on; the reconciler and the page say what is wrong
            log.error("model_unprepared", workspace=workspace_id, version=published.version, error=str(error))
    return book


def traits_of(workspace_id: int) -> list[Trait]:
    """The traits that are kept."""
    return list(Trait.objects.filter(workspace_id=workspace_id, state__in=["building", "live"]).order_by("number"))


def read_traits(book: Book, rows: list[Trait]) -> None:
    """The conditions on leads, as far as they can still be read."""
    assert book.terms is not None
    by_day = set()
    for row in rows:
        try:
            book.traits[row.number] = check(row.condition, book.terms.schema, saving=False)
        except BadCondition as error:
            log.warning("trait_unreadable", trait=row.pk, error=str(error))
            continue
        if row.by_day:
            by_day.add(row.number)
        days = {leaf.within_days for leaf in leaves(book.traits[row.number]) if isinstance(leaf, Happened)}
        book.windows[row.number] = tuple(each for each in days if each)
    book.by_day = frozenset(by_day)


def watch(watched: dict[tuple[int, str], Watched], signal: int, raw: Any) -> Watched | None:
    """The one entry of a signal by a condition; None where it can no longer be read."""
    key = (signal, json.dumps(raw, sort_keys=True))
    if key not in watched:
        try:
            condition = happenings.read(raw, saving=False)
        except BadCondition as error:
            log.warning("signal_unreadable", signal=signal, error=str(error))
            return None
        watched[key] = Watched(condition, happenings.predicate(condition), happenings.types_wanted(condition))
    return watched[key]


def as_place(slot: Slot) -> Place:
    """A slot, in seconds."""
    return Place(
        slot.number,
        slot.signal_id,
        None if slot.half_life_days is None else slot.half_life_days * DAY,
        None if slot.window_days is None else slot.window_days * DAY,
        slot.landmark.timestamp(),
    )
