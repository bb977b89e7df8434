"""What a rep has before them: the queue of offers, today's figures, and what they work on."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from accounts.models import Membership, User, Workspace
from leads.models.lead import LeadQuerySet
from routing.models import Handoff, PoolMember, State
from routing.timeleft import SOON, Left, left

SIZE = 50
MOST_COUNTED = 1_000  # beyond, the navigation says 999+
TODAY = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM responded_at - offered_at))
           FILTER (WHERE responded_at IS NOT NULL),
       count(*) FILTER (WHERE answered_at <= accept_by OR (answered_at IS NULL AND accept_by > %(now)s)), count(*)
  FROM routing_handoff
 WHERE workspace_id = %(workspace)s AND rep_id = %(rep)s AND offered_at >= %(since)s
"""


@dataclass(frozen=True)
class Row:
    """One offer on the queue."""

    handoff: Handoff
    left: Left
    pool: str = ""  # named where it is a pool's and not one's own


@dataclass(frozen=True)
class Figures:
    """How quick one was today."""

    median: float | None  # seconds from the offer to the first touch
    within: float | None  # share of today's offers that were answered in time, or still can be


@dataclass(frozen=True)
class Queue:
    """What waits for one person."""

    rows: list[Row]
    total: int
    overdue: int
    soon: int
    version: str
    after: str = ""  # where the next page begins
    pools: dict[int, str] = field(default_factory=dict)


def pools_of(workspace: Workspace, user: User) -> dict[int, str]:
    """The pools a person is in, with their names."""
    rows = PoolMember.objects.filter(workspace=workspace, rep=user, pool__retired_at=None)
    return dict(rows.order_by("pool_id").values_list("pool_id", "pool__name"))


def waiting_for(workspace: Workspace, user: User, pools: Any) -> Any:
    """Offers to a person and to their pools, as a set."""
    mine = Q(rep=user) | Q(rep=None, pool__in=pools)
    return Handoff.objects.filter(mine, workspace=workspace, state=State.OFFERED)


def queue(workspace: Workspace, user: User, *, now: datetime, after: tuple[int, datetime, int] | None = None) -> Queue:
    """One page of what waits, most urgent first, and how much there is in all."""
    pools = pools_of(workspace, user)
    found = Handoff.objects.for_queue(workspace.pk, rep=user.pk, pools=list(pools), after=after, size=SIZE + 1)
    more, found = len(found) > SIZE, found[:SIZE]
    zone = timezone.get_current_timezone()
    rows = [
        Row(one, left(due_of(one), now=now, zone=zone), "" if one.rep_id else pools.get(one.pool_id or 0, ""))
        for one in found
    ]
    total = len(rows) if not more and after is None else waiting_for(workspace, user, list(pools)).count()
    return Queue(
        rows=rows,
        total=total,
        overdue=sum(due_of(one) < now for one in found),
        soon=sum(now <= due_of(one) <= now + SOON for one in found),
        version=version_of(found, total),
        after=cursor_of(found[-1]) if more else "",
        pools=pools,
    )


def due_of(row: Handoff) -> datetime:
    """By when an offer is to be answered; the database refuses one without."""
    assert row.accept_by is not None
    return row.accept_by


def version_of(rows: list[Handoff], total: int) -> str:
    """A short text that changes when anything on the queue does."""
    told = [
        (row.pk, due_of(row).timestamp(), row.priority, row.rep_id, row.lead.changed_at.timestamp()) for row in rows
    ]
    return hashlib.sha256(repr((total, told)).encode()).hexdigest()[:16]


def cursor_of(row: Handoff) -> str:
    """Where the next page begins, as an address has it."""
    return f"{row.priority}~{due_of(row).isoformat()}~{row.pk}"


def read_cursor(text: str) -> tuple[int, datetime, int] | None:
    """The place in the queue that an address names; none where that is nonsense."""
    parts = text.replace(" ", "+").split("~")
    try:
        priority, at, pk = parts
        found = int(priority), datetime.fromisoformat(at), int(pk)
    except ValueError:
        return None
    return found if timezone.is_aware(found[1]) and 0 < found[0] < 10 and 0 < found[2] < 2**63 else None


def figures(workspace: Workspace, user: User, *, now: datetime) -> Figures:
    """Today's figures; the day begins at the reader's midnight."""
    since = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    values: dict[str, Any] = {"now": now, "workspace": workspace.pk, "rep": user.pk, "since": since}
    with connection.cursor() as cursor:
        cursor.execute(TODAY, values)
        median, within, count = cursor.fetchone()
    return Figures(median, within / count if count else None)


def count_queue(membership: Membership) -> int:
    """How much waits, for the navigation."""
    workspace, user = membership.workspace, membership.user
    pools = PoolMember.objects.filter(workspace=workspace, rep=user).values("pool_id")
    return waiting_for(workspace, user, pools).order_by()[:MOST_COUNTED].count()


def count_working(membership: Membership) -> int:
    """How many leads one works on, for the navigation; counted as far as it is shown."""
    return worked_by(membership).order_by()[:MOST_COUNTED].count()


def worked_by(membership: Membership) -> LeadQuerySet:
    """The leads one works on."""
    return membership.workspace.leads.present().filter(rep=membership.user_id, holder="sales")


def count_tasks(membership: Membership) -> int:
    """How many tasks are due by now, for the navigation."""
    due = timezone.now() + timedelta(days=1)
    rows = membership.workspace.tasks.filter(to=membership.user_id, done_at=None, dropped_at=None)
    return rows.filter(due_at__lte=due).count()


def count_questions(membership: Membership) -> int:
    """How many questions wait for an answer of one's own, for the navigation."""
    rows = membership.workspace.questions.filter(answered_at=None)
    if membership.marketer:
        return rows.filter(Q(to=membership.user_id) | Q(to=None)).count()
    return rows.filter(to=membership.user_id).count()
