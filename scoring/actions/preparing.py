"""Room in the tallies for what a version asks for: slots for its signals, traits for its conditions."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.actions import Refused
from accounts.models import Workspace
from leads.conditions import BadCondition, check
from leads.matching import Terms
from scoring.actions.book import turn_page
from scoring.actions.checking import changes_by_day, signals_in
from scoring.actions.plans import mark_of
from scoring.models import SLOTS, TRAITS, Publication, ScoringModel, Signal, Slot, Trait

FULL = "Too many signals are counted at once. Publish or discard the draft first, or use fewer ways to cool."
Way = tuple[int, int | None, int | None]


def make_room(model: ScoringModel, *, now: datetime) -> tuple[list[Slot], list[Trait]]:
    """Give what the version asks for and nobody keeps yet a slot or a trait; answer all that is not counted yet.

    The caller holds the workspace's lock alone: from its commit on everybody adds to the new slots.
    """
    slots, traits = new_slots(model, now=now), new_traits(model)
    if slots or traits:
        turn_page(model.workspace_id)
    waiting_slots = [slot for slot in slots_of(model) if slot.state == "building"]
    return waiting_slots, [trait for trait in kept_traits(model) if trait.state == "building"]


def ways_of(model: ScoringModel) -> set[Way]:
    """The signals a version counts, each with its way to cool."""
    return set(model.engagement_rules.values_list("signal_id", "half_life_days", "window_days"))


def conditions_of(model: ScoringModel) -> Iterator[dict[str, Any]]:
    """The conditions on leads that a version asks for."""
    yield from model.fit_rules.values_list("condition", flat=True)
    yield from (each["condition"] for each in model.disqualifiers)
    yield from (each["condition"] for each in model.thresholds if each.get("condition") is not None)


def slots_of(model: ScoringModel) -> list[Slot]:
    """The slots that keep what a version counts."""
    wanted = ways_of(model)
    rows = Slot.objects.filter(workspace_id=model.workspace_id, state__in=["building", "live"])
    return [slot for slot in rows if (slot.signal_id, slot.half_life_days, slot.window_days) in wanted]


def kept_traits(model: ScoringModel) -> list[Trait]:
    """The traits that a version asks for."""
    marks = {mark_of(condition) for condition in conditions_of(model)}
    return list(Trait.objects.filter(workspace_id=model.workspace_id, mark__in=marks))


def new_slots(model: ScoringModel, *, now: datetime) -> list[Slot]:
    """Slots for what has none."""
    have = {(slot.signal_id, slot.half_life_days, slot.window_days) for slot in slots_of(model)}
    missing = sorted(ways_of(model) - have, key=str)
    if not missing:
        return []
    clear_out(model.workspace)
    signals = {row.pk: row for row in Signal.objects.filter(pk__in=[way[0] for way in missing])}
    return [open_slot(signals[way[0]], way, signals[way[0]].condition, now=now) for way in missing]


def open_slot(signal: Signal, way: Way, condition: dict[str, Any], *, now: datetime) -> Slot:
    """A slot with a free number; Refused when all are taken."""
    taken = set(Slot.objects.filter(workspace_id=signal.workspace_id).values_list("number", flat=True))
    free = next((number for number in range(SLOTS) if number not in taken), None)
    if free is None:
        raise Refused(FULL)
    return Slot.objects.create(
        workspace_id=signal.workspace_id,
        number=free,
        signal=signal,
        condition=condition,
        half_life_days=way[1],
        window_days=way[2],
        landmark=now,
    )


def new_traits(model: ScoringModel) -> list[Trait]:
    """Traits for conditions that have none."""
    have = set(Trait.objects.filter(workspace_id=model.workspace_id).values_list("mark", flat=True))
    missing = {mark_of(raw): raw for raw in conditions_of(model) if mark_of(raw) not in have}
    if not missing:
        return []
    clear_out(model.workspace)
    terms = Terms(model.workspace)
    return [open_trait(model.workspace, mark, raw, terms) for mark, raw in missing.items()]


def open_trait(workspace: Workspace, mark: str, raw: dict[str, Any], terms: Terms) -> Trait:
    """A trait with a free number; Refused when all are taken or the condition can no longer be read."""
    taken = set(workspace.scoring_traits.values_list("number", flat=True))
    free = next((number for number in range(TRAITS) if number not in taken), None)
    if free is None:
        raise Refused(FULL)
    try:
        condition = check(raw, terms.schema, saving=False)
    except BadCondition as error:
        raise Refused(f"A condition of this model can no longer be read: {error}") from None
    by_day, signals = changes_by_day(condition, terms), signals_in(condition)
    return Trait.objects.create(
        workspace=workspace, number=free, condition=raw, mark=mark, by_day=by_day, signals=signals
    )


def in_use(workspace: Workspace) -> list[ScoringModel]:
    """The versions whose slots are kept: published, draft, and the one to which undoing would return."""
    last = Publication.objects.filter(workspace=workspace, was__isnull=False).order_by("-at", "-id").first()
    kept = Q(state__in=[ScoringModel.DRAFT, ScoringModel.PUBLISHED])
    return list(workspace.scoring_models.filter(kept | Q(pk=last.was_id) if last else kept))


def clear_out(workspace: Workspace) -> None:
    """Free the numbers of slots and traits that no version in use asks for."""
    models = in_use(workspace)
    ways = set().union(*(ways_of(model) for model in models)) if models else set()
    marks = {mark_of(raw) for model in models for raw in conditions_of(model)}
    stale = [
        slot.pk
        for slot in workspace.scoring_slots.all()
        if (slot.signal_id, slot.half_life_days, slot.window_days) not in ways
    ]
    free(workspace.scoring_slots.filter(pk__in=stale))
    free(workspace.scoring_traits.exclude(mark__in=marks))


def free(rows: Any) -> None:
    """Give numbers back."""
    rows.delete()


def settled(slots: Iterable[Slot], traits: Iterable[Trait]) -> bool:
    """Whether all of it is counted."""
    rows: tuple[Slot | Trait, ...] = (*slots, *traits)
    return all(row.state == "live" for row in rows)
