"""The proof of the promise: every live lead is in exactly one place, counted each minute and shown with the hour.

The constraints make violators impossible; this looks all the same, and finds what the constraints cannot say: that the
end of a holding has passed and nobody has done anything.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from leads.models import CustodyCheck, Lead
from leads.models.lead import FITTING, UNTIL, WHOLE, LeadQuerySet
from leads.stages import OPEN, Holder

# What an overdue holding means, in the words of the lost-and-found page.
OVERDUE = {
    Holder.MARKETING: "Marketing meant to look at them again, and the day has passed",
    Holder.WAITING: "Waiting for sales longer than promised",
    Holder.OFFERED: "Offered, and not answered in time",
    Holder.SALES: "Accepted, and the next step is overdue",
}
ADRIFT = "Held by nobody"
FRESH = timedelta(minutes=2)
MANY = 20_000  # live leads from which on the last look is shown instead of a new one


@dataclass(frozen=True)
class Certificate:
    """What a look at all live leads found."""

    at: datetime
    live: int
    adrift: int
    overdue: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)

    @property
    def overdue_in_all(self) -> int:
        """How many holdings have run out."""
        return sum(self.overdue.values())

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds: nobody adrift."""
        return self.adrift == 0


def live(workspace_id: int) -> LeadQuerySet:
    """Leads that somebody must hold: not closed, merged or erased."""
    return Lead.objects.present().filter(workspace_id=workspace_id, stage__in=sorted(OPEN))


def adrift(workspace_id: int) -> LeadQuerySet:
    """Live leads that break a rule of custody; the database should make this empty."""
    return live(workspace_id).filter(~(WHOLE & FITTING))


def overdue(workspace_id: int, holder: Holder, *, at: datetime) -> LeadQuerySet:
    """Live leads whose holding has run out, longest first."""
    column = UNTIL[holder]
    rows = live(workspace_id).filter(Q(holder=holder.value) & Q(**{f"{column}__lt": at}))
    return rows.order_by(column, "id")


def last_look(workspace_id: int, *, at: datetime) -> Certificate:
    """What the newest look found, if it is of the last minutes and there were many leads; else looks anew.

    Counting a million leads takes a second, and somebody counts them each minute anyway.
    """
    checks = CustodyCheck.objects.filter(workspace_id=workspace_id, at__gt=at - FRESH, at__lte=at)
    check = checks.order_by("-at").first()
    if check is None or check.live < MANY:
        return inspect(workspace_id, at=at)
    return Certificate(check.at, check.live, check.adrift, overdue=check.overdue, held=check.held)


def inspect(workspace_id: int, *, at: datetime | None = None) -> Certificate:
    """Count every live lead by holder, and those adrift or overdue; one pass over the workspace's leads."""
    at = at or timezone.now()
    ended = " OR ".join(f"(holder = '{holder}' AND {column} < %(at)s)" for holder, column in UNTIL.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT holder, count(*), count(*) FILTER (WHERE {ended}) FROM leads_lead"  # noqa: S608 - our own words
            " WHERE workspace_id = %(workspace)s AND merged_into_id IS NULL AND erased_at IS NULL"
            " AND stage = ANY(%(open)s) GROUP BY holder",
            {"at": at, "workspace": workspace_id, "open": sorted(OPEN)},
        )
        rows = cursor.fetchall()
    return Certificate(
        at=at,
        live=sum(count for _, count, _ in rows),
        adrift=adrift(workspace_id).count(),
        overdue={holder: late for holder, _, late in rows if late},
        held={holder: count for holder, count, _ in rows},
    )
