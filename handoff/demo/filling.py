"""The demo from first to last, each part said as it is done."""

import random
from collections.abc import Callable
from datetime import datetime

from accounts.models import User, Workspace
from handoff.demo import agreed, deeds, desk, furniture, living, model, people, shelf, timing, ways
from leads.actions.statements import run
from reports import actions as reports
from routing.models import Pool, RejectReason

PASSED = """
INSERT INTO reports_passed (workspace_id, lead, change, at, grade, pool, content)
SELECT h.workspace_id, h.lead_id, h.cause_id, h.opened_at, h.grade, h.pool_id,
       (SELECT a.content_id FROM leads_activity a WHERE a.workspace_id = h.workspace_id AND a.lead_id = h.lead_id
           AND a.content_id IS NOT NULL AND a.at <= h.opened_at ORDER BY a.at LIMIT 1)
  FROM routing_handoff h WHERE h.workspace_id = %s ON CONFLICT DO NOTHING
"""
Say = Callable[[str], None]


def fill(workspace: Workspace, cast: dict[str, User], *, at: datetime, say: Say = lambda text: None) -> int:
    """Everything; in the workspace's transaction. Answers how many leads there are.

    `cast` has ada, maya, ravi, mona and the other reps by their short names; `at` is in the workspace's zone.
    """
    dice = random.Random(26)  # noqa: S311 - the same demo each time
    reps = [cast["ravi"], *(person for name, person in cast.items() if name not in {"ada", "maya", "ravi", "mona"})]
    reasons = {reason.key: reason for reason in RejectReason.objects.filter(workspace=workspace)}
    furniture.library(workspace, at=at)
    furniture.team(workspace, reps, by=cast["mona"], at=at)
    furniture.territories(workspace, reps, by=cast["maya"], at=at)
    agreed.agree(workspace, cast, at=at)
    say("campaigns, content, the team and what it agreed on")
    all_ways = people.make(workspace, dice, by=cast["maya"], at=at)
    say(f"{len(all_ways):,} leads")
    ways.walk(all_ways, reps, reasons, dice, at=at)
    ways.write(workspace, all_ways, dice, at=at)
    say("eighteen months of steps")
    count = deeds.write(workspace, all_ways, dice, at=at, say=say)
    say(f"{count:,} activities")
    grades = model.count(workspace, [way.lead for way in all_ways], cast, at=at, say=say)
    pool = Pool.objects.get(workspace=workspace, fallback=True).pk
    handoffs = ways.passes(workspace, all_ways, reasons, grades, pool, dice)
    run(PASSED, [workspace.pk])
    say(f"{len(handoffs):,} handoffs")
    desk.furnish(workspace, all_ways, handoffs, cast, dice, at=at)
    living.today(workspace, [way.lead for way in all_ways], at=at)
    say("what waits today")
    timing.clocks(workspace, handoffs)
    say("how soon they were answered")
    while reports.fold(workspace.pk):
        pass
    furniture.ahead(workspace, cast, at=at)
    shelf.stock(workspace, cast, at=at)
    say("goals, calendar, reviews, what helps, a form and a key for the web site")
    return len(all_ways)
