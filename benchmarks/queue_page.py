"""How long the rep's queue takes on the server, with many handoffs behind it: the page, one offer, asking again.

    python -m benchmarks.queue_page [--handoffs 30000]

Median and worst of some requests through the whole stack in this process, on a throw-away database filled in SQL: most
handoffs are history, 60 wait for the rep and 60 for their pool. Then the same at a tenth of that, and the ratio.
"""

import argparse
import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts import actions, tenancy  # noqa: E402
from accounts.models import Membership, User, Workspace  # noqa: E402
from accounts.roles import Role  # noqa: E402
from routing.models import Pool, PoolMember  # noqa: E402
from tests import databases  # noqa: E402

TIMES, OPEN, LIMIT = 9, 60, 50.0  # requests, offers to the rep and to the pool, milliseconds for the page
LEADS = """
INSERT INTO leads_lead (workspace_id, first_name, last_name, email, email_domain, phone, title, buying_role,
    preferred_channel, language, company_name, company_fixed, country, region, city, time_zone, source, channel, utm,
    landing_page, custom, consent, stage, holder, return_at, held_for, closed_for, cycle, score, fit, engagement, grade,
    accept_by, rep_id, offered_pool)
SELECT %(ws)s, 'Lead', 'No ' || n, '', '', '', 'CMO', '', '', '', 'Firm', false, 'DE', '', 'Berlin', '', '', '',
    '{}', '', '{}', 'unknown', CASE WHEN n <= 2 * %(open)s THEN 'mql' ELSE 'lead' END,
    CASE WHEN n <= 2 * %(open)s THEN 'offered' ELSE 'marketing' END,
    CASE WHEN n > 2 * %(open)s THEN now() + interval '20 days' END, '', '', 1, 9000, 4500, 4500, 'A1',
    CASE WHEN n <= 2 * %(open)s THEN now() + n * interval '1 minute' END,
    CASE WHEN n <= %(open)s THEN %(rep)s END, CASE WHEN n > %(open)s AND n <= 2 * %(open)s THEN %(pool)s END
  FROM generate_series(1, %(handoffs)s) n
"""
CHANGES = """
INSERT INTO leads_stagechange (workspace_id, lead_id, was, "to", cycle, at, cause, reason, details)
SELECT workspace_id, id, 'lead', 'mql', 1, now() - interval '1 hour', 'score', '', '{}' FROM leads_lead
 WHERE workspace_id = %(ws)s
"""
HANDOFFS = """
INSERT INTO routing_handoff (workspace_id, lead_id, cause_id, cycle, state, trigger, said, priority, score, grade,
    receipt, brief, opened_at, decision, pool_id, rep_id, offered_at, accept_by, offers, tried, tier, held_for,
    answered_at, note, closed_at, closed_as)
SELECT l.workspace_id, l.id, c.id, 1, CASE WHEN l.holder = 'offered' THEN 'offered' ELSE 'rejected' END, 'score', '',
    1 + l.id %% 5, 9000, 'A1', '{}', '{}', c.at, '{}', %(pool)s,
    CASE WHEN l.holder = 'offered' THEN l.rep_id ELSE %(rep)s END,
    c.at - CASE WHEN l.holder = 'offered' THEN 0 ELSE l.id %% 400 END * interval '1 day',
    coalesce(l.accept_by, c.at), 1, '{}', '', '', CASE WHEN l.holder <> 'offered' THEN c.at END, '',
    CASE WHEN l.holder <> 'offered' THEN c.at END, CASE WHEN l.holder <> 'offered' THEN 'rejected' ELSE '' END
  FROM leads_lead l JOIN leads_stagechange c ON c.workspace_id = l.workspace_id AND c.lead_id = l.id
 WHERE l.workspace_id = %(ws)s
"""


def main() -> None:
    """A throw-away database, two sizes, and how they compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--handoffs", type=int, default=30_000)
    wanted = parser.parse_args()
    settings.ALLOWED_HOSTS, settings.SESSION_SEEN_EVERY = ["testserver"], 60
    name = databases.make("bench")
    try:
        small = measure("small", wanted.handoffs // 10)
        large = measure("large", wanted.handoffs)
        for title, spent in large.items():
            print(f"{title:14}{spent / small[title]:>6.2f} times a tenth of it")
        print(f"queue page {large['queue']:.0f} ms of {LIMIT:.0f} ms allowed: ratio {large['queue'] / LIMIT:.2f}")
    finally:
        databases.drop(name)


def measure(slug: str, handoffs: int) -> dict[str, float]:
    """The median milliseconds of each request in a workspace of that size."""
    rep = User.objects.create_user(f"{slug}@example.com", "a-good-long-password", name=slug)
    workspace = actions.create_workspace(name=slug, by=rep, slug=slug)
    first = fill(workspace, rep, handoffs)
    client, base = Client(), f"/w/{slug}/queue/"
    client.force_login(rep)
    version = client.get(base).content.decode().split("rows/?v=")[1][:16]
    asked = {"queue": (base, {}), "one offer": (f"{base}{first}/", {"HTTP_HX_REQUEST": "true"})}
    asked["asking again"] = (f"{base}rows/?v={version}", {"HTTP_HX_REQUEST": "true"})
    found = {}
    print(f"{handoffs:,} handoffs{'':4}{'median ms':>10}{'worst':>8}{'queries':>9}{'SQL ms':>8}")
    for title, (url, headers) in asked.items():
        spent = []
        for _ in range(TIMES):
            began = time.perf_counter()
            client.get(url, **headers)
            spent.append((time.perf_counter() - began) * 1000)
        with CaptureQueriesContext(connection) as queries:
            client.get(url, **headers)
        sql = sum(float(query["time"]) for query in queries) * 1000
        found[title] = statistics.median(spent)
        print(f"{title:18}{found[title]:>10.1f}{max(spent):>8.1f}{len(queries):>9}{sql:>8.1f}")
    return found


def fill(workspace: Workspace, rep: User, handoffs: int) -> int:
    """The rows, in SQL; answers an offer's id."""
    with tenancy.workspace(workspace), connection.cursor() as cursor:
        member = Membership.objects.get(workspace=workspace, user=rep)
        member.give(set(Role))
        member.save()
        pool = Pool.objects.get(workspace=workspace, fallback=True)
        PoolMember.objects.get_or_create(workspace=workspace, pool=pool, rep=rep)
        values = {"ws": workspace.pk, "rep": rep.pk, "pool": pool.pk, "open": OPEN, "handoffs": handoffs}
        for statement in (LEADS, CHANGES, HANDOFFS):
            cursor.execute(statement, values)
        first = workspace.handoffs.filter(state="offered").earliest("pk").pk
    connection.close()
    with databases.closing(databases.open_as(settings.DATABASE_OWNER_URL, connection.settings_dict["NAME"])) as link:
        link.cursor().execute("VACUUM ANALYZE")
    return first


if __name__ == "__main__":
    main()
