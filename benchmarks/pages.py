"""How long the hall's pages take on the server with many leads: list, filters, search, deep pages, one lead.

    python -m benchmarks.pages [--leads 100000] [--explain]

Median and worst of some requests through the whole stack (sign-in, tenancy, queries, templates) in this
process, on a throw-away database filled in SQL. `--explain` prints how PostgreSQL did the slowest statement.
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
from accounts.models import User, Workspace  # noqa: E402
from tests import databases  # noqa: E402

TIMES = 9
FIRST = ["Maria", "José", "Anna", "Wei", "Olga", "Ahmed", "Jürgen", "Chloé", "Grace", "Noor", "Sara", "Yuki"]
LAST = ["Müller", "García", "O’Brien", "Smith", "Nguyen", "Rossi", "Silva", "Dubois", "Okafor", "Tanaka"]
COMPANIES = """
INSERT INTO leads_company
    (workspace_id, name, name_norm, domain, industry, currency, country, region, city, sites)
SELECT %(ws)s, 'Firm ' || n, 'firm ' || n, 'firm' || n || '.example', 'Retail', '', 'DE', '', '', '[]'
  FROM generate_series(1, %(firms)s) n
"""
LEADS = """
INSERT INTO leads_lead (workspace_id, first_name, last_name, email, email_key, email_domain, phone, title,
    buying_role, preferred_channel, language, company_id, company_name, company_fixed, country, region, city,
    time_zone, source, channel, utm, landing_page, custom, consent, stage, holder, return_at, promise_at,
    held_for, closed_for, cycle, score, fit, engagement, grade, scored_at, last_activity_at, owner_id)
SELECT %(ws)s, (%(first)s::text[])[1 + n %% %(firsts)s], (%(last)s::text[])[1 + n / 7 %% %(lasts)s],
    'p' || n || '@' || domain, 'p' || n || '@' || domain, domain, '', 'Head of Sales',
    '', '', '', firm, 'Firm ' || (1 + n %% %(firms)s), false, 'DE', '', 'Berlin',
    '', (ARRAY['Organic search', 'Paid search', 'Webinar', 'Referral', 'Trade fair'])[1 + n %% 5],
    '', '{}', '', '{}', 'unknown', CASE WHEN waits THEN 'mql' ELSE 'lead' END,
    CASE WHEN waits THEN 'waiting' ELSE 'marketing' END,
    CASE WHEN NOT waits THEN now() + interval '20 days' END,
    CASE WHEN waits THEN now() + interval '1 hour' END, CASE WHEN waits THEN 'Capacity' ELSE '' END,
    '', 1, n %% 10000, n %% 5000, n %% 5000, (ARRAY['A1', 'B2', 'C3', 'D4'])[1 + n %% 4], now(),
    now() - n * interval '1 second', CASE WHEN n %% 100 = 0 THEN %(by)s END
  FROM (SELECT n, n %% 20 = 0 AS waits, 'firm' || (1 + n %% %(firms)s) || '.example' AS domain,
               (SELECT min(id) FROM leads_company WHERE workspace_id = %(ws)s) + n %% %(firms)s AS firm
          FROM generate_series(1, %(leads)s) n) AS made
"""
TOKENS = """
INSERT INTO leads_token (workspace_id, lead_id, word)
SELECT DISTINCT %(ws)s, id, word FROM leads_lead, LATERAL unnest(ARRAY[
    lower(translate(first_name, 'üíéö’', 'uieo')), lower(translate(last_name, 'üíéö’', 'uieo')), email_key,
    split_part(email_key, '@', 1), email_domain, 'firm', split_part(company_name, ' ', 2)]) word
 WHERE workspace_id = %(ws)s
"""


def main() -> None:
    """Fill, measure, drop."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--explain", action="store_true")
    wanted = parser.parse_args()
    settings.ALLOWED_HOSTS, settings.SESSION_SEEN_EVERY = ["testserver"], 60
    name = databases.make("pages")
    try:
        by = User.objects.create_user("bench@example.com", "a-good-long-password", name="Bench")
        acme = actions.create_workspace(name="Acme", by=by, slug="acme")
        began = time.perf_counter()
        fill(acme, by, wanted.leads)
        print(f"{wanted.leads:,} leads filled in {time.perf_counter() - began:.0f} s")
        measure(acme, by, explain=wanted.explain)
    finally:
        databases.drop(name)


def fill(acme: Workspace, by: User, leads: int) -> None:
    """The leads, in SQL."""
    values = {"ws": acme.pk, "by": by.pk, "leads": leads, "firms": max(1, leads // 20)}
    values |= {"first": FIRST, "firsts": len(FIRST), "last": LAST, "lasts": len(LAST)}
    with tenancy.workspace(acme), connection.cursor() as cursor:
        for statement in (COMPANIES, LEADS, TOKENS):
            cursor.execute(statement, values)
    connection.close()
    with databases.closing(databases.open_as(settings.DATABASE_OWNER_URL, connection.settings_dict["NAME"])) as link:
        link.cursor().execute("VACUUM ANALYZE")


def pages(acme: Workspace) -> dict[str, str]:
    """What is asked for."""
    with tenancy.workspace(acme):
        middle = acme.leads.order_by("-id")[acme.leads.count() // 2].pk
        firm = acme.leads.get(pk=middle).company_id
    base = "/w/acme/leads/"
    return {
        "list": base,
        "list, by score": f"{base}?sort=score",
        "list, half way down": f"{base}?cursor=before.{middle}",
        "one stage": f"{base}?stage=mql",
        "one holder": f"{base}?holder=waiting",
        "one source": f"{base}?source=Webinar",
        "one owner": f"{base}?owner={User.objects.get().pk}",
        "one grade": f"{base}?grade=A1",
        "one fit, by score": f"{base}?grade=B&sort=score",
        "stage and source": f"{base}?stage=mql&source=Referral",
        "search: rare word": f"{base}?q=p4711",
        "search: common name": f"{base}?q=maria",
        "search: two words": f"{base}?q=maria+silva",
        "search: one letter": f"{base}?q=m",
        "search: company": f"{base}?q=firm+42",
        "one lead": f"{base}{middle}/",
        "companies": "/w/acme/companies/",
        "one company": f"/w/acme/companies/{firm}/",
        "lost and found": f"{base}lost-and-found/",
        "duplicates": f"{base}duplicates/",
    }


def measure(acme: Workspace, by: User, *, explain: bool) -> None:
    """Median and worst of each page, and what of it is this process's own work."""
    client = Client()
    client.force_login(by)
    print(f"{'page':24}{'median ms':>10}{'worst':>8}{'own CPU':>9}{'queries':>9}{'SQL ms':>8}")
    for title, url in pages(acme).items():
        client.get(url)
        spent, own = [], time.process_time()
        for _ in range(TIMES):
            began = time.perf_counter()
            answer = client.get(url)
            spent.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, (url, answer.status_code)
        own = (time.process_time() - own) * 1000 / TIMES
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        sql = sum(float(query["time"]) for query in queries) * 1000
        print(f"{title:24}{statistics.median(spent):>10.0f}{max(spent):>8.0f}{own:>9.0f}{len(queries):>9}{sql:>8.0f}")
        if explain:
            reads = [query for query in queries.captured_queries if query["sql"].startswith("SELECT")]
            slowest = max(reads, key=lambda query: float(query["time"]))
            show_plan(acme, slowest["sql"])


def show_plan(acme: Workspace, sql: str) -> None:
    """How PostgreSQL does it."""
    with tenancy.workspace(acme), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}")  # noqa: S608 - our own statement
        print(sql[:3000], *(row[0] for row in cursor.fetchall()), sep="\n    ")


if __name__ == "__main__":
    main()
