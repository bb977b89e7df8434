"""The product on one screen: what happens next when somebody did something, and at each stage.

This is the only module that listens to the hall's two signals, and the only one that lets rooms work together. Both are
sent inside the transaction that wrote the rows, so what is done here is committed with its cause or not at all.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.dispatch import receiver

from leads.actions.activities import Recorded
from leads.models import StageChange
from leads.signals import activities_recorded, stage_changed
from leads.stages import Stage
from reports import actions as reports
from routing import actions as routing

STEPS: dict[Stage, tuple[Callable[[StageChange], object], ...]] = {Stage.MQL: (routing.open,)}


@receiver(activities_recorded)
def hear(workspace_id: int, activities: Sequence[Recorded], lost: frozenset[int], **_: Any) -> None:
    """Somebody did something."""


@receiver(stage_changed)
def pass_on(change: StageChange, **_: Any) -> None:
    """A lead took a step: do what follows at the stage it came to."""
    reports.note(change)
    for step in STEPS.get(Stage(change.to), ()):
        step(change)
