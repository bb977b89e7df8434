"""What handing leads over at this pace does to the people who work them: queues, what waits, what is late. Pure."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

WORKING_DAYS = 5
IN_TIME = 1  # working days after which a lead that nobody has begun with is late


@dataclass(frozen=True)
class Week:
    """One week: handed over, what sales can work, what waits at its end, what was begun too late, and whose queue."""

    begins_on: date
    handed: int
    can_work: float
    waiting: int
    late: int
    queues: Mapping[str, int]


@dataclass
class Desk:
    """One rep: leads in the order they came, and how much work of the day is left over."""

    queue: deque[int] = field(default_factory=deque)  # the working day on which each came
    spare: float = 0.0

    def work(self, day: int, most: float) -> int:
        """Begin with as many as the day allows; answer how many of them were late."""
        self.spare = min(self.spare, 1.0) + most
        late = 0
        while self.queue and self.spare >= 1.0:
            late += day - self.queue.popleft() > IN_TIME
            self.spare -= 1.0
        return late


def weeks_of(handed: Mapping[date, int], capacity: Mapping[date, Mapping[str, float]]) -> list[Week]:
    """Week by week, from leads handed over on each day and what each rep can work in each week (by its Monday).

    A lead goes to whoever has the shortest queue for what they can work, as routing does; weekends wait for Monday;
    who is away has no capacity, and their queue waits for them.
    """
    desks: dict[str, Desk] = {}
    found, day = [], 0
    for monday, reps in sorted(capacity.items()):
        late = 0
        came = daily(handed, monday)
        for count in came:
            day += 1
            share_out(count, reps, desks, day)
            late += sum(desk.work(day, reps.get(rep, 0.0) / WORKING_DAYS) for rep, desk in desks.items())
        queues = {rep: len(desk.queue) for rep, desk in sorted(desks.items())}
        found.append(Week(monday, sum(came), sum(reps.values()), sum(queues.values()), late, queues))
    return found


def daily(handed: Mapping[date, int], monday: date) -> Sequence[int]:
    """What comes on each working day of a week; Saturday and Sunday before it come on its Monday."""
    days = [handed.get(monday + timedelta(days=place), 0) for place in range(WORKING_DAYS)]
    days[0] += sum(handed.get(monday - timedelta(days=back), 0) for back in (1, 2))
    return days


def share_out(count: int, reps: Mapping[str, float], desks: dict[str, Desk], day: int) -> None:
    """Give leads to whoever has least to do for what they can; where nobody can, to whoever was there before."""
    able = {rep: most for rep, most in reps.items() if most > 0} or dict.fromkeys(desks, 1.0)
    for _ in range(count if able else 0):
        rep = min(able, key=lambda each: (len(desks[each].queue) if each in desks else 0) / able[each])
        desks.setdefault(rep, Desk()).queue.append(day)
