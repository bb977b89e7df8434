"""Whether the machinery runs: signs of life, what waits in one workspace, and what is in trouble."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import Count, Min, Q

from accounts import heartbeat, mail
from accounts.models import Bell, OutboxItem, SendingStatus, Workspace

DOES = {
    "worker": "Does the work that is due, as soon as it is rung for.",
    "beat": "Rings for what happens every so often.",
    "ticker": "Looks for due work itself, so that nothing waits when the bells are silent.",
    "collector": "Takes tracking events, many at a time, where one is run beside the pages.",
}
MOST_TROUBLED = 20


@dataclass(frozen=True)
class Process:
    """One kind of process and how long ago it last said that it is there, in seconds; None: never."""

    name: str
    does: str
    age: float | None

    @property
    def is_well(self) -> bool:
        """Heard from lately."""
        return self.age is not None and self.age <= settings.HEARTBEAT_LATE_SECONDS


@dataclass(frozen=True)
class State:
    """What the system page shows of one workspace."""

    processes: list[Process]
    due: int
    dead: int
    overdue_since: datetime | None  # the oldest item that should have left by now
    waiting_since: datetime | None  # the oldest bell that should have been answered by now
    troubled: list[Bell]
    version: str
    mail_answers: bool | None  # None: not asked


def look(workspace: Workspace, *, now: datetime, ask_mail: bool = False) -> State:
    """Ask everything; `ask_mail` also calls the mail server, which may take three seconds."""
    ages = heartbeat.ages()
    due = Q(status=SendingStatus.DUE)
    counts = OutboxItem.objects.filter(workspace=workspace).aggregate(
        due=Count("pk", filter=due),
        dead=Count("pk", filter=Q(status=SendingStatus.DEAD)),
        since=Min("due_at", filter=due & Q(due_at__lte=now)),
    )
    bells = Bell.objects.filter(workspace=workspace)
    return State(
        processes=[Process(name, DOES.get(name, ""), age) for name, age in ages.items()],
        due=counts["due"],
        dead=counts["dead"],
        overdue_since=counts["since"],
        waiting_since=bells.filter(due_at__lte=now, attempts=0).aggregate(first=Min("due_at"))["first"],
        troubled=list(bells.filter(attempts__gt=0).order_by("-attempts", "due_at")[:MOST_TROUBLED]),
        version=version(),
        mail_answers=mail.connection_works() if ask_mail else None,
    )


@lru_cache(maxsize=1)
def version() -> str:
    """Which Baton this is, as its project file says."""
    file = settings.BASE_DIR / "pyproject.toml"
    return str(tomllib.loads(file.read_text(encoding="utf-8"))["project"]["version"]) if file.is_file() else ""
