"""Jobs: long work in portions. Each portion is one transaction, so a killed worker costs at most one portion."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F

from accounts import bells
from accounts.models import Job, JobStatus, User, Workspace

log = structlog.get_logger(__name__)
KIND = "job"
MOST_ATTEMPTS = 5


@dataclass(frozen=True)
class Portion:
    """What a portion did: `done` of `total` in all so far, the state the next one starts from, or the result."""

    done: int
    total: int | None = None
    state: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    finished: bool = False
    result: dict[str, Any] = field(default_factory=dict)


class JobFailed(Exception):
    """The job cannot go on; the text is a sentence for the person who started it."""


Step = Callable[[Job], Portion]
STEPS: dict[str, Step] = {}


def portion(kind: str) -> Callable[[Step], Step]:
    """Register the function that does one portion of a kind of job, from `job.state` on."""

    def register(step: Step) -> Step:
        STEPS[kind] = step
        return step

    return register


@transaction.atomic
def start(
    kind: str, *, workspace: Workspace, by: User | None, title: str, params: dict[str, Any], total: int | None = None
) -> Job:
    """Write the job down and ring for it, in the caller's transaction. The page of the job shows it from now on."""
    if kind not in STEPS:
        raise LookupError(f"There is no kind of job “{kind}”.")
    job = Job.objects.create(
        workspace=workspace, kind=kind, title=title[:200], params=params, started_by=by, total=total
    )
    bells.ring(KIND, workspace.pk)
    return job


@transaction.atomic
def stop(job: Job, *, by: User, at: datetime) -> bool:
    """Ask an open job to stop; it ends after the portion it is in. False when it had ended already."""
    asked = Job.objects.open().filter(pk=job.pk, stop_asked_at=None).update(stop_asked_at=at, stop_asked_by=by)
    if asked:
        bells.ring(KIND, job.workspace_id)
    return bool(asked)


@bells.answers(KIND, slow=True)
def work_on(workspace_id: int, now: datetime) -> datetime | None:
    """Do one portion of the job that has waited longest; more to do means ring again at once."""
    job = (
        Job.objects.open()
        .filter(workspace_id=workspace_id)
        .select_for_update(skip_locked=True)
        .order_by(F("moved_at").asc(nulls_first=True), "id")
        .first()
    )
    if job is None:
        return None
    if job.stop_asked_at is not None:
        end(job, JobStatus.CANCELLED, now=now)
    else:
        step(job, now=now)
    return now if Job.objects.open().filter(workspace_id=workspace_id).exists() else None


def step(job: Job, *, now: datetime) -> None:
    """Run one portion inside a savepoint; a failure is counted on the job, not thrown at the others."""
    try:
        with transaction.atomic():
            did = STEPS[job.kind](job)
    except JobFailed as failure:
        end(job, JobStatus.FAILED, now=now, trouble=str(failure))
        return
    except Exception as error:
        stumble(job, now=now, error=error)
        return
    job.status, job.attempts, job.trouble = JobStatus.RUNNING, 0, ""
    job.began_at = job.began_at or now
    job.done, job.state, job.note = did.done, did.state, did.note[:200]
    job.total = job.total if did.total is None else did.total
    job.moved_at = now
    if did.finished:
        job.result = did.result
        end(job, JobStatus.DONE, now=now)
    else:
        job.save()


def stumble(job: Job, *, now: datetime, error: Exception) -> None:
    """An unforeseen failure: try the same portion again, a few times."""
    log.exception("job_portion_failed", job=job.pk, kind=job.kind)
    job.attempts += 1
    job.began_at, job.moved_at = job.began_at or now, now
    if job.attempts >= MOST_ATTEMPTS:
        sentence = f"Something went wrong {job.attempts} times at the same place ({type(error).__name__})."
        end(job, JobStatus.FAILED, now=now, trouble=sentence + " What was done before it is kept.")
        return
    job.status, job.trouble = JobStatus.RUNNING, f"{type(error).__name__}: {error}"[:500]
    job.save()


def end(job: Job, status: JobStatus, *, now: datetime, trouble: str = "") -> None:
    """Close the job."""
    job.status, job.ended_at, job.moved_at, job.trouble = status, now, now, trouble
    job.began_at = job.began_at or now
    job.save()
