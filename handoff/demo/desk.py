"""What lies on the desks of sales: opportunities, tasks, meetings, questions, and how they rated what they took."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User, Workspace
from handoff.demo.people import Way, value_of
from routing.models import Handoff, Meeting, MeetingState, NextStep, Opportunity, Question, Task
from sla.models.ratings import Rating

RATED = 0.7  # of the accepted
STARS = {"won": (4, 5), "sql": (3, 4, 5), "lost": (2, 3, 4), "sal": (3, 4), "lead": (1, 2, 3)}
TASKS = [
    "Send the comparison with their present tool",
    "Ask for the other two who decide",
    "Call back after their fair",
    "Prepare the calculation",
    "Send the contract to their lawyers",
]
NEXT = {
    "sal": ["Call again in the morning", "Send the case study they asked for", "First call: what made them look"],
    "sql": ["Send the offer", "Meet the two who decide", "Call about the contract", "Show it with their own leads"],
}
QUESTIONS = [
    ("Which pages did they look at before the webinar?", "The freight story twice, and pricing three times."),
    ("Is the colleague from Utrecht the same team?", "Yes, both report to the CMO."),
    ("Do we know when their contract ends?", ""),
    ("Who spoke with them at the fair?", ""),
]


def furnish(
    workspace: Workspace,
    ways: Sequence[Way],
    handoffs: Sequence[Handoff],
    cast: dict[str, User],
    dice: random.Random,
    *,
    at: datetime,
) -> None:
    """All of it, written as sets."""
    passes = {row.lead_id: row for row in handoffs}
    taken = [way for way in ways if way.rep is not None and way.lead in passes]
    Rating.objects.bulk_create(rating(workspace, way, dice, at=at) for way in taken if dice.random() < RATED)
    Opportunity.objects.bulk_create(
        opportunity(workspace, way, passes[way.lead], dice, at=at)
        for way in taken
        if any(to == "sql" for _, to, _, _, _ in way.steps)
    )
    open_now = [way for way in taken if way.stage in {"sal", "sql"}]
    Task.objects.bulk_create(task(workspace, way, dice, at=at) for way in open_now[::2])
    NextStep.objects.bulk_create((next_step(workspace, way, dice, at=at) for way in open_now), ignore_conflicts=True)
    maya, reps = cast["maya"], User.objects.in_bulk({way.taken_by for way in open_now})
    Meeting.objects.bulk_create(
        meeting(workspace, way, [reps[way.taken_by], maya], place, at=at) for place, way in enumerate(open_now[:14])
    )
    Question.objects.bulk_create(
        question(workspace, way, maya, place, at=at) for place, way in enumerate(open_now[1:5])
    )


def rating(workspace: Workspace, way: Way, dice: random.Random, *, at: datetime) -> Rating:
    """Better where it came further."""
    stars = dice.choice(STARS.get(way.stage, (2, 3)))
    when = min(at, way.steps[1][2] + timedelta(days=dice.uniform(1, 5)))
    return Rating(workspace=workspace, lead_id=way.lead, stars=stars, by_id=way.taken_by, at=when)


def task(workspace: Workspace, way: Way, dice: random.Random, *, at: datetime) -> Task:
    """Something to do for a lead that is being worked; some of it is late."""
    due = at + timedelta(hours=dice.uniform(-20, 90))
    made = at - timedelta(days=2)
    return Task(
        workspace=workspace, lead_id=way.lead, to_id=way.taken_by, title=dice.choice(TASKS), made_at=made, due_at=due
    )


def next_step(workspace: Workspace, way: Way, dice: random.Random, *, at: datetime) -> NextStep:
    """What is done next with a lead that is being worked."""
    text = dice.choice(NEXT[way.stage])
    return NextStep(workspace=workspace, lead_id=way.lead, text=text, set_at=at, set_by_id=way.taken_by)


def question(workspace: Workspace, way: Way, maya: User, place: int, *, at: datetime) -> Question:
    """A rep asks marketing; half of it is answered."""
    text, said = QUESTIONS[place % len(QUESTIONS)]
    row = Question(workspace=workspace, lead_id=way.lead, text=text, asked_by_id=way.taken_by, to=maya)
    row.asked_at = at - timedelta(hours=5 * place + 2)
    if said:
        row.answer, row.answered_by, row.answered_at = said, maya, row.asked_at + timedelta(hours=1)
    return row


def opportunity(workspace: Workspace, way: Way, handoff: Handoff, dice: random.Random, *, at: datetime) -> Opportunity:
    """What may be bought; closed with the lead."""
    opened = next(when for _, to, when, _, _ in way.steps if to == "sql")
    is_over = way.stage in {"won", "lost"}
    return Opportunity(
        workspace=workspace,
        lead_id=way.lead,
        handoff_id=handoff.pk,
        amount=way.amount or value_of(way, dice),
        currency="EUR",
        expected_on=(opened if is_over else at).date() + timedelta(days=dice.randrange(10, 60)),
        opened_at=opened,
        opened_by_id=way.taken_by,
        closed_at=way.steps[-1][2] if is_over else None,
        closed_as=way.stage if is_over else "",
        reason=way.steps[-1][4] if way.stage == "lost" else "",
    )


def meeting(workspace: Workspace, way: Way, people: list[User], place: int, *, at: datetime) -> Meeting:
    """A rep and a colleague; half of them to come, half held."""
    is_over = place % 2 == 1
    day = (at + timedelta(days=(-1 - place) if is_over else place // 2)).replace(minute=0, second=0, microsecond=0)
    held: dict[str, Any] = {}
    if is_over:
        held = {
            "state": MeetingState.HELD,
            "attended": [person.email for person in people],
            "outcome": "They want to see it with their own leads.",
            "next_step": "Send a trial",
            "recorded_at": at,
            "recorded_by_id": way.taken_by,
        }
    return Meeting(
        workspace=workspace,
        lead_id=way.lead,
        organiser_id=way.taken_by,
        colleague=people[1],
        invited=[{"email": person.email, "name": person.called} for person in people],
        minutes=30,
        starts_at=day.replace(hour=9 + place % 7),
        zone=workspace.time_zone,
        place="Video",
        made_at=at,
        agenda="Who they are, what they asked, what we promised",
        **held,
    )
