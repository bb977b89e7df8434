"""How fast scores follow: an edit of the model, a changed signal, a changed fit rule, and each new activity.

    python -m benchmarks.scoring [--leads 1000000] [--activities 20000000] [--few 10000]

Twelve signals, ten fit rules. Leads and activities are made by SQL; everything else goes through the product's verbs.
Seconds are processor seconds of this process and its database backend together (other work on the machine does not
count), with the wall clock beside them. The limits, `count(*)` of the tallies and one SQL pass over all activities,
are measured in the same run. Uses a database of its own.
"""

import argparse
import os
import statistics
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import actions, jobs, tenancy  # noqa: E402
from accounts.models import Job, User, Workspace  # noqa: E402
from benchmarks.leads import busy, seconds  # noqa: E402
from benchmarks.scoring_data import SIGNALS, company_rule, fill, model  # noqa: E402
from leads.actions.activities import Recorded  # noqa: E402
from leads.models import Lead  # noqa: E402
from scoring import actions as scoring  # noqa: E402
from scoring import finding, happenings  # noqa: E402
from scoring.actions import counting  # noqa: E402
from scoring.models import Slot, Tally  # noqa: E402
from tests import databases  # noqa: E402

BATCHES = (50, 500)


def main() -> None:
    """Measure in a fresh copy of the migrated database, and drop it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--activities", type=int, default=20_000_000)
    parser.add_argument("--few", type=int, default=10_000, help="leads of the workspace that cost is compared with")
    wanted = parser.parse_args()
    name = databases.make("bench")
    try:
        by = User.objects.create_user("bench@example.com", "a-good-long-password")
        small = actions.create_workspace(name="small", by=by, slug="small")
        large = actions.create_workspace(name="large", by=by, slug="large")
        owner = databases.open_as(settings.DATABASE_OWNER_URL, name)
        fill(owner, small.pk, wanted.few, wanted.few * 20, first=True)
        fill(owner, large.pk, wanted.leads, wanted.activities, first=False)
        measure(small, large)
    finally:
        databases.drop(name)


def measure(small: Workspace, large: Workspace) -> None:
    """All figures."""
    for workspace in (small, large):
        put(workspace, model())
        took = run_jobs(workspace)
        print(f"first publication in “{workspace.name}”: {took:,.0f} s of processor time, everything counted")
    owner = databases.open_as(settings.DATABASE_OWNER_URL, connection.settings_dict["NAME"])
    with owner.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE scoring_tally")
    count = statistics.median(timed(large, lambda: serially(large))[0] for _ in range(5))
    one_pass = timed(large, lambda: pass_over(large))[0]
    show("count(*) of the tallies", count, "s")
    show("one SQL pass over the activities", one_pass, "s")
    edit(large, count, one_pass)
    rebuild(large)
    fit_edit(large)
    cheap, dear = per_activity(small), per_activity(large)
    for size in BATCHES:
        show(f"per new activity, batches of {size}", dear[size] * 1e6, "µs PG", most=30)
        show(f"  as against {rows(small):,} leads", dear[size] / cheap[size], "times", most=1.5)


def rows(workspace: Workspace) -> int:
    """How many tallies there are."""
    with tenancy.workspace(workspace):
        return Tally.objects.filter(workspace=workspace).count()


def pass_over(workspace: Workspace) -> None:
    """What a score costs without tallies: every activity of every lead classified by the signals' conditions, once."""
    with tenancy.workspace(workspace), connection.cursor() as cursor:
        texts, params = [], []
        for signal in workspace.signals.filter(key__in=[key.replace(" ", "_") for key in SIGNALS]):
            text, values = finding.written(happenings.read(signal.condition, saving=False))
            texts.append(f"sum(CASE WHEN {text} THEN {AGE} ELSE 0 END)")
            params += values
        names = ", ".join(f"c{place}" for place in range(len(texts)))
        total = " + ".join(f"sum(least(c{place}, 900))" for place in range(len(texts)))
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")  # their processor time would not be counted
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute(
            f"SELECT {total} FROM (SELECT a.lead_id, {', '.join(texts)} FROM leads_activity a"
            f" WHERE a.workspace_id = %s GROUP BY a.lead_id) x (lead_id, {names})",
            [*params, workspace.pk],
        )


AGE = "power(2::float8, (date_part('epoch', a.at) - 1.7e9) / 1209600)"


def serially(workspace: Workspace) -> None:
    """Count the tallies in one process, all of whose time is seen."""
    with tenancy.workspace(workspace), connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT count(*) FROM scoring_tally WHERE workspace_id = %s", [workspace.pk])


def edit(workspace: Workspace, count: float, one_pass: float) -> None:
    """Points, caps and threshold changed: all judged, the newly qualified written and committed."""
    with tenancy.workspace(workspace), connection.cursor() as cursor:
        cursor.execute(
            "SELECT percentile_disc(0.995) WITHIN GROUP (ORDER BY score) FROM leads_lead WHERE workspace_id = %s",
            [workspace.pk],
        )
        hot = cursor.fetchone()[0]
    changed = model()
    changed["thresholds"][0]["at_least"] = hot
    put(workspace, changed)
    run_jobs(workspace)
    _, wall, _ = one_edit(workspace, changed, workers=2)
    took, _, said = one_edit(workspace, changed, workers=0)  # in one process, all of whose time is seen
    show("edit: judged and committed", wall, "s wall", most=1.5)
    show("edit: judged and committed, in one process", took, "s")
    show("  as against count(*)", took / count, "times", most=8)
    show("  as against one pass over activities", one_pass / took, "times", least=50)
    print(f"  newly qualified {said['newly']:,}, no longer {said['no_longer']:,}")


def one_edit(workspace: Workspace, changed: dict[str, Any], *, workers: int) -> tuple[float, float, dict[str, int]]:
    """Change points, cap and threshold: processor seconds and wall of the switch, and whom it moved."""
    changed["engagement_rules"][3]["points"] += 20
    changed["engagement_cap"] -= 100
    changed["thresholds"][0]["at_least"] -= 20
    put(workspace, changed)
    step(workspace)  # makes room: everything stands
    with connection.cursor() as cursor:
        cursor.execute(f"SET max_parallel_workers_per_gather = {workers}")
    took, wall = timed(workspace, lambda: step(workspace))
    with connection.cursor() as cursor:
        cursor.execute("RESET max_parallel_workers_per_gather")
    with tenancy.workspace(workspace):
        said = workspace.publications.order_by("-id").first().changed
    run_jobs(workspace)
    return took, wall, said


def put(workspace: Workspace, raw: dict[str, Any]) -> None:
    """Begin to publish a model."""
    with tenancy.workspace(workspace):
        draft = scoring.import_model(workspace, raw, by=None)
        scoring.publish(draft, by=None, reason="bench")


def rebuild(workspace: Workspace) -> None:
    """One signal's condition changed: its slot is counted anew."""
    with tenancy.workspace(workspace):
        signal = workspace.signals.get(key=SIGNALS[1].replace(" ", "_"))
        scoring.change_signal(signal, fields={"condition": {"all": [signal.condition, LATER]}}, by=None)
        slot = Slot.objects.get(workspace=workspace, signal=signal, state="building")
    began, wall = time.process_time(), time.monotonic()
    before = backend_time()
    with tenancy.workspace(workspace):
        counting.stage(slot, now=timezone.now())
    after = 0
    while after is not None:
        with tenancy.workspace(workspace):
            after = counting.take(slot, after=after)
    took = time.process_time() - began + backend_time() - before
    show("slot counted anew", took, "s", most=10)
    show("slot counted anew", time.monotonic() - wall, "s wall")
    run_jobs(workspace)


LATER: dict[str, Any] = {"field": "property.value", "op": "at_least", "value": 50}


def fit_edit(workspace: Workspace) -> None:
    """A fit rule that looks at the company changed: everybody is asked."""
    with tenancy.workspace(workspace):
        draft = scoring.start_draft(workspace, by=None)
        scoring.put_fit_rule(draft, fields={"condition": company_rule(77), "points": 300})
        scoring.prepare(draft, by=None)
    took = run_jobs(workspace)
    show("fit rule with a company join", took, "s", most=5)


def per_activity(workspace: Workspace) -> dict[int, float]:
    """PostgreSQL's processor seconds for hearing one activity, by size of the batch."""
    with tenancy.workspace(workspace):
        ids = list(Lead.objects.filter(workspace=workspace).values_list("pk", flat=True)[:20_000])
    found = {}
    for size in BATCHES:
        told = []
        for place in range(40):
            batch = [activity(ids[(place * size + n) * 7919 % len(ids)], n) for n in range(size)]
            with tenancy.workspace(workspace):
                before = backend_time()
                scoring.hear(workspace.pk, batch, frozenset())
                told.append((backend_time() - before) / size)
        found[size] = statistics.median(told[5:])
    return found


def activity(lead: int, place: int) -> Recorded:
    """Something a lead does now."""
    at = timezone.now() - timedelta(seconds=place)
    return Recorded(0, uuid4(), at, SIGNALS[place % len(SIGNALS)], properties={"value": place % 100}, lead_id=lead)


def step(workspace: Workspace) -> None:
    """One portion of a job, committed."""
    with tenancy.workspace(workspace):
        jobs.work_on(workspace.pk, timezone.now())


def run_jobs(workspace: Workspace) -> float:
    """Let long work end; processor seconds."""

    def work() -> None:
        going = True
        while going:
            step(workspace)
            with tenancy.workspace(workspace):
                going = Job.objects.open().filter(workspace=workspace).exists()

    return seconds(work)


def backend_time() -> float:
    """Processor seconds of the database backend so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return busy(cursor.fetchone()[0])


def timed(workspace: Workspace, work: Any) -> tuple[float, float]:
    """Processor seconds and wall seconds."""
    began = time.monotonic()
    took = seconds(work)
    return took, time.monotonic() - began


def show(title: str, value: float, unit: str, *, least: float = 0, most: float = 0) -> None:
    """One figure beside its target."""
    target = f"at least {least:,.1f}" if least else f"at most {most:,.1f}" if most else ""
    verdict = "" if not target else "ok" if value >= least and (not most or value <= most) else "MISSED"
    print(f"{title:44} {value:12,.2f} {unit:8} {target:16} {verdict}", flush=True)


if __name__ == "__main__":
    main()
