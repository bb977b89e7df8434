"""A dress rehearsal is a job: each portion replays some thousand leads by one statement; the last one adds up."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts import jobs
from accounts.actions import Refused
from accounts.jobs import JobFailed, Portion
from accounts.models import Job, User, Workspace
from accounts.tenancy import set_locally
from leads.actions import in_force
from leads.conditions import BadCondition
from leads.matching import Terms
from leads.models import Lead
from scoring import wording
from scoring.actions.rehearsed import result_of
from scoring.models import Rehearsal, RehearsedLead, ScoringModel
from scoring.rehearsal.statement import Replay

KIND = "rehearsal"
PORTION = 5_000
DAYS = (30, 90, 180, 365)
CHANGED = "The draft was changed meanwhile. Rehearse it again."
BROKEN = "A rule or the definition names something that is no longer there. Mend it first: "


@transaction.atomic
def rehearse(workspace: Workspace, *, draft: ScoringModel, days: int, by: User | None, at: datetime) -> Rehearsal:
    """Start to replay the last days by a draft and by the published version; Refused where there is none."""
    if days not in DAYS:
        raise Refused(f"Choose from {', '.join(map(str, DAYS))} days.")
    published = workspace.scoring_models.filter(state=ScoringModel.PUBLISHED).first()
    if published is None:
        raise Refused("There is no published version to compare with yet.")
    definition = in_force(workspace.pk, "mql")
    if definition is None:
        raise Refused("There is no definition of an MQL in force yet.")
    row = Rehearsal(workspace=workspace, draft=draft, published=published, days=days, started_by=by, until=at)
    row.since, row.definition_version = at - timedelta(days=days), definition.version
    row.draft_changed_at = draft.changed_at
    row.result = {"said": wording.lines(draft, Terms(workspace).schema)}
    row.save()
    params = {"rehearsal": row.pk}
    leads = Lead.objects.present().filter(workspace=workspace, is_test=False).count()
    row.job = jobs.start(
        KIND, workspace=workspace, by=by, title=f"Rehearse {draft} over {days} days", params=params, total=leads
    )
    row.save(update_fields=["job"])
    return row


@jobs.portion(KIND)
def replay_portion(job: Job) -> Portion:
    """Replay the next leads; after the last ones add up what came of it."""
    row = Rehearsal.objects.filter(pk=job.params["rehearsal"]).select_related("workspace").first()
    if row is None:
        raise JobFailed("A later rehearsal took the place of this one.")
    state: dict[str, Any] = job.state or {"after": 0}
    if not state["after"]:
        forget_others(row)
    last = end_of_portion(row, after=state["after"])
    if last is not None:
        done = job.done + replay(row, after=state["after"], last=last)
        return Portion(done, job.total, {"after": last}, note="Replaying lead by lead")
    row.result, row.finished_at = {**row.result, **result_of(row)}, timezone.now()
    row.save(update_fields=["result", "finished_at"])
    return Portion(job.done, job.done, finished=True, result={"rehearsal": row.pk})


def end_of_portion(row: Rehearsal, *, after: int) -> int | None:
    """The id at which the next portion ends; None when all are done."""
    leads = Lead.objects.present().filter(workspace_id=row.workspace_id, is_test=False, pk__gt=after).order_by("pk")
    ids = list(leads.values_list("pk", flat=True)[:PORTION])
    return ids[-1] if ids else None


def replay(row: Rehearsal, *, after: int, last: int) -> int:
    """Replay the leads of one portion; answer how many."""
    terms = Terms(row.workspace)
    definition = row.workspace.definitions.get(kind="mql", version=row.definition_version)
    rules = ScoringModel.objects.prefetch_related("fit_rules", "engagement_rules__signal")
    draft, published = rules.get(pk=row.draft_id), rules.get(pk=row.published_id)
    if is_old(row, draft, terms):
        raise JobFailed(CHANGED)
    try:
        replay = Replay(terms, draft, published, definition.condition, row.since, row.until)
    except BadCondition as error:
        raise JobFailed(BROKEN + " ".join(fault.text for fault in error.faults)) from None
    sql, params = replay.statement(rehearsal=row.pk, after=after, last=last)
    with set_locally("jit", "off"), set_locally("work_mem", "128MB"), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def is_old(row: Rehearsal, draft: ScoringModel, terms: Terms) -> bool:
    """Whether the draft says something else by now than when it was rehearsed."""
    return bool(row.result.get("said") != wording.lines(draft, terms.schema))


def forget_others(row: Rehearsal) -> None:
    """Take away earlier rehearsals of the workspace: only the newest is looked at, and each fills a table."""
    others = Rehearsal.objects.filter(workspace_id=row.workspace_id, pk__lt=row.pk)
    RehearsedLead.objects.filter(workspace_id=row.workspace_id, rehearsal__in=others).delete()
    others.delete()
