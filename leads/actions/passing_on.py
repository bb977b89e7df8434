"""A definition that came into force passes nobody by itself; who meets it already passes when somebody says so."""

from typing import Any

from django.utils import timezone

from accounts import audit, jobs
from accounts.jobs import JobFailed, Portion
from accounts.models import Job, User, Workspace
from leads.actions.defining import in_force
from leads.actions.qualifying import meeting, qualify
from leads.definitions import Kind
from leads.models import Definition

KIND = "pass_on"
PORTION = 100
CAUSE = "definition"


def pass_on(workspace: Workspace, definition: Definition, *, by: User) -> Job:
    """Start to pass on, in portions, the leads with marketing that meet the MQL definition in force."""
    audit.record(workspace=workspace, by=by, verb="passed on", what=f"the leads that meet {definition}")
    params = {"definition": definition.pk}
    return jobs.start(KIND, workspace=workspace, by=by, title=f"Pass on who meets {definition}", params=params)


@jobs.portion(KIND)
def pass_portion(job: Job) -> Portion:
    """Pass on the next hundred; whoever passed in the meantime is not there any more."""
    definition = in_force(job.workspace_id, Kind.MQL)
    if definition is None or definition.pk != job.params["definition"]:
        raise JobFailed("Another definition came into force. Look at who meets that one.")
    state: dict[str, Any] = job.state or {"after": 0}
    rows = meeting(definition, at=timezone.now()).filter(pk__gt=state["after"])
    total = job.total if job.total is not None else rows.count()
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:PORTION])
    done = job.done + len(qualify(job.workspace_id, ids, at=timezone.now(), cause=CAUSE))
    if len(ids) < PORTION:
        return Portion(done, total, finished=True, result={"passed": done})
    return Portion(done, max(total, done), {"after": ids[-1]})
