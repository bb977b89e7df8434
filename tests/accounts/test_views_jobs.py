"""Long work on pages: watched, left, returned to, stopped."""

import pytest
from django.utils import timezone

from accounts import jobs
from accounts.models import Job, JobStatus
from tests.conftest import who

pytestmark = pytest.mark.django_db
JOBS = "/w/acme/settings/jobs/"


@jobs.portion("test-page")
def portion(job):
    done = job.state.get("done", 0) + 1
    return jobs.Portion(done=done, total=2, state={"done": done}, finished=done == 2, result={"leads": 12400})


@pytest.fixture
def job(inside):
    return jobs.start("test-page", workspace=inside, by=who("maya"), title="Import of fair.csv", params={})


def run(job):
    jobs.work_on(job.workspace_id, timezone.now())


def test_a_job_is_watched_until_it_ends_and_then_asks_no_more(as_, job):
    browser, path = as_("ravi"), f"{JOBS}{job.pk}/"
    assert f'hx-get="{path}"' in browser.get(path).content.decode()
    run(job)
    answer = browser.get(path, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "1 of 2" in text
    assert "<html" not in text
    assert 'value="50"' in text
    assert "HX-Refresh" not in answer
    run(job)
    answer = browser.get(path, headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"
    page = browser.get(path).content.decode()
    assert f'hx-get="{path}"' not in page
    assert "12,400" in page


def test_the_list_shows_newest_first_in_pages(as_, inside):
    rows = [Job(workspace=inside, kind="x", title=f"Job number {n:03}", started_by=who("ada")) for n in range(120)]
    Job.objects.bulk_create(rows)
    browser = as_("ravi")
    first = browser.get(JOBS).content.decode()
    assert "Job number 119" in first
    assert "Job number 069" not in first
    second = browser.get(JOBS, {"cursor": f"before-{rows[70].pk}"}).content.decode()
    assert "Job number 069" in second
    assert f"after-{rows[69].pk}" in second
    assert f"before-{rows[20].pk}" in second


def test_no_jobs_yet(as_):
    assert "No jobs yet" in as_("ravi").get(JOBS).content.decode()


def test_ones_own_job_is_stopped_and_twice_is_once(as_, job):
    browser = as_("maya")
    for said in ("It stops after the portion", "It had ended"):
        assert said in browser.post(f"{JOBS}{job.pk}/stop/", follow=True).content.decode()
    run(job)
    job.refresh_from_db()
    assert job.status == JobStatus.CANCELLED
    assert "Cancelled" in browser.get(JOBS).content.decode()


def test_somebody_elses_job_is_stopped_by_managers_and_admins_only(as_, job):
    rep = as_("ravi")
    assert f"{JOBS}{job.pk}/stop/" not in rep.get(f"{JOBS}{job.pk}/").content.decode()
    assert rep.post(f"{JOBS}{job.pk}/stop/").status_code == 403
    assert as_("mona").post(f"{JOBS}{job.pk}/stop/").status_code == 302


def test_trouble_is_shown_in_words(as_, inside):
    Job.objects.create(
        workspace=inside,
        kind="x",
        title="Import",
        status=JobStatus.FAILED,
        ended_at=timezone.now(),
        trouble="Line 901 has no address <b>.",
    )
    text = as_("ravi").get(f"{JOBS}{Job.objects.get().pk}/").content.decode()
    assert "Line 901 has no address &lt;b&gt;." in text
