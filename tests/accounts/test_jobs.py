"""Long work in portions: it can be left, stopped and killed, and goes on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import bells, jobs, tenancy
from accounts.models import Bell, Job
from tests.conftest import who

pytestmark = pytest.mark.django_db(transaction=True)
KIND = "test-count"


@pytest.fixture(autouse=True)
def counting(monkeypatch):
    """A job that counts to `params["to"]`, three at a time."""

    def count(job):
        done = min(job.state.get("at", 0) + 3, job.params["to"])
        if done == job.params.get("stumble_at") and not job.attempts:
            raise ConnectionError("lost the thread")
        if done == job.params.get("give_up_at"):
            raise jobs.JobFailed("Row 6 cannot be read: save the file as CSV and try again.")
        if job.params.get("always_stumble"):
            raise ConnectionError("again")
        finished = done == job.params["to"]
        return jobs.Portion(done, job.params["to"], state={"at": done}, finished=finished, result={"counted": done})

    monkeypatch.setitem(jobs.STEPS, KIND, count)


def start(workspace, **params):
    with tenancy.workspace(workspace):
        return jobs.start(KIND, workspace=workspace, by=who("maya"), title="Count", params={"to": 10, **params})


def work_off(workspace, turns=50):
    for _ in range(turns):
        with tenancy.workspace(workspace):
            Bell.objects.filter(kind=jobs.KIND).update(due_at=timezone.now() - timedelta(seconds=1))
        if not bells.answer("job", workspace.pk):
            return


def again(workspace, job):
    with tenancy.workspace(workspace):
        return Job.objects.get(pk=job.pk)


def test_a_job_is_done_in_portions_and_keeps_its_result(acme):
    job = start(acme)
    assert bells.answer("job", acme.pk)
    assert (again(acme, job).done, again(acme, job).percent, again(acme, job).status) == (3, 30, "running")
    work_off(acme)
    job = again(acme, job)
    assert (job.status, job.done, job.result) == ("done", 10, {"counted": 10})
    assert job.ended_at is not None


def test_a_job_that_was_asked_to_stop_ends_after_its_portion(acme):
    job = start(acme)
    bells.answer("job", acme.pk)
    with tenancy.workspace(acme):
        assert jobs.stop(job, by=who("maya"), at=timezone.now())
    work_off(acme)
    job = again(acme, job)
    assert (job.status, job.done) == ("cancelled", 3)


def test_a_job_that_ended_cannot_be_stopped(acme):
    job = start(acme)
    work_off(acme)
    with tenancy.workspace(acme):
        assert not jobs.stop(job, by=who("maya"), at=timezone.now())


def test_a_stumble_costs_one_try_and_the_job_goes_on(acme):
    job = start(acme, stumble_at=6)
    work_off(acme)
    assert (again(acme, job).status, again(acme, job).done, again(acme, job).trouble) == ("done", 10, "")


def test_a_job_that_always_stumbles_fails_with_what_was_done_kept(acme):
    job = start(acme, always_stumble=True)
    work_off(acme)
    job = again(acme, job)
    assert job.status == "failed"
    assert "5 times" in job.trouble


def test_a_job_that_cannot_go_on_says_why_in_its_own_words(acme):
    job = start(acme, give_up_at=6)
    work_off(acme)
    job = again(acme, job)
    assert (job.status, job.done) == ("failed", 3)
    assert job.trouble == "Row 6 cannot be read: save the file as CSV and try again."


def test_two_jobs_take_turns(acme):
    first, second = start(acme), start(acme)
    for _ in range(4):
        bells.answer("job", acme.pk)
    assert again(acme, first).done == again(acme, second).done == 6


def test_an_unknown_kind_is_refused_at_the_start(inside):
    with pytest.raises(LookupError, match="no kind of job"):
        jobs.start("baking", workspace=inside, by=None, title="Bread", params={})
