"""Long work, as a program watches and stops it."""

import pytest
from django.utils import timezone

from accounts import jobs, tenancy
from accounts.models import Job, JobStatus
from tests.api.conftest import problem
from tests.conftest import who

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(acme):
    """An import that is on its way."""
    with tenancy.workspace(acme):
        return Job.objects.create(
            workspace=acme,
            kind="import",
            title="Leads",
            done=30,
            total=120,
            started_by=who("maya"),
            status="running",
        )


def test_a_job_shows_how_far_it_is(website, job):
    body = website.get(f"jobs/{job.pk}/").json()
    assert (body["status"], body["done"], body["total"], body["percent"]) == ("running", 30, 120, 25)
    assert body["started_by"]["email"] == "maya@example.com"
    assert {"params", "state", "attempts"}.isdisjoint(body)


def test_stopping_asks_and_asking_twice_is_the_same_as_once(website, job):
    first = website.post(f"jobs/{job.pk}/stop/")
    assert first.status_code == 200
    assert first.json()["stop_asked_at"] is not None
    assert website.post(f"jobs/{job.pk}/stop/").json() == first.json()


def test_a_job_that_ended_cannot_be_stopped(website, job, acme):
    with tenancy.workspace(acme):
        jobs.end(job, JobStatus.DONE, now=timezone.now())
    response = website.post(f"jobs/{job.pk}/stop/", {})
    assert response.status_code == 409
    assert "it is done" in problem(response)["message"]
