"""Counting as long work: each call does one portion and answers the state from which the next one goes on."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import jobs
from accounts.models import Job, User
from scoring.actions import counting
from scoring.actions.book import alone, current
from scoring.actions.preparing import make_room
from scoring.models import ScoringModel, Slot, Trait

COUNT = "scoring_count"
State = dict[str, Any]


@transaction.atomic
def prepare(draft: ScoringModel, *, by: User | None) -> Job | None:
    """Begin to count what the draft asks for and nobody counted yet; None when all of it stands.

    Raises Refused when there is no room.
    """
    alone(draft.workspace_id)
    slots, traits = make_room(draft, now=timezone.now())
    if not slots and not traits:
        return None
    running = Job.objects.open().filter(workspace_id=draft.workspace_id, kind=COUNT, state={}).first()
    params = {"slots": [slot.pk for slot in slots], "traits": [trait.pk for trait in traits]}
    if running is not None and running.params == params:
        return running
    title = f"Counting what draft v{draft.version} asks for"
    return jobs.start(COUNT, workspace=draft.workspace, by=by, title=title, params=params)


@jobs.portion(COUNT)
def count(job: Job) -> jobs.Portion:
    """One portion of counting."""
    state = job.state or begin(job.params["slots"], job.params["traits"])
    state = go_on(job.workspace_id, state)
    finished = state["phase"] == "done"
    return jobs.Portion(done=job.done + 1, state=state, note=NOTES.get(state["phase"], ""), finished=finished)


NOTES = {
    "tallies": "Making room",
    "traits": "Asking who meets the conditions",
    "stage": "Reading the activities",
    "take": "Writing down what they count",
    "recount": "Counting those that were active meanwhile",
    "open": "Opening it for use",
}


def begin(slots: list[int], traits: list[int]) -> State:
    """The state before the first portion."""
    return {"phase": "tallies", "slots": slots, "left": slots, "traits": traits, "after": 0}


def go_on(workspace_id: int, state: State) -> State:
    """Do one portion."""
    return PHASES[state["phase"]](workspace_id, state)


def do_tallies(workspace_id: int, state: State) -> State:
    """Leads without a tally get one."""
    last = counting.give_tallies(workspace_id, after=state["after"])
    return {**state, "after": last} if last else {**state, "phase": "traits", "after": 0}


def do_traits(workspace_id: int, state: State) -> State:
    """The new conditions are asked of the next leads."""
    book, now = current(workspace_id)
    traits = list(Trait.objects.filter(workspace_id=workspace_id, pk__in=state["traits"], state="building"))
    last = counting.answer(book, traits, now=now, after=state["after"]) if traits else None
    return {**state, "after": last} if last else {**state, "phase": "stage", "after": 0}


def do_stage(workspace_id: int, state: State) -> State:
    """The next slot is counted from the activities; when there is none, all is open for use."""
    slot = next_slot(workspace_id, state)
    if slot is None:
        return {**state, "phase": "open"} if not state["left"] else {**state, "left": state["left"][1:]}
    _, now = current(workspace_id)
    counting.stage(slot, now=now)
    return {**state, "phase": "take", "after": 0}


def do_take(workspace_id: int, state: State) -> State:
    """What was counted goes on the next tallies."""
    slot = next_slot(workspace_id, state)
    last = counting.take(slot, after=state["after"]) if slot else None
    return {**state, "after": last} if last else {**state, "phase": "recount"}


def do_recount(workspace_id: int, state: State) -> State:
    """Tallies that were touched meanwhile are counted by themselves."""
    slot = next_slot(workspace_id, state)
    if slot is not None and counting.recount(slot):
        return state
    return {**state, "phase": "stage", "left": state["left"][1:]}


def do_open(workspace_id: int, state: State) -> State:
    """All of it is the truth from now on."""
    slots = list(Slot.objects.filter(workspace_id=workspace_id, pk__in=state["slots"]))
    traits = list(Trait.objects.filter(workspace_id=workspace_id, pk__in=state["traits"]))
    counting.open_for_use(workspace_id, slots, traits)
    return {**state, "phase": "done"}


def next_slot(workspace_id: int, state: State) -> Slot | None:
    """The slot that is being counted; None when it was given up, or was counted by somebody else."""
    if not state["left"]:
        return None
    return Slot.objects.filter(workspace_id=workspace_id, pk=state["left"][0], state="building").first()


PHASES = {
    "tallies": do_tallies,
    "traits": do_traits,
    "stage": do_stage,
    "take": do_take,
    "recount": do_recount,
    "open": do_open,
}
