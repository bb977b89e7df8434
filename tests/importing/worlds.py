"""Ways to import in a test, and to ask what came of it."""

import io
from collections import Counter
from pathlib import Path

from django.core.management import call_command

from accounts import bells, jobs, tenancy
from capture import actions
from capture.models import ImportRun
from leads.models import Lead, StageChange
from tests.conftest import NOON, who


def run_jobs(workspace):
    """Do all work that is due, as a worker would."""
    while bells.answer(jobs.KIND, workspace.pk):
        pass


def by_command(path, *more):
    """What the command printed."""
    out = io.StringIO()
    call_command("import_leads", str(path), "--workspace", "acme", *more, stdout=out)
    return out.getvalue()


def bring(workspace, content, *, name="leads.csv", targets=None, dry=False, options=None, **answers):
    """Import a text, bytes or file; the run as it ended."""
    data = Path(content).read_bytes() if isinstance(content, Path) else content
    data = data.encode() if isinstance(data, str) else data
    with tenancy.workspace(workspace):
        upload = actions.keep_file(workspace, [data], name=name, by=who("maya"))
        chosen = targets if targets is not None else upload.targets
        if isinstance(chosen, dict):
            chosen = [chosen.get(column["name"], "") for column in upload.columns]
        actions.agree(upload, targets=chosen, options=options or {}, at=NOON, **answers)
        run = actions.start_run(upload, by=who("maya"), dry=dry)
    run_jobs(workspace)
    return again(workspace, run)


def again(workspace, run):
    with tenancy.workspace(workspace):
        return ImportRun.objects.for_list().get(pk=run.pk)


def leads_of(workspace):
    with tenancy.workspace(workspace):
        return {lead.email or lead.called: lead for lead in Lead.objects.present().select_related("company", "owner")}


def complaints(workspace, run):
    """{line: [(field, why)]}."""
    with tenancy.workspace(workspace):
        return {row.line: [(one["field"], one["why"]) for one in row.sentences] for row in run.rows.with_complaints()}


def history(workspace):
    """Origins, months, wins, deals by rep and days to win, from the rows alone."""
    with tenancy.workspace(workspace):
        leads = list(Lead.objects.present().values_list("pk", "source", "first_seen_at", "stage"))
        won = list(StageChange.objects.filter(to="won").values_list("lead_id", "at", "details"))
    winners = {pk for pk, _, _ in won}
    seen = {pk: at for pk, _, at, _ in leads}
    origins, months = {}, {}
    for pk, source, at, _ in leads:
        for table, key in ((origins, source or "(missing)"), (months, f"{at:%Y-%m}")):
            count = table.setdefault(key, [0, 0])
            count[0] += 1
            count[1] += pk in winners
    return {
        "leads": len(leads),
        "won": sum(stage == "won" for *_, stage in leads),
        "by_origin": origins,
        "by_month": months,
        "deals_per_rep": dict(Counter(details["rep"] for _, _, details in won)),
        "days": sorted((at.date() - seen[pk].date()).days for pk, at, _ in won),
    }
