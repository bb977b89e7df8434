"""What a workspace has from its first day: a calendar, and an agreement to start from."""

from datetime import time

from accounts.instants import database_now
from accounts.models import Workspace
from accounts.openings import opens
from sla import steps
from sla.models import (
    AgreementState,
    CalendarBlock,
    CalendarUse,
    Counts,
    Policy,
    TwoWayAgreement,
    WorkCalendar,
)

NINE, FIVE = time(9), time(17)
OFFICE_WEEK = (((NINE, FIVE),),) * 5 + ((),) * 2
CHANNELS = ["phone", "email"]
QUESTIONS = [
    "Did the reason they came for hold up in the conversation?",
    "What did they ask that we could not answer?",
    "Who else decides?",
]
PURPOSE = (
    "Marketing delivers leads that meet our definition, and sales answers each of them while it is warm. "
    "This page is what both have agreed on, and what the system does."
)
MINUTE, HOUR = 60, 3_600


def graded(letter: str) -> dict[str, object]:
    """The leads with a fit letter."""
    return {"field": "lead.grade", "op": "is_any_of", "value": [f"{letter}{digit}" for digit in range(1, 5)]}


TIERS = (
    ("Hand-raiser", True, None, 30 * MINUTE),
    ("A", False, graded("A"), HOUR),
    ("B", False, graded("B"), 4 * HOUR),
    ("C and D", False, None, 24 * HOUR),
)


@opens("40 calendar")
def open_calendar(workspace_id: int) -> None:
    """Monday to Friday, nine to five, in the workspace's time zone."""
    if CalendarUse.objects.filter(workspace_id=workspace_id, rep=None, pool=None).exists():
        return
    workspace = Workspace.objects.get(pk=workspace_id)
    row, is_new = WorkCalendar.objects.get_or_create(
        workspace=workspace, name="Office hours", defaults={"time_zone": workspace.time_zone}
    )
    if is_new:
        days = [
            CalendarBlock(workspace=workspace, calendar=row, weekday=day, begins=NINE, ends=FIVE) for day in range(5)
        ]
        CalendarBlock.objects.bulk_create(days)
    CalendarUse.objects.create(workspace=workspace, calendar=row)


@opens("41 agreement")
def open_agreement(workspace_id: int) -> None:
    """The first version: in force at once, and waiting for its signatures."""
    if TwoWayAgreement.objects.filter(workspace_id=workspace_id).exists():
        return
    agreement = TwoWayAgreement.objects.create(
        workspace_id=workspace_id,
        version=1,
        state=AgreementState.IN_FORCE,
        purpose=PURPOSE,
        attempt_channels=CHANNELS,
        questions=QUESTIONS,
        in_force_from=database_now(),
    )
    Policy.objects.bulk_create(
        Policy(
            workspace_id=workspace_id,
            agreement=agreement,
            place=place,
            tier=tier,
            hand_raiser=hand_raiser,
            condition=condition,
            accept_seconds=seconds,
            respond_seconds=seconds,
            counts=Counts.REP,
            steps=steps.write(steps.USUAL),
        )
        for place, (tier, hand_raiser, condition, seconds) in enumerate(TIERS)
    )
