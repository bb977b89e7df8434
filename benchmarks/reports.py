"""How long the reports take with many leads, and whether ten times the data costs more.

    python -m benchmarks.reports [--leads 1000000]

Fills a workspace of a tenth and one of the whole in SQL (three stage changes a lead), writes the sums as folding does,
and measures every report through the whole stack. Prints the median on the server, the ratio between the two sizes, and
what PostgreSQL has of it: by its own clock, and as the page waits. The limits are 100 ms, 1.5 and 15 ms.
"""

import argparse
import os
import statistics
import time
from dataclasses import dataclass
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from accounts import actions, tenancy  # noqa: E402
from accounts.models import Membership, User, Workspace  # noqa: E402
from reports import actions as reports  # noqa: E402
from reports.folding import ALL  # noqa: E402
from tests import databases  # noqa: E402

TIMES = 7
PAGES = {
    **{name: "" for name in ("pipeline", "funnel", "sources", "assignment", "feedback", "coaching", "engagement")},
    "one filter": "pipeline/?source=Paid",
    "two filters": "pipeline/?source=Paid&landing=/page-1",
    "a whole year": "pipeline/?period=365",
}
LIMITS = {"page": 100, "sql": 15, "ratio": 1.5}
DAYS, REPS, PORTION = 730, 20, 20_000
LEADS = """
INSERT INTO leads_lead (workspace_id, first_name, last_name, email, email_key, email_domain, phone, title,
    buying_role, preferred_channel, language, company_name, company_fixed, country, region, city, time_zone, source,
    channel, utm, landing_page, custom, consent, stage, holder, return_at, next_step_at, rep_id, owner_id, held_for,
    closed_for, cycle, score, fit, engagement, grade, first_seen_at, staged_at)
SELECT %(ws)s, 'P', 'L' || n, '', NULL, '', '', (ARRAY['CMO', 'Analyst', 'Founder'])[1 + n %% 3], '', '', '', '', false,
    'DE', '', '', '', (ARRAY['Organic', 'Paid', 'Webinar', 'Referral', 'Fair', 'Mail'])[1 + n %% 6],
    (ARRAY['search', 'event', 'mail'])[1 + n %% 3], '{}', '/page-' || n %% 40, '{}', 'unknown',
    CASE WHEN n %% 10 < 4 THEN 'lead' WHEN n %% 10 < 7 THEN 'sal' ELSE 'won' END,
    CASE WHEN n %% 10 < 4 THEN 'marketing' WHEN n %% 10 < 7 THEN 'sales' ELSE 'closed' END,
    CASE WHEN n %% 10 < 4 THEN now() + interval '9 days' END,
    CASE WHEN n %% 10 BETWEEN 4 AND 6 THEN now() + interval '1 day' END,
    CASE WHEN n %% 10 BETWEEN 4 AND 6 THEN rep END, CASE WHEN n %% 10 > 3 THEN rep END, '',
    CASE WHEN n %% 10 > 6 THEN 'Signed' ELSE '' END, 1, n %% 9000, n %% 4500, n %% 4500,
    (ARRAY['A1', 'B2', 'C3', 'D4'])[1 + n %% 4], at, at + interval '9 days'
  FROM (SELECT n, (%(reps)s::bigint[])[1 + n / 10 %% %(many)s] AS rep,
               now() - (n %% %(days)s) * interval '1 day' - interval '12 days' AS at
          FROM generate_series(1, %(leads)s) n) AS made
"""
STEPS = """
INSERT INTO leads_stagechange (workspace_id, lead_id, was, "to", cycle, at, cause, reason, details)
SELECT %(ws)s, l.id, s.was, s.was_to, 1, l.first_seen_at + s.after, s.cause, s.reason,
       CASE WHEN s.was_to = 'won' THEN '{"amount": 500000}' ELSE '{}' END::jsonb
  FROM leads_lead l JOIN (VALUES
    ('lead', 'mql', interval '2 days', 'score', '', 'lead'), ('mql', 'sal', interval '3 days', 'accept', '', 'sal'),
    ('mql', 'lead', interval '3 days', 'reject', 'No budget', 'lead'),
    ('lead', 'mql', interval '2 days', 'score', '', 'sal'), ('sal', 'sql', interval '5 days', 'qualify', '', 'won'),
    ('lead', 'mql', interval '2 days', 'score', '', 'won'), ('mql', 'sal', interval '3 days', 'accept', '', 'won'),
    ('sql', 'won', interval '9 days', 'won', '', 'won')) AS s (was, was_to, after, cause, reason, stage)
    ON s.stage = l.stage
 WHERE l.workspace_id = %(ws)s
"""


@dataclass
class Statement:
    """One statement of a page: milliseconds the page waits for it, and PostgreSQL works on it (plan and rows)."""

    sql: str
    waited: float
    worked: float


@dataclass
class Page:
    """Milliseconds on the server, in its statements by either clock, and the statements."""

    took: float
    waited: float
    worked: float
    asked: list[Statement]


def main() -> None:
    """Two sizes, one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--explain", action="store_true", help="print the statements of each page that take longest")
    wanted = parser.parse_args()
    settings.ALLOWED_HOSTS, settings.SESSION_SEEN_EVERY = ["testserver"], 60
    name = databases.make("reports")
    try:
        by = User.objects.create_user("bench@example.com", "a-good-long-password", name="Bench")
        sizes = {"tenth": wanted.leads // 10, "whole": wanted.leads}
        spaces = {slug: actions.create_workspace(name=slug, by=by, slug=slug) for slug in sizes}
        for slug, size in sizes.items():
            began = time.perf_counter()
            steps, folded = fill(spaces[slug], by, size)
            took = time.perf_counter() - began
            print(
                f"{slug}: {size:,} leads, {steps:,} steps in {took:.0f} s; {size / folded:,.0f} leads folded a second"
            )
        analyse()
        measure("tenth", by)  # a warm start, so that the smaller one does not pay for it
        found = {slug: measure(slug, by) for slug in sizes}
        report(found)
        if wanted.explain:
            explain(found["whole"])
    finally:
        databases.drop(name)


def fill(workspace: Workspace, by: User, size: int) -> tuple[int, float]:
    """Leads and steps in SQL, sums by folding; how many steps, and how many seconds folding took."""
    with tenancy.workspace(workspace), connection.cursor() as cursor:
        values = {"ws": workspace.pk, "leads": size, "days": DAYS, "reps": team(workspace, by), "many": REPS}
        cursor.execute(LEADS, values)
        cursor.execute(STEPS, {"ws": workspace.pk})
        steps = cursor.rowcount
        cursor.execute("DELETE FROM reports_touched")  # each lead once is enough
        cursor.execute(ALL, [workspace.pk])
    began = time.perf_counter()
    while True:
        with tenancy.workspace(workspace):
            if not reports.fold(workspace.pk, most=PORTION):
                return steps, time.perf_counter() - began


def team(workspace: Workspace, by: User) -> list[int]:
    """Who holds the leads: whoever looks, and others."""
    others = [User(email=f"rep{number}@{workspace.slug}.example", name=f"Rep {number}") for number in range(1, REPS)]
    User.objects.bulk_create(others)
    Membership.objects.bulk_create(Membership(workspace=workspace, user=person, rep=True) for person in others)
    return [by.pk, *(person.pk for person in others)]


def analyse() -> None:
    """As autovacuum would by and by."""
    connection.close()
    with databases.closing(databases.open_as(settings.DATABASE_OWNER_URL, connection.settings_dict["NAME"])) as link:
        link.cursor().execute("VACUUM ANALYZE")


def measure(slug: str, by: User) -> dict[str, Page]:
    """Each page's medians."""
    client, found = Client(), {}
    client.force_login(by)
    for page, query in PAGES.items():
        url = f"/w/{slug}/reports/{query or f'{page}/'}"
        client.get(url)
        spent = []
        for _ in range(TIMES):
            began = time.perf_counter()
            answer = client.get(url)
            spent.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, (url, answer.status_code)
        asked = [statements(client, url) for _ in range(TIMES)]
        found[page] = Page(
            statistics.median(spent),
            statistics.median(sum(one.waited for one in each) for each in asked),
            statistics.median(sum(one.worked for one in each) for each in asked),
            asked[-1],
        )
    return found


def statements(client: Client, url: str) -> list[Statement]:
    """What a page asks; after each statement that reads, PostgreSQL is asked how long it works on the same again."""
    found: list[Statement] = []

    def timed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        answer = execute(sql, params, many, context)
        waited = (time.perf_counter() - began) * 1000
        worked = 0.0
        if sql.lstrip().startswith(("SELECT", "WITH")):
            with connection.connection.cursor() as raw:
                raw.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
                plan = raw.fetchone()[0][0]
            worked = plan["Planning Time"] + plan["Execution Time"]
        found.append(Statement(" ".join(sql.split()), waited, worked))
        return answer

    with connection.execute_wrapper(timed):
        client.get(url)
    return found


def report(found: dict[str, dict[str, Page]]) -> None:
    """The figures beside their limits."""
    print(f"limits: {LIMITS['page']} ms a page, {LIMITS['sql']} ms in the database, {LIMITS['ratio']} times a tenth's")
    print(f"{'':14}{'a page, ms':>20}{'':8}{'its statements, ms of':>28}")
    print(f"{'':14}{'a tenth':>10}{'whole':>10}{'ratio':>8}{'PostgreSQL':>14}{'waiting':>14}{'number':>8}")
    for page in PAGES:
        small, whole = found["tenth"][page], found["whole"][page]
        print(
            f"{page:14}{small.took:>10.0f}{whole.took:>10.0f}{whole.took / small.took:>8.2f}"
            f"{whole.worked:>14.1f}{whole.waited:>14.1f}{len(whole.asked):>8}"
        )


def explain(found: dict[str, Page]) -> None:
    """The statements of each page on which PostgreSQL works longest."""
    for page, measured in found.items():
        print(f"\n{page}")
        for asked in sorted(measured.asked, key=lambda one: -one.worked)[:6]:
            print(f"{asked.worked:>6.1f} ms  {asked.sql[:220]}")


if __name__ == "__main__":
    main()
