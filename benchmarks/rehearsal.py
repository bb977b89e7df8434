"""How long a dress rehearsal of 100,000 leads and 2 million activities takes: `make bench ARGS=rehearsal`.

Another size: `python -m benchmarks.rehearsal 20000 400000`.
"""

import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import actions, jobs, tenancy  # noqa: E402
from accounts.models import Job, User, Workspace  # noqa: E402
from scoring.actions.rehearsing import rehearse  # noqa: E402
from scoring.models import ScoringModel  # noqa: E402
from tests import databases  # noqa: E402

LIMIT = 60.0  # seconds
LEADS = """
INSERT INTO leads_lead (workspace_id, first_name, last_name, email, email_domain, phone, title, buying_role,
    preferred_channel, language, company_name, company_fixed, country, region, city, time_zone, source, channel, utm,
    landing_page, custom, consent, stage, cycle, holder, return_at, held_for, closed_for, score, fit, engagement, grade)
SELECT %s, 'Lead', n::text, '', '', '', (ARRAY['Head of Sales', 'Intern', 'VP Marketing', 'Clerk'])[1 + n %% 4], '', '',
    '', '', false, 'DE', '', '', '', '', '', '{}', '', '{}', 'unknown', 'lead', 1, 'marketing',
    now() + interval '30 days', '', '', 0, 0, 0, '' FROM generate_series(1, %s) AS n
"""
ACTIVITIES = """
INSERT INTO leads_activity (workspace_id, lead_id, at, type, title, properties, channel, origin, message_id, counts)
SELECT %s, l.first + (random() * (%s - 1))::bigint, now() - random() * interval '364 days',
    (ARRAY['page', 'page', 'page', 'pricing viewed', 'content downloaded', 'webinar attended', 'email clicked',
        'email opened'])[1 + floor(random() * 8)::int],
    '', '{"path": "/pricing", "minutes": 31}', '', 'bench', gen_random_uuid(), true
FROM generate_series(1, %s) AS n, (SELECT min(id) AS first FROM leads_lead WHERE workspace_id = %s) AS l
"""


def main() -> None:
    """Fill a workspace, rehearse its model against itself over a year, print."""
    leads, activities = (int(each) for each in (sys.argv[1:] or ("100000", "2000000")))
    name = databases.make("rehearsal")
    try:
        measure(leads, activities)
    finally:
        databases.drop(name)


def measure(leads: int, activities: int) -> None:
    """One run."""
    workspace = actions.create_workspace(name="Bench", by=User.objects.create_user("bench@example.com"))
    with tenancy.workspace(workspace), connection.cursor() as cursor:
        cursor.execute(LEADS, [workspace.pk, leads])
        cursor.execute(ACTIVITIES, [workspace.pk, leads, activities, workspace.pk])
    spent, longest = run(workspace)
    with tenancy.workspace(workspace):
        weeks = workspace.rehearsals.get().result["weeks"]
    handed = sum(week["draft"] for week in weeks)
    print(f"rehearsal of 365 days: {leads:,} leads, {activities:,} activities: {spent:.1f} s, limit {LIMIT:.0f} s")
    print(f"longest portion {longest:.2f} s; {handed:,} handed over in {len(weeks)} weeks")


def run(workspace: Workspace) -> tuple[float, float]:
    """Do the job portion by portion, each committed; seconds in all and of the longest."""
    with tenancy.workspace(workspace):
        model = workspace.scoring_models.filter(state=ScoringModel.PUBLISHED).first()
        model = model or workspace.scoring_models.latest("version")
        if model.state != ScoringModel.PUBLISHED:
            ScoringModel.objects.filter(pk=model.pk).update(state=ScoringModel.PUBLISHED)
        rehearsal = rehearse(workspace, draft=model, days=365, by=None, at=timezone.now())
    began, longest, ended = time.perf_counter(), 0.0, False
    while not ended:
        start = time.perf_counter()
        with tenancy.workspace(workspace), transaction.atomic():
            job = Job.objects.get(pk=rehearsal.job_id)
            jobs.step(job, now=timezone.now())
            ended = job.ended_at is not None
        longest = max(longest, time.perf_counter() - start)
    assert job.status == "done", job.trouble
    return time.perf_counter() - began, longest


if __name__ == "__main__":
    main()
