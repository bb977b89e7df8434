"""The pass itself: one row for each, what was decided, and every offer that was made of it."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import AppendOnly, TenantKey, TenantRows
from accounts.models import TenantModel, User, Workspace
from leads.models import Lead, StageChange
from routing.models.team import Pool


class Fate(models.TextChoices):
    """Where a rejected lead goes."""

    NURTURE = "nurture", "Back to nurture"
    DISQUALIFY = "disqualify", "Disqualified"


class RejectReason(TenantModel):
    """Why sales gives a lead back: the workspace's own list, each with where the lead goes."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="reject_reasons")
    key = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    fate = models.CharField("The lead goes", max_length=10, choices=Fate.choices, default=Fate.NURTURE)
    return_days = models.PositiveSmallIntegerField("Looked at again after days", default=90)
    track = models.CharField("Nurture track", max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="rejectreason_rows"),
            models.UniqueConstraint(fields=["workspace", "key"], name="rejectreason_once"),
        ]

    def __str__(self) -> str:
        return self.label


class State(models.TextChoices):
    """Where a handoff is."""

    WAITING = "waiting", "Waiting"
    OFFERED = "offered", "Offered"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


OPEN = (State.WAITING, State.OFFERED)
TIMED = Q(accept_by__isnull=False, offered_at__isnull=False)


class Trigger(models.TextChoices):
    """What set a handoff off."""

    SCORE = "score", "Met the definition"
    HAND_RAISER = "hand-raiser", "Raised a hand"
    MANUAL = "manual", "Passed by marketing"
    SELF_SOURCED = "self-sourced", "Found by the rep"
    IMPORTED = "import", "Came with an import"
    OTHER = "other", "Another cause"


class HandoffQuerySet(models.QuerySet["Handoff"]):
    """Handoffs, as the pages ask for them."""

    def open(self) -> "HandoffQuerySet":
        """Those nobody has answered."""
        return self.filter(state__in=OPEN)

    def worked(self) -> "HandoffQuerySet":
        """Accepted, and sales is not done with them."""
        return self.filter(state=State.ACCEPTED, closed_at=None)

    def most_urgent_first(self) -> "HandoffQuerySet":
        """The queue's order: priority, then time left."""
        return self.order_by("priority", "accept_by", "id")

    def for_queue(
        self,
        workspace_id: int,
        *,
        rep: int,
        pools: list[int],
        after: tuple[int, datetime, int] | None = None,
        size: int = 50,
    ) -> list["Handoff"]:
        """What waits for a rep and for their pools, most urgent first: the rows after a (priority, accept_by, id).

        Each part is read in order from a partial index that holds open offers only, so the cost does not grow with
        history.
        """
        sql, values = queue_sql(workspace_id, rep=rep, pools=pools, after=after, size=size)
        rows = list(self.model.objects.raw(sql, values))
        models.prefetch_related_objects(rows, "lead__company")
        return rows


class Handoff(TenantModel):
    """One pass of one lead from marketing to sales."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="handoffs")
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="handoffs"
    )
    cause = models.ForeignKey(
        StageChange, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="handoffs"
    )  # the step to MQL: one cause makes one row
    cycle = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    # what was decided at the moment of the pass
    trigger = models.CharField(max_length=12, choices=Trigger.choices)
    said = models.CharField(max_length=200, blank=True)  # the signal that raised the hand, or why marketing passed it
    priority = models.PositiveSmallIntegerField(default=5)  # 1 is most urgent; see routing/priority.py
    score = models.IntegerField(default=0)  # hundredths, when it was passed
    grade = models.CharField(max_length=2, blank=True)
    definition_version = models.BigIntegerField(null=True)
    receipt = models.JSONField(default=dict, blank=True)
    brief = models.JSONField(default=dict, blank=True)
    papers_due = models.BooleanField(default=False, db_default=False)  # receipt and brief are still to be kept
    passed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    opened_at = models.DateTimeField()
    # whom it is offered to
    decision = models.JSONField(default=dict, blank=True)  # the newest: each step; while it waits, each candidate too
    plan_version = models.PositiveIntegerField(null=True)
    wanted_rep = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )  # asked for by name
    pool = models.ForeignKey(
        Pool, null=True, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="handoffs"
    )
    rep = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    offered_at = models.DateTimeField(null=True)
    accept_by = models.DateTimeField(null=True)
    offers = models.PositiveSmallIntegerField(default=0)  # how often it was offered
    tried = ArrayField(models.BigIntegerField(), default=list, blank=True)  # reps it was offered to before
    agreement_version = models.PositiveIntegerField(null=True)
    tier = models.CharField(max_length=40, blank=True)
    promise_at = models.DateTimeField(null=True)  # while it waits: when it will be offered
    held_for = models.CharField(max_length=200, blank=True)  # while it waits: why
    look_at = models.DateTimeField(db_default=Now())  # while it waits: when routing looks at it again
    # what became of it
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    reason = models.ForeignKey(
        RejectReason,
        null=True,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="handoffs",
    )
    note = models.CharField(max_length=500, blank=True)
    responded_at = models.DateTimeField(null=True)  # the first human touch
    responded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    qualified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # when sales was done with it: rejected, given back, won, lost …
    closed_as = models.CharField(max_length=20, blank=True)  # rejected, withdrawn, recycled, disqualified, won, lost

    objects = HandoffQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="handoff_rows"),
            TenantKey(name="handoff_lead_key", field="lead", to="leads.Lead"),
            TenantKey(name="handoff_cause_key", field="cause", to="leads.StageChange"),
            TenantKey(name="handoff_pool_key", field="pool", to="routing.Pool"),
            TenantKey(name="handoff_reason_key", field="reason", to="routing.RejectReason"),
            models.UniqueConstraint(fields=["workspace", "cause"], name="handoff_cause_once"),
            models.UniqueConstraint(
                fields=["workspace", "lead"], condition=Q(state__in=["waiting", "offered"]), name="handoff_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="offered")
                | (
                    Q(accept_by__isnull=False, offered_at__isnull=False)
                    & (Q(rep__isnull=False) | Q(pool__isnull=False))
                ),
                name="handoff_offer_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(rep=None, accept_by=None), name="handoff_waiting_with_nobody"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(rep__isnull=False, answered_at__isnull=False),
                name="handoff_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["rejected", "withdrawn"]) | Q(closed_at__isnull=False),
                name="handoff_over_is_closed",
            ),
            models.CheckConstraint(condition=Q(priority__gte=1, priority__lte=9), name="handoff_priority"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace", "rep", "priority", "accept_by", "id"],
                condition=Q(state="offered", rep__isnull=False),
                name="handoff_queue_of_rep",
            ),
            models.Index(
                fields=["workspace", "pool", "priority", "accept_by", "id"],
                condition=Q(state="offered", rep=None),
                name="handoff_queue_of_pool",
            ),
            models.Index(
                fields=["workspace", "priority", "opened_at", "id"],
                condition=Q(state="waiting"),
                name="handoff_waiting",
            ),
            models.Index(fields=["workspace", "look_at"], condition=Q(state="waiting"), name="handoff_to_route"),
            models.Index(fields=["workspace", "accept_by"], condition=Q(state="offered"), name="handoff_due"),
            models.Index(fields=["workspace", "lead", "-id"], name="handoff_of_lead"),
            models.Index(fields=["workspace", "rep", "offered_at"], name="handoff_of_rep"),
            models.Index(fields=["workspace", "-id"], name="handoff_newest"),
            models.Index(fields=["workspace", "id"], condition=Q(papers_due=True), name="handoff_papers_due"),
        ]

    def __str__(self) -> str:
        return f"Handoff {self.pk} of lead {self.lead_id}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return self.state in OPEN


# Without what is only read when one is opened; Django fetches those columns when they are asked for.
SHOWN = "id, workspace_id, lead_id, cause_id, cycle, state, trigger, said, priority, score, grade, opened_at, pool_id,"
SHOWN += " rep_id, offered_at, accept_by, offers, tier"
COLUMNS = f"SELECT {SHOWN} FROM routing_handoff WHERE workspace_id = %s AND state = 'offered'"  # noqa: S608 - our words
ORDER = " ORDER BY priority, accept_by, id LIMIT %s"


def queue_sql(
    workspace_id: int, *, rep: int, pools: list[int], after: tuple[int, datetime, int] | None, size: int
) -> tuple[str, list[object]]:
    """One ordered scan for the rep and one for each pool, and the first rows of them together."""
    beyond = " AND (priority, accept_by, id) > (%s, %s, %s)" if after else ""
    edge: list[object] = list(after or ())
    parts = [f"({COLUMNS} AND rep_id = %s{beyond}{ORDER})"]
    values: list[object] = [workspace_id, rep, *edge, size]
    for pool in pools:
        parts.append(f"({COLUMNS} AND rep_id IS NULL AND pool_id = %s{beyond}{ORDER})")
        values += [workspace_id, pool, *edge, size]
    return f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS queue{ORDER}", [*values, size]  # noqa: S608 - our words


class Offer(TenantModel):
    """One decision about a handoff, written once: whom it was offered to, and why each other one was not."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="offers")
    handoff = models.ForeignKey(
        Handoff, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="offered"
    )
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    pool = models.ForeignKey(
        Pool, null=True, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="offers"
    )
    rep = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )  # nobody: it waits
    accept_by = models.DateTimeField(null=True)
    why = models.CharField(max_length=200)  # routed, escalated, away, deactivated, reassigned by …
    plan_version = models.PositiveIntegerField(null=True)
    decision = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="offer_rows"),
            TenantKey(name="offer_handoff_key", field="handoff", to="routing.Handoff"),
            TenantKey(name="offer_pool_key", field="pool", to="routing.Pool"),
            AppendOnly(name="offer_append_only"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "handoff", "number"], name="offer_of_handoff"),
            models.Index(fields=["workspace", "rep", "-at"], name="offer_of_rep"),
            models.Index(fields=["workspace", "pool", "-id"], name="offer_of_pool"),
        ]

    def __str__(self) -> str:
        return f"Offer {self.number} of handoff {self.handoff_id}"
