"""What sales can work in a week, as whoever knows it says; the roof introduces them to each other."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

Reps = Mapping[str, float]  # each rep's name, and the leads they can work in a week
Knows = Callable[[int, Sequence[date]], Mapping[date, Reps]]  # a workspace and Mondays -> what each week has
_known: list[Knows] = []


def told_by(knows: Knows) -> Knows:
    """Let a room say what each rep can work in a week, absences taken off. Called once, by the relay."""
    _known[:] = [knows]
    return knows


def in_weeks(workspace_id: int, mondays: Sequence[date]) -> Mapping[date, Reps]:
    """What each rep can work in the weeks that begin on these Mondays; a week nobody knows of is missing."""
    return _known[0](workspace_id, mondays) if _known else {}


def mondays(first: date, last: date) -> list[date]:
    """The Mondays of the weeks from one day to another."""
    start = first - timedelta(days=first.weekday())
    return [start + timedelta(days=7 * place) for place in range((last - start).days // 7 + 1)]
