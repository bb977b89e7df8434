"""How fast handoffs are routed, found on a queue, and made of an event.

    python -m benchmarks.handoffs [queue] [routing] [latency] [--leads 1000000] [--routed 10000]

queue: the query of a rep's queue among so many leads, 300,000 handoffs, 18,000 of them open, and at a tenth of it.
routing: so many leads to 50 reps, without and with the clocks and notifications of each offer.
latency: from an event posted over HTTP to the lead in the queue's answer, while 1,000 events a second come in.
Uses a database of its own.
"""

import argparse
import os
import statistics
import time
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import actions, tenancy  # noqa: E402
from accounts.models import Membership, User, Workspace  # noqa: E402
from benchmarks.handoffs_latency import latency  # noqa: E402
from routing import actions as routing  # noqa: E402
from routing.models import Handoff, PoolMember, RepProfile  # noqa: E402
from routing.models.handoff import queue_sql  # noqa: E402
from routing.ways import WAYS, Ways  # noqa: E402
from tests import databases  # noqa: E402

REPS, HANDOFFS, OPEN, ROUNDS = 50, 0.3, 0.018, 200
# What stands in the way of filling a table, and has no part in what is measured.
DROP = "SELECT indexname FROM pg_indexes WHERE tablename = 'leads_lead' AND indexdef NOT LIKE '%UNIQUE%'"
LEADS = """
    INSERT INTO leads_lead (workspace_id, first_name, last_name, email, email_domain, phone, title, buying_role,
        preferred_channel, language, company_name, company_fixed, country, region, city, time_zone, source, channel,
        utm, landing_page, custom, consent, stage, cycle, holder, held_for, closed_for, score, fit, engagement, grade,
        return_at, promise_at)
    SELECT %(ws)s, 'Lead', n::text, '', '', '', '', '', '', '', '', false, '', '', '', '', '', '', '{}', '', '{}',
        'unknown', %(stage)s, 1, %(holder)s, %(held)s, '', n %% 10000, 0, 0, 'A1', %(return)s, %(promise)s
      FROM generate_series(1, %(number)s) AS n
"""
CHANGES = """
    INSERT INTO leads_stagechange (workspace_id, lead_id, was, "to", cycle, at, cause, reason, details)
    SELECT workspace_id, id, 'lead', 'mql', 1, %(at)s, 'score', '', '{}' FROM leads_lead
     WHERE workspace_id = %(ws)s ORDER BY id LIMIT %(number)s
"""
PASSES = """
    INSERT INTO routing_handoff (workspace_id, lead_id, cause_id, cycle, state, trigger, said, priority, score, grade,
        receipt, brief, opened_at, decision, offers, tried, tier, held_for, note, closed_as, rep_id, offered_at,
        accept_by, answered_at, closed_at)
    SELECT c.workspace_id, c.lead_id, c.id, 1, CASE WHEN c.open THEN %(open)s ELSE 'rejected' END, 'score', '',
        1 + c.n %% 5, c.n %% 10000, 'A1', '{}', '{}', %(at)s, '{}', 1, '{}', '', '', '', '',
        CASE WHEN %(open)s = 'waiting' THEN NULL ELSE (%(reps)s::bigint[])[1 + c.n %% %(many)s] END, %(at)s,
        CASE WHEN %(open)s = 'waiting' THEN NULL ELSE %(at)s::timestamptz + c.n * interval '1 second' END,
        CASE WHEN c.open THEN NULL ELSE %(at)s::timestamptz END, CASE WHEN c.open THEN NULL ELSE %(at)s::timestamptz END
      FROM (SELECT *, row_number() OVER (ORDER BY id) AS n, row_number() OVER (ORDER BY id DESC) <= %(few)s AS open
              FROM leads_stagechange WHERE workspace_id = %(ws)s) AS c
"""


def main() -> None:
    """Measure what is named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=["queue", "routing", "latency"])
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--routed", type=int, default=10_000)
    wanted = parser.parse_args()
    name = databases.make("bench")
    try:
        if "queue" in wanted.what:
            queue(wanted.leads)
        if "routing" in wanted.what:
            spread(wanted.routed)
        if "latency" in wanted.what:
            latency(name, team("latency"))
    finally:
        databases.drop(name)


def team(name: str) -> Workspace:
    """A workspace with fifty reps."""
    boss = User.objects.create_user(f"{name}@bench.example", name=name)
    workspace = actions.create_workspace(name=name, by=boss, slug=name)
    with tenancy.workspace(workspace):
        people = [User(email=f"rep{number}@{name}.example", name=f"Rep {number}") for number in range(REPS)]
        User.objects.bulk_create(people)
        Membership.objects.bulk_create(Membership(workspace=workspace, user=person, rep=True) for person in people)
        RepProfile.objects.bulk_create(RepProfile(workspace=workspace, rep=person) for person in people)
    return workspace


def fill(workspace: Workspace, *, leads: int, passes: int, few: int, state: str) -> None:
    """So many leads, of which so many passed; the last few are open."""
    reps = list(Membership.objects.filter(workspace=workspace, rep=True).values_list("user_id", flat=True))
    at = timezone.now()
    marketing = {"stage": "lead", "holder": "marketing", "held": "", "return": at + timedelta(days=9), "promise": None}
    waits = {"stage": "mql", "holder": "waiting", "held": "Looking", "return": None, "promise": at}
    values: dict[str, Any] = {"ws": workspace.pk, "at": at, "open": state, "few": few, "reps": reps, "many": len(reps)}
    with connection.cursor() as cursor:
        cursor.execute(LEADS, {**values, "number": leads, **(waits if state == "waiting" else marketing)})
        cursor.execute(CHANGES, {**values, "number": passes})
        cursor.execute(PASSES, values)


def queue(leads: int) -> None:
    """The query at a tenth and at all of it."""
    as_owner(DROP)
    took = {}
    for number in (leads // 10, leads):
        workspace = team(f"queue{number}")
        with tenancy.workspace(workspace):
            fill(workspace, leads=number, passes=int(number * HANDOFFS), few=int(number * OPEN), state="offered")
        as_owner("ANALYZE")
        took[number] = ask(workspace, number)
    show("queue: all of it beside a tenth", took[leads] / took[leads // 10], most=1.5)


def ask(workspace: Workspace, number: int) -> float:
    """The query as a page asks it: its median in ms, and the pages of the database it touches."""
    with tenancy.workspace(workspace), connection.cursor() as cursor:
        rep = PoolMember.objects.filter(workspace=workspace).values_list("rep_id", flat=True).first() or next(
            iter(Membership.objects.filter(workspace=workspace, rep=True).values_list("user_id", flat=True))
        )
        pool = workspace.pools.values_list("pk", flat=True).first()
        sql, values = queue_sql(workspace.pk, rep=rep, pools=[pool], after=None, size=50)
        times = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            cursor.execute(sql, values)
            found = cursor.fetchall()
            times.append((time.perf_counter() - began) * 1000)
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", values)
        plan = cursor.fetchone()[0][0]["Plan"]
    figure = statistics.median(times)
    show(f"queue at {number:,} leads, {len(found)} rows: ms", figure, most=2)
    show(f"queue at {number:,} leads: buffers", plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], most=60)
    return figure


def spread(number: int) -> None:
    """So many leads to the reps, bare and with what follows an offer."""
    whole = {"promises": WAYS.promises, "offered": WAYS.offered}
    for title, ways in (("bare", vars(Ways())), ("with clocks and notifications", whole)):
        WAYS.promises, WAYS.offered = ways["promises"], ways["offered"]
        workspace = team(f"spread-{title.split()[0]}")
        with tenancy.workspace(workspace):
            fill(workspace, leads=number, passes=number, few=number, state="waiting")
        began = time.perf_counter()
        while True:
            with tenancy.workspace(workspace):
                if not routing.route(workspace, at=timezone.now()).more:
                    break
        seconds = time.perf_counter() - began
        with tenancy.workspace(workspace):
            given = sorted(PoolMember.objects.values_list("given", flat=True))
            assert Handoff.objects.filter(state="offered").count() == number
        most = 10 * number / 10_000
        show(f"routing {number:,} leads to {REPS} reps, {title}: s", seconds, most=most)
        show(
            "    uneven by, in per cent",
            100 * (given[-1] - given[0]) / max(given[-1], 1),
            most=2 if number >= 10_000 else None,
        )
    WAYS.promises, WAYS.offered = whole["promises"], whole["offered"]


def as_owner(sql: str) -> None:
    """Run a statement as the owner; drop the indexes that it lists."""
    with databases.closing(databases.open_as(settings.DATABASE_OWNER_URL, connection.settings_dict["NAME"])) as link:
        cursor = link.cursor()
        cursor.execute(sql)
        for (index,) in cursor.fetchall() if cursor.description else ():
            cursor.execute(f'DROP INDEX "{index}"')


def show(title: str, figure: float, *, most: float | None = None) -> None:
    """One line: the figure, and whether it is reached."""
    wanted = "" if most is None else f"at most {most:g}"
    print(f"{title:64} {figure:9.2f}  {wanted:14} {'MISSED' if most is not None and figure > most else ''}", flush=True)


if __name__ == "__main__":
    main()
