"""What is going on today: the leads of the last days, passed on by the verbs as they would be."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.db.models import Count

from accounts.actions import Refused
from accounts.models import Workspace
from leads import actions as leads
from leads.models import Lead
from leads.stages import Stage
from routing import actions as routing
from routing.models import Handoff, RepProfile, State

TODAY = 32
ROOM = 4  # leads that each rep can still take
SOON = timedelta(minutes=2)  # after the first sight of a lead nobody passes it on
HOURS = (30, 26, 5, 3, 2, 1.5, 1, 0.75, 0.5, 0.3, 0.2, 0.1)  # ago, of the newest passes


def today(workspace: Workspace, ids: Sequence[int], *, at: datetime) -> None:
    """Passes of the last hours: some are overdue, some wait for room, most are on a queue; some are taken."""
    held = Lead.objects.filter(workspace=workspace, pk__in=ids, stage="lead", holder="marketing", barred_for="")
    rows = list(held.order_by("-qualifies", "-score")[:TODAY])
    for place, lead in enumerate(rows):
        when = min(at, max(at - timedelta(hours=HOURS[place % len(HOURS)]), lead.first_seen_at + SOON))
        raised = place % 6 == 0
        details = {"signal": "Asked for a demo"} if raised else {}
        cause = "hand-raiser" if raised else "score"
        leads.move(lead, to=Stage.MQL, at=when, cause=cause, reason=details.get("signal", ""), details=details)
    leave_little_room(workspace)
    routing.route(workspace, at=at)
    taken = Handoff.objects.filter(workspace=workspace, state=State.OFFERED, rep__isnull=False).order_by("pk")
    for row in list(taken.select_related("rep"))[::5]:
        assert row.rep is not None
        with suppress(Refused, LookupError, ValueError, TypeError):
            routing.accept(row, by=row.rep, next_step_at=at + timedelta(days=1), at=at)


def leave_little_room(workspace: Workspace) -> None:
    """Let reps take so few more that some of today's leads have to wait."""
    worked = Lead.objects.filter(workspace=workspace, holder="sales").values_list("rep").annotate(count=Count("pk"))
    loads = dict(worked.order_by())
    for profile in RepProfile.objects.filter(workspace=workspace):
        RepProfile.objects.filter(pk=profile.pk).update(open_at_once=loads.get(profile.rep_id, 0) + ROOM)
